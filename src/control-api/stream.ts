import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { Change, Control } from '../control/control.ts'
import type { Entry } from '../journal/entry.ts'
import { createPause } from '../time-slices.ts'

/** Milliseconds between comments that keep the connection open through proxies. */
const HEARTBEAT = 15_000

/** Bytes buffered for a slow reader; beyond it the stream ends, and the reader resumes with Last-Event-ID. */
const MAX_BUFFERED = 4_194_304

/** Characters of JSON per chunk. */
const CHUNK = 65_536

/** A queued event. */
interface QueuedEvent {
  /** Bytes of memory that the event retains. */
  size: number
  /** Returns the text of the event, empty if the filter drops it. */
  render(): string
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
  present: (entry: Entry) => object
): FastifyReply {
  const { journal, changeListeners, closing } = control
  const last = Number(reply.request.headers['last-event-id'] ?? Number.NaN)
  // An id beyond the newest one comes from before a restart: the reader has none of these entries.
  const known = last > journal.newestId ? 0 : last
  const entryEvent = (entry: Entry, size: number): QueuedEvent => ({
    size,
    render: () =>
      isKept(entry) ? `event: request\nid: ${entry.id}\ndata: ${JSON.stringify(present(entry))}\n\n` : ''
  })
  // Size 0: the journal already retains these entries.
  const queue = journal
    .entries(({ id }) => id > known && !Number.isNaN(last))
    .map(entry => entryEvent(entry, 0))
  let bufferedBytes = 0
  let isEnded = false
  let wake = () => {}
  const add = (event: QueuedEvent) => {
    bufferedBytes += event.size
    if (bufferedBytes > MAX_BUFFERED) stop()
    else queue.push(event)
    wake()
  }
  const unsubscribe = journal.subscribe(entry => add(entryEvent(entry, entry.size)))
  const onChange = (change: Change) => {
    if (sandbox !== undefined && change.sandbox !== null && change.sandbox !== sandbox) return
    add({ size: 256, render: () => `event: change\ndata: ${JSON.stringify(change)}\n\n` })
  }
  changeListeners.add(onChange)
  const heartbeat = setInterval(add, HEARTBEAT, { size: 0, render: () => ': \n\n' })
  const stop = () => {
    isEnded = true
    clearInterval(heartbeat)
    unsubscribe()
    changeListeners.delete(onChange)
    closing.removeEventListener('abort', stop)
    wake()
  }
  closing.addEventListener('abort', stop)

  async function* events(): AsyncGenerator<string> {
    const pause = createPause()
    // Confirms the subscription to the reader.
    yield ': requests\n\n'
    while (!isEnded) {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const text = next.render()
        if (text !== '') yield text
        bufferedBytes -= next.size
        await pause()
      }
      if (isEnded) return
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

/**
 * Returns a body that contains a long array. Over HTTP it is a stream of JSON, whose items are serialized one by
 * one: a full journal may exceed the memory of a small container.
 *
 * @param isStreamed false for a call in this process, which returns the body itself
 * @param present converts a source to an item
 * @param wrap creates the body; the array must be the first empty array in its JSON
 */
export function streamJsonArray<Source, Item>(
  isStreamed: boolean,
  all: readonly Source[],
  present: (source: Source) => Item,
  wrap: (items: readonly Item[]) => object
): object {
  if (!isStreamed) return wrap(all.map(present))
  const whole = JSON.stringify(wrap([]))
  const at = whole.indexOf('[]') + 1
  const chunks = serialize(whole.slice(0, at), all, present, whole.slice(at))
  return Readable.from(chunks, { highWaterMark: 1 })
}

/**
 * Returns a body of chunks, which are all created first: later changes do not affect it. It may be larger than a
 * string, which V8 limits to 512 MB.
 */
export function streamChunks(chunks: Iterable<string>): Readable {
  return Readable.from(Array.from(chunks, chunk => Buffer.from(chunk)))
}

async function* serialize<Source>(
  head: string,
  all: readonly Source[],
  present: (source: Source) => unknown,
  tail: string
): AsyncGenerator<string> {
  const pause = createPause()
  let chunk = head
  for (const [at, source] of all.entries()) {
    chunk += (at === 0 ? '' : ',') + JSON.stringify(present(source))
    await pause()
    if (chunk.length < CHUNK) continue
    yield chunk
    chunk = ''
  }
  yield chunk + tail
}
