import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { Change } from '../control/control.ts'
import type { Entry } from '../journal/entry.ts'
import { isSelected } from '../journal/verify.ts'
import type { Services } from '../services.ts'

/** Milliseconds between comments that keep the connection open through proxies. */
const HEARTBEAT = 15_000

/** Bytes of unsent events with which a stream is closed; its reader resumes with Last-Event-ID. */
const MAX_BEHIND = 1_048_576

interface Selection {
  /** Undefined: all. */
  sandbox: string | undefined
  isKept(entry: Entry): boolean
  present(entry: Entry): object
}

/**
 * Streams journal entries as server-sent events, those after Last-Event-ID first, and the changes made through
 * the control plane.
 */
export function sendEvents(
  reply: FastifyReply,
  { journal, control: { changeListeners, closing } }: Pick<Services, 'journal' | 'control'>,
  { sandbox, isKept, present }: Selection
): FastifyReply {
  const requested = Number(reply.request.headers['last-event-id'] ?? Number.NaN)
  // An id beyond the newest one comes from before a restart: the reader has none of these entries.
  const known = requested > journal.newestId ? 0 : requested
  const since = Number.isNaN(known) ? journal.newestId : known
  const missed = journal.entries(sandbox, since).filter(isKept)
  const textOf = (entry: Entry) =>
    `event: request\nid: ${entry.id}\ndata: ${JSON.stringify(present(entry))}\n\n`

  /** Events to send: texts, and entries to present. */
  const unsent: { size: number; event: string | Entry }[] = []
  let behind = 0
  let hasEnded = false
  let wake = () => {}
  const add = (event: string | Entry, size: number) => {
    unsent.push({ size, event })
    behind += size
    if (behind > MAX_BEHIND) reply.raw.destroy()
    wake()
  }
  const addText = (text: string) => add(text, text.length)
  const unsubscribe = journal.subscribe(entry => {
    if (isSelected({ sandbox }, entry) && isKept(entry)) add(entry, entry.size)
  })
  const onChange = (change: Change) => {
    if (sandbox !== undefined && change.sandbox !== null && change.sandbox !== sandbox) return
    addText(`event: change\ndata: ${JSON.stringify(change)}\n\n`)
  }
  changeListeners.add(onChange)
  const heartbeat = setInterval(addText, HEARTBEAT, ': \n\n')
  const stop = () => {
    hasEnded = true
    clearInterval(heartbeat)
    unsubscribe()
    changeListeners.delete(onChange)
    closing.removeEventListener('abort', stop)
    wake()
  }
  closing.addEventListener('abort', stop)

  async function* events(): AsyncGenerator<string> {
    // Confirms the subscription to the reader.
    yield ': requests\n\n'
    for (const entry of missed) yield textOf(entry)
    for (;;) {
      for (let next = unsent.shift(); next; next = unsent.shift()) {
        behind -= next.size
        yield typeof next.event === 'string' ? next.event : textOf(next.event)
      }
      // In the same turn: a connection that becomes idle later would delay the shutdown.
      if (hasEnded) return
      await new Promise<void>(resolve => {
        wake = resolve
      })
    }
  }
  // A HEAD response has no body, and its stream would never end.
  const stream = Readable.from(reply.request.method === 'HEAD' ? [] : events(), { highWaterMark: 1 })
  stream.once('close', stop)
  // Destroyed alone, the stream would wait for the next event: its generator is suspended.
  reply.raw.once('close', stop)
  return reply.header('content-type', 'text/event-stream').send(stream)
}
