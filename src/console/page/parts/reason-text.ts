import type { RecordedRequest } from '../../../../types/wire.d.ts'
import { fillTemplate } from '../../../base/fill-template.ts'
import type { Language } from '../words/preferences.ts'
import { wordsOf } from '../words/words.ts'

/** Returns a reason in the page's language; for an unknown code, the server's text. */
export function reasonText(
  { code, text, ...details }: NonNullable<RecordedRequest['reason']>,
  language: Language
): string {
  const template = wordsOf(language).reasons[code]
  return template === undefined ? text : fillTemplate(template, details)
}
