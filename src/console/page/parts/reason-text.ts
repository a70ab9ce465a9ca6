import type { RecordedRequest } from '../../../../types/wire.d.ts'
import type { Language } from '../words/preferences.ts'
import { wordsOf } from '../words/words.ts'

/** Returns a reason in the page's language; for an unknown code, the server's text. */
export function reasonText(
  { code, text, ...details }: NonNullable<RecordedRequest['reason']>,
  language: Language
): string {
  return Object.entries(details).reduce(
    (filled, [name, value]) => filled.replaceAll(`{${name}}`, () => String(value)),
    wordsOf(language).reasons[code] ?? text
  )
}
