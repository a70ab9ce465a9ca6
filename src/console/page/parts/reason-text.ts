import reasons from '../../../../schemas/reasons.json' with { type: 'json' }
import type { RecordedRequest } from '../../../../types/wire.d.ts'
import type { Language } from '../words/preferences.ts'

/** Without English texts, which the server sends. */
const TEXTS: Readonly<Record<string, { zh: string }>> = reasons

/** Returns a reason in the page's language; for an unknown code, the server's text. */
export function reasonText(
  { code, text, ...details }: NonNullable<RecordedRequest['reason']>,
  language: Language
): string {
  const template = (language === 'zh' && TEXTS[code]?.zh) || text
  return Object.entries(details).reduce(
    (filled, [name, value]) => filled.replaceAll(`{${name}}`, () => String(value)),
    template
  )
}
