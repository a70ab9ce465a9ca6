import { Socket } from 'node:net'
import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { runInSlices } from '../base/time-slices.ts'
import type { Change, Control } from '../control/control.ts'
import type { Entry } from '../journal/entry.ts'
import type { Journal } from '../journal/journal.ts'
import { type EntryFormat, EntryReader } from './entry-reader.ts'

/** Milliseconds between comments that keep the connection open through proxies. */
const HEARTBEAT = 15_000

/** Milliseconds without progress after which a connection is closed whose client does not read. */
const STALLED = 60_000

/** Changes kept for a slow reader; beyond it the stream ends, and the reader resumes with Last-Event-ID. */
const MAX_CHANGES = 1_000

/** An event between the entries. */
interface Notice {
  /** The newest entry before it. */
  since: number
  text: string
}

/**
 * Streams journal entries as server-sent events, those after Last-Event-ID first, and the changes made through
 * the control plane.
 *
 * @param sandbox of the changes; undefined: all
 */
export function sendEvents(
  reply: FastifyReply,
  control: Pick<Control, 'journal' | 'changeListeners' | 'closing'>,
  sandbox: string | undefined,
  isKept: (entry: Entry) => boolean,
  format: EntryFormat
): FastifyReply {
  const { journal, changeListeners, closing } = control
  const requested = Number(reply.request.headers['last-event-id'] ?? Number.NaN)
  // An id beyond the newest one comes from before a restart: the reader has none of these entries.
  const known = requested > journal.newestId ? 0 : requested
  const since = Number.isNaN(known) ? journal.newestId : known
  const before = (id: number) => `event: request\nid: ${id}\ndata: `
  const reader = new EntryReader(journal, format, { since, isKept, before, after: '\n\n' })
  const notices: Notice[] = []
  /** The last entry to send, once the stream is to end. */
  let last = Number.POSITIVE_INFINITY
  let wake = () => {}
  const add = (text: string) => {
    notices.push({ since: journal.newestId, text })
    if (notices.length > MAX_CHANGES) stop()
    wake()
  }
  const unsubscribe = journal.subscribe(() => wake())
  const onChange = (change: Change) => {
    if (sandbox !== undefined && change.sandbox !== null && change.sandbox !== sandbox) return
    add(`event: change\ndata: ${JSON.stringify(change)}\n\n`)
  }
  changeListeners.add(onChange)
  const heartbeat = setInterval(add, HEARTBEAT, ': \n\n')
  const stop = () => {
    last = Math.min(last, journal.newestId)
    clearInterval(heartbeat)
    unsubscribe()
    changeListeners.delete(onChange)
    closing.removeEventListener('abort', stop)
    wake()
  }
  closing.addEventListener('abort', stop)

  async function* events(): AsyncGenerator<string | Buffer> {
    // Confirms the subscription to the reader.
    yield ': requests\n\n'
    for (;;) {
      const [notice] = notices
      const newest = Math.min(notice?.since ?? journal.newestId, last)
      if (reader.hasMore(newest)) {
        const chunk = await runInSlices(reader.read(newest))
        if (chunk) yield chunk
      } else if (notice) {
        yield (notices.shift() as Notice).text
      } else if (newest === last) {
        // In the same turn: a connection that becomes idle later would delay the shutdown.
        return
      } else {
        await new Promise<void>(resolve => {
          wake = resolve
        })
      }
    }
  }
  // A HEAD response has no body, and its stream would never end.
  const stream = Readable.from(reply.request.method === 'HEAD' ? [] : events(), { highWaterMark: 1 })
  stream.once('close', stop)
  // Destroyed alone, the stream would wait for the next event: its generator is suspended.
  reply.raw.once('close', stop)
  closeWhenStalled(reply)
  return reply.header('content-type', 'text/event-stream').send(stream)
}

/** Closes the connection of a response whose client does not read. A heartbeat counts as progress. */
export function closeWhenStalled(reply: FastifyReply): void {
  const { socket } = reply.raw
  // An injected request has no connection.
  if (socket instanceof Socket) socket.setTimeout(STALLED)
}

/** The JSON around a list of entries. */
interface Frame {
  head: string
  /** @param count of the entries */
  tail(count: number): string
}

/**
 * Returns a body that contains a long array of entries. Over HTTP it is a stream of JSON, whose items are converted
 * one by one: a full journal may exceed the memory of a small container.
 *
 * @param isStreamed false for a call in this process, which returns the body itself
 * @param ids of the entries; those that the journal has dropped are omitted
 */
export function streamEntries(
  isStreamed: boolean,
  journal: Journal,
  ids: readonly number[],
  format: EntryFormat,
  { head, tail }: Frame
): object {
  if (isStreamed) return Readable.from(serialize(journal, ids, format, { head, tail }), { highWaterMark: 1 })
  const items = ids.flatMap(id => journal.find(id) ?? []).map(entry => JSON.stringify(format.present(entry)))
  return JSON.parse(head + items.join(',') + tail(items.length)) as object
}

async function* serialize(
  journal: Journal,
  ids: readonly number[],
  format: EntryFormat,
  { head, tail }: Frame
): AsyncGenerator<string | Buffer> {
  const kept = new Set(ids)
  const reader = new EntryReader(journal, format, {
    since: (ids[0] ?? 0) - 1,
    isKept: ({ id }) => kept.has(id),
    before: (_id, isFirst) => (isFirst ? '' : ','),
    after: ''
  })
  yield head
  for (;;) {
    const chunk = await runInSlices(reader.read(ids.at(-1) ?? 0))
    if (!chunk) break
    yield chunk
  }
  yield tail(reader.count)
}
