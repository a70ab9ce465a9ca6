import { useEffect } from 'react'
import type { RecordedRequest } from '../../../../types/wire.d.ts'
import { completeStep } from '../words/preferences.ts'
import { useRequests } from './journal.ts'
import { useRoute } from './route.ts'

export const STEPS = ['connect', 'conflict', 'weak', 'outage', 'journal'] as const

export type Step = (typeof STEPS)[number]

/** Conditions for a request to complete a step, whichever client sends it. */
const REQUESTS: Readonly<Record<Exclude<Step, 'journal'>, (request: RecordedRequest) => boolean>> = {
  connect: ({ request, integrationType, response }) =>
    request.method === 'POST' && integrationType !== null && response?.status === 200,
  conflict: ({ response }) => response?.status === 409,
  // The page itself reads lists that require a stronger role.
  weak: ({ request, response }) => request.method !== 'GET' && response?.errorCode === 'USER_UNAUTHORIZED',
  outage: ({ response }) => (response?.status ?? 0) >= 500
}

/** Stores which steps are done: the journal drops old requests. */
export function useChecklist(): void {
  const requests = useRequests()
  const [view, id] = useRoute()
  useEffect(() => {
    for (const [step, isDoneBy] of Object.entries(REQUESTS)) if (requests.some(isDoneBy)) completeStep(step)
    if (view === 'requests' && id !== undefined) completeStep('journal')
  }, [requests, view, id])
}
