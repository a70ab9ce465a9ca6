import { create } from 'zustand'
import { LANGUAGES, type Language } from '../words/define.ts'

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
    keep('language', language)
    set({ language })
    apply()
  },
  setTheme(theme) {
    keep('theme', theme)
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
  const kept = recall('language')
  if (kept !== undefined && kept in LANGUAGES) return kept as Language
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

function keptTheme(): Theme {
  return THEMES.find(theme => theme === recall('theme')) ?? 'system'
}

/** A browser may refuse its storage: then a choice holds until the page is closed. */
function keep(name: string, value: string): void {
  try {
    localStorage.setItem(`atlas-mock-${name}`, value)
  } catch {
    return
  }
}

function recall(name: string): string | undefined {
  try {
    return localStorage.getItem(`atlas-mock-${name}`) ?? undefined
  } catch {
    return undefined
  }
}
