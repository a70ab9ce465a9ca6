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
        if (wasInterrupted.current) forgetOwnWrites()
        // Earlier changes were not reported; a restarted mock may have other integrations.
        refresh(key => key !== 'requests' && (wasInterrupted.current || key !== 'integrations'))
        wasInterrupted.current = false
      },
      onRequest(request) {
        addRequest(request)
        const { project, integrationType, answer } = request
        const isWrite = request.request.method !== 'GET' && integrationType !== null
        const isDone = answer === null || answer.status < 300
        if (isWrite && isDone && project !== null && !isOwnWrite(request)) {
          void queryClient.invalidateQueries({ queryKey: ['integrations', project] })
        }
      },
      onChange,
      onInterrupted() {
        wasInterrupted.current = true
        useSession.setState({ isLive: false })
        refresh(key => key === 'principals')
      }
    })
  }, [isReady, token])
}

function onChange({ operation }: Change): void {
  refresh(key => {
    if (key === 'integrations') return INTEGRATIONS.includes(operation)
    if (key === 'requests') return REQUESTS.includes(operation)
    return key !== 'types'
  })
}

function refresh(isChanged: (key: unknown) => boolean): void {
  void queryClient.invalidateQueries({ predicate: ({ queryKey }) => isChanged(queryKey[0]) })
}
