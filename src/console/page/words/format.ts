import type { Language } from './preferences.ts'

const LOCALES: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-Hans' }

const CLOCK = { timeStyle: 'medium', hourCycle: 'h23' } as const
const DATE_TIME = { dateStyle: 'medium', ...CLOCK } as const

type Unit = 'millisecond' | 'second' | 'minute' | 'hour' | 'day'
type Display = 'short' | 'long'
type ListType = NonNullable<Intl.ListFormatOptions['type']>

/** Returns the local time of day with seconds. @param time ISO 8601 */
export function clockTime(time: string, language: Language): string {
  return cached(`clock ${language}`, () => new Intl.DateTimeFormat(LOCALES[language], CLOCK)).format(
    Date.parse(time)
  )
}

/** Returns the local date and time. @param time ISO 8601 */
export function dateTime(time: string, language: Language): string {
  return cached(`date ${language}`, () => new Intl.DateTimeFormat(LOCALES[language], DATE_TIME)).format(
    Date.parse(time)
  )
}

/** Returns a number with at most three decimal places. */
export function number(value: number, language: Language): string {
  return cached(`number ${language}`, () => new Intl.NumberFormat(LOCALES[language])).format(value)
}

/** Returns a number with its unit. */
export function quantity(
  value: number,
  unit: Unit,
  language: Language,
  unitDisplay: Display = 'short'
): string {
  const options = { style: 'unit', unit, unitDisplay, maximumFractionDigits: 3 } as const
  const make = () => new Intl.NumberFormat(LOCALES[language], options)
  return spaced(cached(`${unit} ${unitDisplay} ${language}`, make).format(value), language)
}

/** Returns a duration in milliseconds, or in seconds from one second up: `20 ms`, `1.5 s`. */
export function duration(milliseconds: number, language: Language): string {
  return milliseconds < 1000
    ? quantity(milliseconds, 'millisecond', language)
    : quantity(milliseconds / 1000, 'second', language).replace('sec', 's')
}

/** Joins texts: `conjunction` with commas, `disjunction` with "or", `unit` as one quantity. */
export function list(texts: readonly string[], language: Language, type: ListType = 'conjunction'): string {
  const style = type === 'conjunction' ? 'narrow' : 'long'
  const make = () => new Intl.ListFormat(LOCALES[language], { type, style })
  const joined = cached(`${type} ${language}`, make).format(texts)
  // A conjunction lists names, which must not change.
  return type === 'conjunction' ? joined : spaced(joined, language)
}

/** Adds spaces between Chinese and Latin characters or digits, as in the page's other texts. */
export function spaced(text: string, language: Language): string {
  if (language !== 'zh') return text
  return text.replace(/(?<=\p{Script=Han})(?=\w)|(?<=\w)(?=\p{Script=Han})/gu, ' ')
}

const formats = new Map<string, unknown>()

/** Returns a format from the cache: creating one takes far longer than using it. */
function cached<Format>(name: string, make: () => Format): Format {
  const format = (formats.get(name) as Format | undefined) ?? make()
  formats.set(name, format)
  return format
}
