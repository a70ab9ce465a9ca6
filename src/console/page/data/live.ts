import { useEffect, useRef } from 'react'
import { type Change, followMock } from '../api/events.ts'
import { RESOURCES } from '../snippets/resources.ts'
import { forgetOwnWrites, isOwnWrite } from './atlas.ts'
import { queryClient } from './control.ts'
import { addRequest, KEPT, setRequests } from './journal.ts'
import { useSession } from './session.ts'

/** Queries of a project's lists in the Atlas API, each named as its path segment. */
const LISTS: ReadonlySet<unknown> = new Set([...Object.keys(RESOURCES), 'alertConfigs'])

/** Control plane calls that may change these lists. */
const LIST_CHANGES = ['reset', 'deleteSandbox', 'putState', 'restoreSnapshot', 'patchPrincipal']

/** Control plane calls that delete requests. */
const REQUESTS = ['reset', 'deleteSandbox', 'deleteRequests']

/** Milliseconds in which changes are collected: other clients may write faster than the page can fetch. */
const PAUSE = 50

/** Follows the mock: adds its requests to the journal, and refetches changed data. */
export function useLive(isReady: boolean): void {
  const token = useSession(({ token }) => token)
  const wasInterrupted = useRef(false)
  useEffect(() => {
    if (!isReady) return
    return followMock({
      token,
      limit: KEPT,
      onBegin(requests) {
        setRequests(requests)
        useSession.setState({ isLive: true })
        const isAgain = wasInterrupted.current
        wasInterrupted.current = false
        if (isAgain) forgetOwnWrites()
        // Earlier changes were not reported; a restarted mock may have other integrations.
        refresh(([key]) => key !== 'requests' && (isAgain || !LISTS.has(key)))
      },
      onRequest(request) {
        addRequest(request)
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
      onInterrupted() {
        wasInterrupted.current = true
        useSession.setState({ isLive: false })
        refresh(([key]) => key === 'principals')
      }
    })
  }, [isReady, token])
}

function onChange({ operation }: Change): void {
  refresh(([key]) => {
    if (LISTS.has(key)) return LIST_CHANGES.includes(operation)
    if (key === 'requests') return REQUESTS.includes(operation)
    return key !== 'types'
  })
}

type IsChanged = (queryKey: readonly unknown[]) => boolean

let waiting: IsChanged[] = []

function refresh(isChanged: IsChanged): void {
  if (waiting.push(isChanged) > 1) return
  setTimeout(() => {
    const changed = waiting
    waiting = []
    void queryClient.invalidateQueries({ predicate: ({ queryKey }) => changed.some(is => is(queryKey)) })
  }, PAUSE)
}
