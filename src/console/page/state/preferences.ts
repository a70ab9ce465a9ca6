import { create } from 'zustand'
import { LANGUAGES, type Language } from '../words/define.ts'
import { keep, recall } from './storage.ts'

const LANGUAGE = 'atlas-mock-language'
const THEME = 'atlas-mock-theme'

export const THEMES = ['system', 'light', 'dark'] as const

export type Theme = (typeof THEMES)[number]

interface Preferences {
  language: Language
  theme: Theme
  setLanguage(language: Language): void
  setTheme(theme: Theme): void
}

/** What the user likes, kept in the browser. */
export const usePreferences = create<Preferences>()(set => ({
  language: keptLanguage(),
  theme: keptTheme(),
  setLanguage(language) {
    keep('localStorage', LANGUAGE, language)
    set({ language })
    apply()
  },
  setTheme(theme) {
    keep('localStorage', THEME, theme)
    set({ theme })
    apply()
  }
}))

/** Tells the document what was chosen, for styles, screen readers and hyphenation. */
export function apply(): void {
  const { language, theme } = usePreferences.getState()
  document.documentElement.lang = language === 'zh' ? 'zh-Hans' : 'en'
  document.documentElement.dataset['theme'] = theme
}

function keptLanguage(): Language {
  const kept = recall('localStorage', LANGUAGE)
  if (kept !== undefined && kept in LANGUAGES) return kept as Language
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

function keptTheme(): Theme {
  const kept = recall('localStorage', THEME)
  return THEMES.find(theme => theme === kept) ?? 'system'
}
