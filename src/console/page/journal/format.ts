import type { Language } from '../words/define.ts'

const LOCALES: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-Hans' }

const clocks = new Map<Language, Intl.DateTimeFormat>()
const dates = new Map<Language, Intl.DateTimeFormat>()
const numbers = new Map<Language, Intl.NumberFormat>()

/** A time of the day with seconds, by this machine's zone. @param time ISO 8601 */
export function clockTime(time: string, language: Language): string {
  const options = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const
  return kept(clocks, language, locale => new Intl.DateTimeFormat(locale, options)).format(Date.parse(time))
}

/** Date and time, by this machine's zone. @param time ISO 8601 */
export function dateTime(time: string, language: Language): string {
  const options = { dateStyle: 'medium', timeStyle: 'long' } as const
  return kept(dates, language, locale => new Intl.DateTimeFormat(locale, options)).format(Date.parse(time))
}

export function number(value: number, language: Language): string {
  return kept(numbers, language, locale => new Intl.NumberFormat(locale)).format(value)
}

/** Making a format costs far more than using it. */
function kept<Format>(
  formats: Map<Language, Format>,
  language: Language,
  make: (locale: string) => Format
): Format {
  const format = formats.get(language) ?? make(LOCALES[language])
  formats.set(language, format)
  return format
}
