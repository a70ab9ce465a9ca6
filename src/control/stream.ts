import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { Entry } from '../journal/entry.ts'
import { sizeOf } from '../journal/journal.ts'
import { createPause } from '../time-slices.ts'
import type { Change } from './changes.ts'
import type { Control } from './control.ts'

/** Milliseconds between comments that keep a connection open through proxies. */
const HEARTBEAT = 15_000

/** Bytes of memory that may wait for a slow reader; past it the stream ends, and Last-Event-ID resumes it. */
const MAX_WAITING = 4_194_304

/** An event that is still to be sent. */
interface Waiting {
  /** Bytes of memory that it holds on to. */
  size: number
  /** Returns its text; empty: it is not for this reader. */
  render(): string
}

/**
 * Responds with the journal's entries as server-sent events: those after Last-Event-ID first, then each new one;
 * and with the changes that the control plane makes.
 *
 * @param sandbox whose changes are sent; undefined: all
 */
export function sendEvents(
  reply: FastifyReply,
  control: Pick<Control, 'journal' | 'changes' | 'closing'>,
  sandbox: string | undefined,
  isKept: (entry: Entry) => boolean,
  present: (entry: Entry) => object
): FastifyReply {
  const { journal, changes, closing } = control
  const last = Number(reply.request.headers['last-event-id'] ?? Number.NaN)
  // An id that is still to come is that of a mock that was restarted: its reader has none of these entries.
  const known = last > journal.newestId ? 0 : last
  const ofEntry = (entry: Entry, size: number): Waiting => ({
    size,
    render: () =>
      isKept(entry) ? `event: request\nid: ${entry.id}\ndata: ${JSON.stringify(present(entry))}\n\n` : ''
  })
  const ofChange = (change: Change): Waiting => ({
    size: 256,
    render: () => {
      const isOther = sandbox !== undefined && change.sandbox !== null && change.sandbox !== sandbox
      return isOther ? '' : `event: change\ndata: ${JSON.stringify(change)}\n\n`
    }
  })
  // What the journal holds already takes no more memory here.
  const queue = journal.entries(({ id }) => id > known && !Number.isNaN(last)).map(entry => ofEntry(entry, 0))
  let waitingBytes = 0
  let isEnded = false
  let wake = () => {}
  const add = (waiting: Waiting) => {
    waitingBytes += waiting.size
    if (waitingBytes > MAX_WAITING) stop()
    else queue.push(waiting)
    wake()
  }
  const subscriptions = [
    journal.subscribe(entry => add(ofEntry(entry, sizeOf(entry)))),
    changes.subscribe(change => add(ofChange(change)))
  ]
  const heartbeat = setInterval(add, HEARTBEAT, { size: 0, render: () => ': \n\n' })
  const stop = () => {
    isEnded = true
    clearInterval(heartbeat)
    for (const unsubscribe of subscriptions) unsubscribe()
    closing.removeEventListener('abort', stop)
    wake()
  }
  closing.addEventListener('abort', stop)

  async function* events(): AsyncGenerator<string> {
    const pause = createPause()
    // Sent at once: a reader waits for it to know that it is listening.
    yield ': requests\n\n'
    while (!isEnded) {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const text = next.render()
        if (text !== '') yield text
        waitingBytes -= next.size
        await pause()
      }
      if (isEnded) return
      await new Promise<void>(resolve => {
        wake = resolve
      })
    }
  }
  // Of a response to HEAD only the head is sent: nobody would ever end it.
  const stream = Readable.from(reply.request.method === 'HEAD' ? [] : events(), { highWaterMark: 1 })
  stream.once('close', stop)
  return reply.header('content-type', 'text/event-stream').send(stream)
}
