import { useEffect } from 'react'
import type { FaultList } from '../../../../types/wire.d.ts'
import { type Change, followMock } from '../api/events.ts'
import { RESOURCES } from '../snippets/resources.ts'
import { keepStepsOf, usePreferences } from '../words/preferences.ts'
import { wordsOf } from '../words/words.ts'
import { type Action, isOwnWrite } from './atlas.ts'
import { queryClient } from './control.ts'
import { addRequest, forgetRequests } from './journal.ts'
import { useSession } from './session.ts'
import { showToast } from './toast.ts'

/** Queries of a project's lists in the Atlas API, each named as its path segment. */
const LISTS: ReadonlySet<unknown> = new Set(Object.keys(RESOURCES))

/** Control plane calls that may change these lists. */
const LIST_CHANGES = ['reset', 'deleteSandbox', 'putState', 'restoreSnapshot', 'patchPrincipal']

/** Control plane calls that end faults: a list that one of them made fail can be loaded again. */
const FAULT_ENDS = ['deleteFault', 'deleteFaults']

/** Control plane calls that delete requests. */
const REQUESTS = ['reset', 'deleteSandbox', 'deleteRequests']

/** Milliseconds in which changes are collected: other clients may write faster than the page can fetch. */
const PAUSE = 50

/** Follows the mock: adds its requests to the journal, and refetches changed data. */
export function useLive(): void {
  const token = useSession(({ token }) => token)
  useEffect(() => {
    return followMock({
      token,
      onBegin(start, last) {
        const { hasBegun } = useSession.getState()
        useSession.setState({ isLive: true, hasBegun: true, startId: start.startId })
        keepStepsOf(start.startId)
        // The page loads its data now.
        if (!hasBegun) return
        if (last && last.startId !== start.startId) {
          forgetRequests()
          showToast(wordsOf(usePreferences.getState().language).shell.restarted(start.keepsState))
        }
        // Earlier changes were not reported; after an interruption, the lists may have changed too.
        refresh(([key]) => key !== 'request' && (last !== undefined || !LISTS.has(key)))
      },
      onRequest(request) {
        addRequest(request)
        if (request.fault) countHit(request.fault.id)
        const { project, response } = request
        const { method, path } = request.request
        const isDone = response === null || response.status < 300
        if (method !== 'GET' && isDone && project !== null && !isOwnWrite(request)) {
          // `/api/atlas/{version}/groups/{groupId}/{list}`
          const list = path.split('/')[6]
          refresh(([key, id]) => key === list && id === project)
        }
      },
      onChange,
      onInterrupted(isRejected) {
        useSession.setState({ isLive: false, hasBegun: true })
        if (!isRejected) refresh(([key]) => key === 'principals')
      }
    })
  }, [token])
}

/** Counts a hit of a fault, so that the page shows it together with the response. */
function countHit(id: string): void {
  queryClient.setQueryData<FaultList>(['faults'], list => {
    const results = list?.results.map(fault => {
      // The mock counts a delayed response before it records the request: the hit may be known.
      if (fault.id !== id || fault.effect.delay) return fault
      const hits = fault.hits + 1
      return { ...fault, hits, ended: fault.ended || hits === fault.when?.first }
    })
    return results && { results }
  })
  // A response on its way may be older.
  refresh(([key]) => key === 'faults')
}

function onChange({ operation }: Change): void {
  refresh(([key], data) => {
    if (LISTS.has(key)) {
      return LIST_CHANGES.includes(operation) || (FAULT_ENDS.includes(operation) && isFailed(data))
    }
    if (key === 'requests') return REQUESTS.includes(operation)
    return key !== 'types' && key !== 'request'
  })
}

/** Returns whether a list could not be loaded. */
function isFailed(data: unknown): boolean {
  return (Object(data) as Partial<Action>).last?.response?.status !== 200
}

type IsChanged = (queryKey: readonly unknown[], data: unknown) => boolean

let waiting: IsChanged[] = []

function refresh(isChanged: IsChanged): void {
  if (waiting.push(isChanged) > 1) return
  setTimeout(() => {
    const changed = waiting
    waiting = []
    void queryClient.invalidateQueries({
      predicate: ({ queryKey, state: { data } }) => changed.some(is => is(queryKey, data))
    })
  }, PAUSE)
}
