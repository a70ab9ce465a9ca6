/** Languages of the page. */
export const LANGUAGES = { en: 'English', zh: '简体中文' } as const

export type Language = keyof typeof LANGUAGES

/** Texts, functions that make texts, and groups of these. */
interface Words {
  readonly [name: string]: string | ((...values: never[]) => string) | Words
}

/** The same words, whatever they say. */
type Like<Set> = {
  readonly [Name in keyof Set]: Set[Name] extends string
    ? string
    : Set[Name] extends Words
      ? Like<Set[Name]>
      : Set[Name]
}

/** The words of a part of the page in every language; the English ones say what there is. */
export function defineWords<English extends Words>(words: {
  en: English
  zh: Like<English>
}): Readonly<Record<Language, Like<English>>> {
  return words as Readonly<Record<Language, Like<English>>>
}
