import { createParser } from 'eventsource-parser'
import type { RecordedRequest } from '../../../../types/wire.d.ts'
import { reachControl } from './client.ts'

/** Milliseconds before a stream that ended is taken up again. */
const PAUSE = 1000

/**
 * Follows the journal: what it holds first, then each request as it comes; a stream that ends is taken up
 * where it was left. By `fetch`, since EventSource sends no token.
 *
 * @returns ends it
 */
export function followJournal(
  token: string | undefined,
  onRequest: (request: RecordedRequest) => void,
  onState: (isLive: boolean) => void
): () => void {
  const ending = new AbortController()
  const { signal } = ending
  let last = 0
  const parser = createParser({
    onEvent({ event, id, data }) {
      if (event !== 'request') return
      last = Number(id)
      onRequest(JSON.parse(data) as RecordedRequest)
    }
  })
  const follow = async () => {
    const headers = { 'last-event-id': String(last) }
    const { body } = await reachControl('GET /requests/stream', { token, signal, headers })
    onState(true)
    parser.reset()
    const reader = body?.pipeThrough(new TextDecoderStream()).getReader()
    for (;;) {
      const read = await reader?.read()
      if (!read || read.done) return
      parser.feed(read.value)
    }
  }
  const keepFollowing = async () => {
    while (!signal.aborted) {
      await follow().catch(() => undefined)
      if (signal.aborted) return
      onState(false)
      await new Promise(resolve => setTimeout(resolve, PAUSE))
    }
  }
  void keepFollowing()
  return () => ending.abort()
}
