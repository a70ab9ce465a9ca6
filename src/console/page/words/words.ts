import { en } from './en.ts'
import { usePreferences } from './preferences.ts'
import { zh } from './zh.ts'

/** The structure of a table of texts: each text is a string or a function that returns one. */
type Translated<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends string
    ? string
    : Table[Name] extends (...values: never[]) => string
      ? Table[Name]
      : Translated<Table[Name]>
}

/** All texts of the page; the English table defines which there are. */
export type Words = Translated<typeof en>

export const WORDS = { en, zh } as const satisfies Record<string, Words>

/** Returns the texts in the selected language. */
export function useWords(): Words {
  return WORDS[usePreferences(({ language }) => language)]
}
