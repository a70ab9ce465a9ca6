import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { Entry } from '../journal/entry.ts'
import type { Change } from './changes.ts'
import type { Control } from './control.ts'

/** Milliseconds between comments that keep a connection open through proxies. */
const HEARTBEAT = 15_000

/** Bytes that may wait for a slow reader; past it the stream ends, and Last-Event-ID takes it up again. */
const MAX_WAITING = 4_194_304

/**
 * Answers with the journal's entries as server-sent events: those after Last-Event-ID first, then each as it
 * comes; and with the changes that the control plane made.
 *
 * @param sandbox whose changes are told; undefined: all
 */
export function sendEvents(
  reply: FastifyReply,
  { journal, changes, closing }: Pick<Control, 'journal' | 'changes' | 'closing'>,
  sandbox: string | undefined,
  isKept: (entry: Entry) => boolean,
  present: (entry: Entry) => object
): FastifyReply {
  const stream = new Readable({ read: () => undefined })
  let isEnded = false
  const stop = () => {
    clearInterval(heartbeat)
    for (const unsubscribe of subscriptions) unsubscribe()
    closing.removeEventListener('abort', end)
  }
  const end = () => {
    stop()
    isEnded = true
    stream.push(null)
  }
  const push = (event: string) => {
    if (isEnded) return
    stream.push(event)
    if (stream.readableLength > MAX_WAITING) end()
  }
  const show = (entry: Entry) => {
    if (isEnded || !isKept(entry)) return
    push(`event: request\nid: ${entry.id}\ndata: ${JSON.stringify(present(entry))}\n\n`)
  }
  const tell = (change: Change) => {
    const isOther = sandbox !== undefined && change.sandbox !== null && change.sandbox !== sandbox
    if (!isOther) push(`event: change\ndata: ${JSON.stringify(change)}\n\n`)
  }
  const subscriptions = [journal.subscribe(show), changes.subscribe(tell)]
  const heartbeat = setInterval(() => stream.push(': \n\n'), HEARTBEAT)
  closing.addEventListener('abort', end)
  stream.once('close', stop)
  // Something goes out at once: a reader waits for it to know that it is listening.
  stream.push(': requests\n\n')
  const last = Number(reply.request.headers['last-event-id'] ?? Number.NaN)
  // An id that is still to come is that of a mock that was started anew since: its reader knows none of these.
  const known = last > journal.newestId ? 0 : last
  if (!Number.isNaN(last)) for (const entry of journal.entries(({ id }) => id > known)) show(entry)
  // Of its answer only the head leaves: nobody would ever end it.
  if (reply.request.method === 'HEAD') end()
  return reply.header('content-type', 'text/event-stream').send(stream)
}
