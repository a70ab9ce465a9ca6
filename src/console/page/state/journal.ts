import { create } from 'zustand'
import type { RecordedRequest, RequestList } from '../../../../types/wire.d.ts'
import { control } from './session.ts'
import { createTurns } from './turns.ts'

/** Requests that the page keeps; the mock's own journal holds more. */
export const KEPT = 1000

/** Milliseconds in which requests are gathered: under load they come faster than a screen shows them. */
const PAUSE = 50

interface JournalState {
  /** The oldest first. */
  requests: readonly RecordedRequest[]
  isLive: boolean
}

/** The journal as it grows. */
export const useJournal = create<JournalState>()(() => ({ requests: [], isLive: false }))

let waiting: RecordedRequest[] = []
let timer: ReturnType<typeof setTimeout> | undefined

/** Adds a request that has just come. */
export function addRequest(request: RecordedRequest): void {
  waiting.push(request)
  if (timer === undefined) timer = setTimeout(flush, PAUSE)
}

/** Shows these requests in place of what there was. */
export function showRequests(requests: readonly RecordedRequest[]): void {
  waiting = []
  useJournal.setState({ requests })
}

const takeTurn = createTurns()

/** Asks for the journal anew: requests may have been taken out of it. @throws {ControlFailure} */
export async function reloadJournal(): Promise<void> {
  const isNewest = takeTurn()
  const known = newestId(everything())
  const { results } = await control<RequestList>(`GET /requests?limit=${KEPT}`)
  if (!isNewest()) return
  // What came in the meantime is newer than the answer; what was known before and is not in it is gone.
  const last = Math.max(known, newestId(results))
  const newer = everything().filter(({ id }) => id > last)
  showRequests([...results, ...newer].slice(-KEPT))
}

/** Empties the journal, here and in the mock. @throws {ControlFailure} */
export async function clearJournal(): Promise<void> {
  await control('DELETE /requests')
  await reloadJournal()
}

function everything(): readonly RecordedRequest[] {
  return [...useJournal.getState().requests, ...waiting]
}

function newestId(requests: readonly RecordedRequest[]): number {
  return requests.at(-1)?.id ?? 0
}

function flush(): void {
  timer = undefined
  const fresh = waiting
  waiting = []
  useJournal.setState(({ requests }) => ({ requests: [...requests, ...fresh].slice(-KEPT) }))
}
