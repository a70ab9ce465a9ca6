import { createParser } from 'eventsource-parser'
import type { RecordedRequest, RequestList } from '../../../../types/wire.d.ts'
import { askControl, reachControl } from './client.ts'

/** Milliseconds before a stream that ended is taken up again. */
const PAUSE = 1000

/** What somebody changed by the control plane. */
export interface Change {
  operation: string
  sandbox: string | null
}

/** Who follows the mock. */
export interface Follower {
  token: string | undefined
  /** Requests to begin with, at most. */
  limit: number
  /** What the journal holds when the stream begins, also anew: the mock may be another by then. */
  onBegin(requests: readonly RecordedRequest[]): void
  onRequest(request: RecordedRequest): void
  onChange(change: Change): void
  /** The stream has ended, or could not be had. */
  onInterrupted(): void
}

/**
 * Follows the journal and the changes. By `fetch`, since EventSource sends no token.
 *
 * @returns ends it
 */
export function followMock(follower: Follower): () => void {
  const ending = new AbortController()
  const { signal } = ending
  const keepFollowing = async () => {
    while (!signal.aborted) {
      await follow(follower, signal).catch(() => undefined)
      if (signal.aborted) return
      follower.onInterrupted()
      await new Promise(resolve => setTimeout(resolve, PAUSE))
    }
  }
  void keepFollowing()
  return () => ending.abort()
}

/** Reads one stream to its end. @throws {ControlFailure} */
async function follow(follower: Follower, signal: AbortSignal): Promise<void> {
  const { token, limit } = follower
  const { results } = await askControl<RequestList>(`GET /requests?limit=${limit}`, { token, signal })
  const headers = { 'last-event-id': String(results.at(-1)?.id ?? 0) }
  const { body } = await reachControl('GET /requests/stream', { token, signal, headers })
  follower.onBegin(results)
  const parser = createParser({
    onEvent({ event, data }) {
      if (event === 'request') follower.onRequest(JSON.parse(data) as RecordedRequest)
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
