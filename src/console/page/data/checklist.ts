import { useEffect } from 'react'
import type { RecordedRequest } from '../../../../types/wire.d.ts'
import { completeStep, usePreferences } from '../words/preferences.ts'
import { useFound } from './journal.ts'
import { ALL } from './request-filter.ts'
import { useRoute } from './route.ts'

export const STEPS = ['connect', 'conflict', 'weak', 'outage', 'journal', 'alert'] as const

export type Step = (typeof STEPS)[number]

/** Conditions for a request to complete a step, whichever client sends it. */
const REQUESTS: Readonly<Record<Exclude<Step, 'journal' | 'alert'>, (request: RecordedRequest) => boolean>> =
  {
    connect: ({ request, integrationType, response, fault }) =>
      request.method === 'POST' &&
      integrationType !== null &&
      response?.status === 200 &&
      // A fault may send the status alone.
      (fault?.executed ?? null) === null,
    conflict: ({ response }) => response?.status === 409,
    // The page itself reads lists that require a stronger role.
    weak: ({ request, response }) => request.method !== 'GET' && response?.errorCode === 'USER_UNAUTHORIZED',
    outage: ({ response }) => (response?.status ?? 0) >= 500
  }

/** Stores which steps are done: the journal drops old requests. */
export function useChecklist(): void {
  const { results: requests } = useFound(ALL).data ?? {}
  const [view, opened] = useRoute()
  const stepsAfter = usePreferences(preferences => preferences.stepsAfter)
  useEffect(() => {
    const later = requests?.filter(({ id }) => id > stepsAfter) ?? []
    for (const [step, isDoneBy] of Object.entries(REQUESTS)) if (later.some(isDoneBy)) completeStep(step)
    if (view === 'requests' && Number(opened) > stepsAfter) completeStep('journal')
  }, [requests, view, opened, stepsAfter])
}
