import { createParser } from 'eventsource-parser'
import type { Health, RecordedRequest } from '../../../../types/wire.d.ts'
import { askControl, ControlFailure, reachControl } from './control.ts'

/** Milliseconds before a closed stream is reopened. */
const PAUSE = 1000

/** A change made by a control plane call. */
export interface Change {
  operation: string
  sandbox: string | null
}

/** Callbacks for events of the mock. */
export interface Follower {
  token: string | undefined
  /** Called each time the stream opens. @param last start of the mock when it opened before; undefined: the first time */
  onBegin(start: Health, last: Health | undefined): void
  onRequest(request: RecordedRequest): void
  onChange(change: Change): void
  /** Called when the stream has closed or could not be opened. @param isRejected whether only another token can help */
  onInterrupted(isRejected: boolean): void
}

/** Where the stream continues. */
interface Position {
  start: Health | undefined
  /** Id of the last request. */
  lastId: string | undefined
}

/**
 * Follows the journal and the changes. Uses `fetch`, because EventSource cannot send a token.
 *
 * @returns a function that stops following
 */
export function followMock(follower: Follower): () => void {
  const ending = new AbortController()
  const { signal } = ending
  const position: Position = { start: undefined, lastId: undefined }
  const keepFollowing = async () => {
    while (!signal.aborted) {
      const error: unknown = await follow(follower, position, signal).catch(error => error)
      if (signal.aborted) return
      const isRejected = error instanceof ControlFailure && [401, 403].includes(error.status)
      follower.onInterrupted(isRejected)
      if (isRejected) return
      await new Promise(resolve => setTimeout(resolve, PAUSE))
    }
  }
  void keepFollowing()
  return () => ending.abort()
}

/** Reads one stream until it closes; resumes the last one unless the mock was restarted. @throws {ControlFailure} */
async function follow(follower: Follower, position: Position, signal: AbortSignal): Promise<void> {
  const { token } = follower
  const start = await askControl<Health>('GET /health', { signal })
  const last = position.start
  if (start.startId !== last?.startId) position.lastId = undefined
  const headers = position.lastId === undefined ? {} : { 'last-event-id': position.lastId }
  const { body } = await reachControl('GET /requests/stream', { token, signal, headers })
  position.start = start
  follower.onBegin(start, last)
  const parser = createParser({
    onEvent({ event, id, data }) {
      if (event === 'request') {
        position.lastId = id
        follower.onRequest(JSON.parse(data) as RecordedRequest)
      }
      if (event === 'change') follower.onChange(JSON.parse(data) as Change)
    }
  })
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader()
  for (;;) {
    const read = await reader?.read()
    if (!read || read.done) return
    parser.feed(read.value)
  }
}
