import { create } from 'zustand'
import { persist } from 'zustand/middleware'

/** Languages of the page. */
export const LANGUAGES = { en: 'English', zh: '简体中文' } as const

export type Language = keyof typeof LANGUAGES

interface Preferences {
  language: Language
  /** Undefined: depends on the width of the screen. */
  isChecklistOpen: boolean | undefined
  /** Steps of the checklist that the user has done: the journal drops old requests. */
  doneSteps: readonly string[]
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

/** Lets every request complete a step: the ids of a restarted mock begin again. */
export function forgetSteps(): void {
  usePreferences.setState({ stepsAfter: 0 })
}
