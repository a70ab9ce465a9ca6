import type { Language } from './define.ts'

const LOCALES: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-Hans' }

const CLOCK = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const
const DATE_TIME = { dateStyle: 'medium', timeStyle: 'long' } as const

type Unit = 'millisecond' | 'second' | 'minute' | 'hour' | 'day' | 'byte-per-second'
type Display = 'short' | 'long'
type ListType = NonNullable<Intl.ListFormatOptions['type']>

/** A time of the day with seconds, by this machine's zone. @param time ISO 8601 */
export function clockTime(time: string, language: Language): string {
  return kept(`clock ${language}`, () => new Intl.DateTimeFormat(LOCALES[language], CLOCK)).format(
    Date.parse(time)
  )
}

/** Date and time, by this machine's zone. @param time ISO 8601 */
export function dateTime(time: string, language: Language): string {
  return kept(`date ${language}`, () => new Intl.DateTimeFormat(LOCALES[language], DATE_TIME)).format(
    Date.parse(time)
  )
}

/** A number, with three places behind the point at most. */
export function number(value: number, language: Language): string {
  return kept(`number ${language}`, () => new Intl.NumberFormat(LOCALES[language])).format(value)
}

/** A share of one: `7%`. */
export function percent(share: number, language: Language): string {
  const options = { style: 'percent', maximumSignificantDigits: 6 } as const
  return kept(`percent ${language}`, () => new Intl.NumberFormat(LOCALES[language], options)).format(share)
}

/** A number with its unit. */
export function quantity(
  value: number,
  unit: Unit,
  language: Language,
  unitDisplay: Display = 'short'
): string {
  const options = { style: 'unit', unit, unitDisplay, maximumFractionDigits: 3 } as const
  const make = () => new Intl.NumberFormat(LOCALES[language], options)
  return spaced(kept(`${unit} ${unitDisplay} ${language}`, make).format(value), language)
}

/** A length of time in milliseconds, or from one second on in seconds: `20 ms`, `1.5 sec`. */
export function duration(milliseconds: number, language: Language): string {
  return milliseconds < 1000
    ? quantity(milliseconds, 'millisecond', language)
    : quantity(milliseconds / 1000, 'second', language)
}

/** Texts one after the other; `disjunction` says that any of them will do, `unit` that they are one quantity. */
export function list(texts: readonly string[], language: Language, type: ListType = 'conjunction'): string {
  const style = type === 'conjunction' ? 'narrow' : 'long'
  const make = () => new Intl.ListFormat(LOCALES[language], { type, style })
  const told = kept(`${type} ${language}`, make).format(texts)
  // Names stay as they are.
  return type === 'conjunction' ? told : spaced(told, language)
}

/** A space where Chinese meets Latin letters or digits, as the page's words have it and Intl has not. */
export function spaced(text: string, language: Language): string {
  if (language !== 'zh') return text
  return text.replace(/(?<=\p{Script=Han})(?=\w)|(?<=\w)(?=\p{Script=Han})/gu, ' ')
}

const formats = new Map<string, unknown>()

/** Making a format costs far more than using it. */
function kept<Format>(name: string, make: () => Format): Format {
  const format = (formats.get(name) as Format | undefined) ?? make()
  formats.set(name, format)
  return format
}
