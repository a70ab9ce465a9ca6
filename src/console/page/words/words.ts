import { en, type Words } from './en.ts'
import { usePreferences } from './preferences.ts'
import { zh } from './zh.ts'

export type { Words } from './en.ts'

export const WORDS = { en, zh } as const satisfies Record<string, Words>

/** Returns the texts in the selected language. */
export function useWords(): Words {
  return WORDS[usePreferences(({ language }) => language)]
}
