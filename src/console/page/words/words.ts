import { en, type Words } from './en.ts'
import { type Language, usePreferences } from './preferences.ts'

export type { Words } from './en.ts'

const WORDS: Partial<Record<Language, Words>> = { en }

/** Returns the texts in a language that is loaded. */
export function wordsOf(language: Language): Words {
  return WORDS[language] ?? en
}

/** Returns the texts in the selected language. */
export function useWords(): Words {
  return wordsOf(usePreferences(({ language }) => language))
}

/** Loads the texts in a language. */
export async function loadWords(language: Language): Promise<void> {
  if (language === 'zh') WORDS.zh = (await import('./zh.ts')).zh
}

export async function setLanguage(language: Language): Promise<void> {
  await loadWords(language)
  usePreferences.setState({ language })
}
