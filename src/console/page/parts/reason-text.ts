import reasons from '../../../../schemas/reasons.json' with { type: 'json' }
import type { RecordedRequest } from '../../../../types/wire.d.ts'
import type { Language } from '../words/preferences.ts'

const TEXTS: Readonly<Record<string, Readonly<Record<Language, string>>>> = reasons

/** Returns a reason in the page's language; for an unknown code, the server's text. */
export function reasonText(
  { code, text, ...details }: NonNullable<RecordedRequest['reason']>,
  language: Language
): string {
  return Object.entries(details).reduce(
    (filled, [name, value]) => filled.replaceAll(`{${name}}`, () => String(value)),
    TEXTS[code]?.[language] ?? text
  )
}
