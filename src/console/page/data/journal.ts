import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import type { AdviceList, RecordedRequest, RequestList } from '../../../../types/wire.d.ts'
import { control, queryClient } from './control.ts'
import { ALL } from './request-filter.ts'

/** Number of requests that the page loads at a time. */
const PAGE = 100

/** Milliseconds for which new requests are collected, and after which lists are reloaded if the mock drops requests. */
const [PAUSE, RELOAD] = [250, 2000]

/** The requests that match a filter, as far as they are loaded. */
export type Found = RequestList

/** ID of the newest request that the mock has reported; 0: none since the page was opened. */
let newest = 0
let timer: ReturnType<typeof setTimeout> | undefined
let reload: ReturnType<typeof setTimeout> | undefined

/** Returns the newest requests that match a filter, oldest first; while they are loading, the previous ones. */
export function useFound(filter: string) {
  return useQuery({ ...foundQuery(filter), placeholderData: keepPreviousData })
}

/** Returns the query of a list of requests. */
export function foundQuery(filter: string) {
  return queryOptions({
    queryKey: ['requests', filter],
    queryFn: ({ signal }) => load(filter, signal),
    // Structural sharing compares by position, which shifts when requests arrive; requests do not change.
    structuralSharing: false,
    gcTime: 0
  })
}

/** Returns a request of the journal, also after the mock has dropped it. */
export function useRequest(id: number | undefined) {
  return useQuery({
    queryKey: ['request', id],
    queryFn: () => control<RecordedRequest>(`GET /requests/${id}`),
    enabled: id !== undefined
  })
}

/** Returns the advice on a request, each about the first request that it names. */
export function useAdvice(id: number): readonly string[] {
  const { data } = useQuery({
    queryKey: ['request', id, 'advice'],
    queryFn: () => control<AdviceList>('GET /advice')
  })
  const own = data?.results.filter(({ requests }) => requests.includes(id)) ?? []
  return own.map(({ requests: [first], text }) => (first === id ? text : `#${first}: ${text}`))
}

/** Returns the request to compare with by default: the same call before, or else after it; null: there is none. */
export function useCounterpart({ id, request: { method, url, path } }: RecordedRequest) {
  return useQuery({
    queryKey: ['request', id, 'counterpart'],
    queryFn: async () => {
      const query = new URLSearchParams({ method, path, folded: 'true', limit: '100' })
      for (const [name, value] of [
        ['before', id],
        ['since', id]
      ]) {
        const { results } = await control<RequestList>(`GET /requests?${query}&${name}=${value}`)
        const same = results.findLast(({ request }) => request.url === url)
        if (same) return same
      }
      return null
    }
  })
}

/** Returns the ID of the newest request that the page knows of; 0: there is none. */
export function newestRequestId(): number {
  return Math.max(newest, foundBy(ALL)?.newest ?? 0)
}

/** Adds older requests to a list. Returns the newest of them; undefined: all are loaded. */
export async function loadOlder(filter: string): Promise<RecordedRequest | undefined> {
  const { next } = foundBy(filter) ?? {}
  if (!next) return undefined
  const older = await control<RequestList>(`GET /requests?${filter}&limit=${PAGE}&before=${next}`)
  queryClient.setQueryData<Found>(
    ['requests', filter],
    found => found && { ...found, next: older.next, results: [...older.results, ...found.results] }
  )
  return older.results.at(-1)
}

/** Reports a new request: the lists that are shown load it. */
export function addRequest({ id }: RecordedRequest): void {
  newest = id
  if (timer === undefined) timer = setTimeout(() => void loadNewer().catch(() => undefined), PAUSE)
}

/** Forgets the requests of a mock that was restarted. */
export function forgetRequests(): void {
  newest = 0
  void queryClient.resetQueries({ queryKey: ['requests'] })
  // Keep the opened request: the user may be editing it.
  queryClient.removeQueries({ queryKey: ['request'], type: 'inactive' })
}

function load(filter: string, signal?: AbortSignal): Promise<Found> {
  return control<Found>(`GET /requests?${filter}&limit=${PAGE}`, undefined, signal)
}

/** Reloads the lists: only the mock knows how many of their requests it has dropped. */
function reloadSoon(): void {
  if (reload !== undefined) return
  reload = setTimeout(() => {
    reload = undefined
    void queryClient.invalidateQueries({ queryKey: ['requests'] })
  }, RELOAD)
}

/** Adds the new requests to the lists that are shown. */
async function loadNewer(): Promise<void> {
  timer = undefined
  const shown = queryClient.getQueryCache().findAll({ queryKey: ['requests'], type: 'active' })
  await Promise.all(
    shown.map(async ({ queryKey: [, filter] }) => {
      const found = foundBy(String(filter))
      if (!found) return
      const call = `GET /requests?${filter}&limit=${sizeOf(found)}&since=${found.newest}`
      const newer = await control<RequestList>(call)
      if (newer.dropped !== found.dropped) reloadSoon()
      if (newer.next !== null) return queryClient.invalidateQueries({ queryKey: ['requests', filter] })
      // The list may have been reloaded during the call.
      queryClient.setQueryData<Found>(['requests', filter], now =>
        now?.newest === found.newest ? merge(now, newer) : now
      )
    })
  )
}

/** Adds newer requests to a list. Removes the row of a challenge that one of them has followed. */
function merge(found: Found, { results, searched, newest, principals, dropped }: RequestList): Found {
  const followed = new Set(results.map(({ challenge }) => challenge))
  const all = [...found.results.filter(({ id }) => !followed.has(id)), ...results]
  const shown = all.slice(-sizeOf(found))
  return {
    results: shown,
    totalCount: found.totalCount + all.length - found.results.length,
    searched: found.searched + searched,
    newest,
    next: shown.length < all.length ? (shown[0]?.id ?? null) : found.next,
    principals: [...new Set([...found.principals, ...principals])].sort(),
    dropped
  }
}

/** Returns how many requests a list shows: as many as it did, however many arrive. */
function sizeOf({ results }: Found): number {
  return Math.max(PAGE, results.length)
}

function foundBy(filter: string): Found | undefined {
  return queryClient.getQueryData<Found>(['requests', filter])
}
