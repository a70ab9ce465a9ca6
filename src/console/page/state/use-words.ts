import type { Language } from '../words/define.ts'
import { usePreferences } from './preferences.ts'

/** The words in the chosen language. */
export function useWords<Set extends Record<string, unknown>>(words: Readonly<Record<Language, Set>>): Set {
  return words[usePreferences(({ language }) => language)]
}
