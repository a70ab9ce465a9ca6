import { create } from 'zustand'
import { persist } from 'zustand/middleware'

/** Languages of the page. */
export const LANGUAGES = { en: 'English', zh: '简体中文' } as const

export type Language = keyof typeof LANGUAGES

interface Preferences {
  language: Language
  /** Undefined: on a wide screen, until the first step is done. */
  isChecklistOpen: boolean | undefined
  /** Steps of the checklist that the user has done: the journal drops old requests. */
  doneSteps: readonly string[]
  /** ID of the mock's start at which they were done. */
  startId: string | undefined
  /** Requests up to this ID complete no step. */
  stepsAfter: number
}

/** Holds the user's preferences, stored in the browser. Mantine stores the color scheme. */
export const usePreferences = create<Preferences>()(
  persist(
    (): Preferences => ({
      language: navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en',
      isChecklistOpen: undefined,
      doneSteps: [],
      startId: undefined,
      stepsAfter: 0
    }),
    { name: 'atlas-mock-preferences' }
  )
)

/** Adds a done step of the checklist. */
export function completeStep(step: string): void {
  const { doneSteps } = usePreferences.getState()
  // Every change is stored, and would replace what another tab has stored.
  if (!doneSteps.includes(step)) usePreferences.setState({ doneSteps: [...doneSteps, step] })
}

/** Shows the checklist with no step done. @param newest ID of the newest request */
export function restartSteps(newest: number): void {
  usePreferences.setState({ doneSteps: [], stepsAfter: newest, isChecklistOpen: undefined })
}

/** Forgets the steps that were done at another start of the mock; the ids of its requests begin again. */
export function keepStepsOf(startId: string): void {
  if (usePreferences.getState().startId !== startId) {
    usePreferences.setState({ startId, doneSteps: [], stepsAfter: 0 })
  }
}
