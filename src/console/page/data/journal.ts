import { useQuery } from '@tanstack/react-query'
import type { RecordedRequest, RequestList } from '../../../../types/wire.d.ts'
import { control, queryClient } from './control.ts'
import { useSession } from './session.ts'

/** Maximum number of requests that the page keeps; the mock's journal holds more. */
export const KEPT = 1000

/** Milliseconds for which new requests are batched: under load they arrive faster than the page renders. */
const PAUSE = 50

const KEY = ['requests']
const NONE: readonly RecordedRequest[] = []

let waiting: RecordedRequest[] = []
let timer: ReturnType<typeof setTimeout> | undefined

/** Returns the newest requests of the journal, oldest first. */
export function useRequests(): readonly RecordedRequest[] {
  // Structural sharing compares by position, which shifts when old requests are dropped; requests do not change.
  return useQuery({ queryKey: KEY, queryFn: loadRequests, structuralSharing: false }).data ?? NONE
}

/** Returns the ID of the newest request; 0 while the page does not follow the mock, which may have restarted. */
export function newestRequestId(): number {
  return useSession.getState().isLive ? newestId([...current(), ...waiting]) : 0
}

/** Loads the journal. Keeps requests that arrive while it is loading. */
export async function loadRequests(): Promise<readonly RecordedRequest[]> {
  const known = newestId(current())
  const { results } = await control<RequestList>(`GET /requests?limit=${KEPT}`)
  // Keep requests newer than the response; older requests missing from it have been deleted.
  const last = Math.max(known, newestId(results))
  const newer = [...current(), ...waiting].filter(({ id }) => id > last)
  waiting = []
  return [...results, ...newer].slice(-KEPT)
}

/** Adds a new request. */
export function addRequest(request: RecordedRequest): void {
  waiting.push(request)
  // A browser delays the timers of a hidden page by up to a minute.
  if (waiting.length >= 2 * KEPT) waiting = waiting.slice(-KEPT)
  if (timer === undefined) timer = setTimeout(flush, PAUSE)
}

/** Replaces all requests. */
export function setRequests(requests: readonly RecordedRequest[]): void {
  waiting = []
  queryClient.setQueryData(KEY, requests)
}

function flush(): void {
  timer = undefined
  const added = waiting
  waiting = []
  queryClient.setQueryData(KEY, (requests: readonly RecordedRequest[] = []) =>
    [...requests, ...added].slice(-KEPT)
  )
}

function current(): readonly RecordedRequest[] {
  return queryClient.getQueryData<readonly RecordedRequest[]>(KEY) ?? NONE
}

function newestId(requests: readonly RecordedRequest[]): number {
  return requests.at(-1)?.id ?? 0
}
