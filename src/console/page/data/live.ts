import { useEffect, useRef } from 'react'
import { type Change, followMock } from '../api/events.ts'
import { forgetOwnWrites, isOwnWrite } from './atlas.ts'
import { queryClient } from './control.ts'
import { addRequest, KEPT, setRequests } from './journal.ts'
import { useSession } from './session.ts'

/** Control plane calls that may change integrations. */
const INTEGRATIONS = ['reset', 'deleteSandbox', 'putState', 'restoreSnapshot', 'patchPrincipal']

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
        refresh(([key]) => key !== 'requests' && (isAgain || key !== 'integrations'))
      },
      onRequest(request) {
        addRequest(request)
        const { project, integrationType, answer } = request
        const isWrite = request.request.method !== 'GET' && integrationType !== null
        const isDone = answer === null || answer.status < 300
        if (isWrite && isDone && project !== null && !isOwnWrite(request)) {
          refresh(([key, id]) => key === 'integrations' && id === project)
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
    if (key === 'integrations') return INTEGRATIONS.includes(operation)
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
