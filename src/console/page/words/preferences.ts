import { create } from 'zustand'
import { persist } from 'zustand/middleware'

/** Languages of the page. */
export const LANGUAGES = { en: 'English', zh: '简体中文' } as const

export type Language = keyof typeof LANGUAGES

interface Preferences {
  language: Language
  /** Undefined: depends on the width of the screen. */
  isChecklistOpen: boolean | undefined
}

/** Holds the user's preferences, stored in the browser. Mantine stores the color scheme. */
export const usePreferences = create<Preferences>()(
  persist(
    (): Preferences => ({
      language: navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en',
      isChecklistOpen: undefined
    }),
    { name: 'atlas-mock-preferences' }
  )
)

export function setLanguage(language: Language): void {
  usePreferences.setState({ language })
}
