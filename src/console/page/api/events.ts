import { createParser } from 'eventsource-parser'
import type { RecordedRequest, RequestList } from '../../../../types/wire.d.ts'
import { askControl, reachControl } from './control.ts'

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
  /** Maximum number of earlier requests. */
  limit: number
  /** Called with the journal's content each time the stream opens: the mock may have been restarted. */
  onBegin(requests: readonly RecordedRequest[]): void
  onRequest(request: RecordedRequest): void
  onChange(change: Change): void
  /** Called when the stream has closed or could not be opened. */
  onInterrupted(): void
}

/**
 * Follows the journal and the changes. Uses `fetch`, because EventSource cannot send a token.
 *
 * @returns a function that stops following
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

/** Reads one stream until it closes. @throws {ControlFailure} */
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
