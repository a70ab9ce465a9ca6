import { useQuery } from '@tanstack/react-query'
import type { RecordedRequest, RequestList } from '../../../../types/wire.d.ts'
import { control, queryClient } from './control.ts'

/** Maximum number of requests in the page; the mock's journal holds more. */
export const KEPT = 1000

/** Milliseconds in which requests are collected: under load they arrive faster than a screen shows them. */
const PAUSE = 50

const KEY = ['requests']
const NONE: readonly RecordedRequest[] = []

let waiting: RecordedRequest[] = []
let timer: ReturnType<typeof setTimeout> | undefined

/** The journal's newest requests, the oldest first. */
export function useRequests(): readonly RecordedRequest[] {
  // Recorded requests do not change. Sharing compares by position, which changes when old requests are dropped.
  return useQuery({ queryKey: KEY, queryFn: loadRequests, structuralSharing: false }).data ?? NONE
}

/** Loads the journal. Keeps requests that arrive while it is loading. */
export async function loadRequests(): Promise<readonly RecordedRequest[]> {
  const known = newestId(current())
  const { results } = await control<RequestList>(`GET /requests?limit=${KEPT}`)
  // Requests that arrived meanwhile are newer than the response; older ones that it lacks have been deleted.
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
