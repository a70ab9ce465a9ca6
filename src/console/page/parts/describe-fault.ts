import type { Delay, Effect, Fault, FaultMatch, FaultWhen } from '../../../../types/wire.d.ts'
import { spanOf } from '../data/clock.ts'
import { dateTime, duration, list, percent, quantity } from '../words/format.ts'
import type { Language } from '../words/preferences.ts'
import { WORDS, type Words } from '../words/words.ts'

/** Operation ids of the integrations. */
export const OPERATIONS = {
  writes: ['createGroupIntegration', 'updateGroupIntegration', 'deleteGroupIntegration'],
  reads: ['listGroupIntegrations', 'getGroupIntegration']
} as const

/** Returns the name of an organization or project. */
type NameOf = (id: string) => string

/** Effects that leave the client without a complete response. */
const CUTS: readonly string[] = ['reset', 'hangUp', 'truncate', 'empty']

/** Describes what a fault does, on which calls and when: `500 on every call`. */
export function describeFault(
  { effect, match = {}, stage, when = {}, lasts, sandbox }: Fault,
  language: Language,
  nameOf: NameOf
): string {
  const words = WORDS[language].faultText
  const isNext = isNextOnly(when)
  const isLost = stage === 'after-commit' && CUTS.includes(effect.type)
  const rest = [
    ...matchOf(match, language, nameOf),
    ...(isLost ? [] : [words.stages[stage]]),
    ...(isNext ? [] : whenOf(when, language)),
    ...(lasts === undefined ? [] : [words.lasts(lengthOf(lasts, language))]),
    ...(sandbox === null ? [] : [words.sandbox(nameOf(sandbox))])
  ]
  const scope = scopeOf(match.operation, isNext ? words.next : words.every, language)
  return words.sentence(
    isLost ? words.effects.lost : effectOf(effect, language),
    scope,
    rest.filter(Boolean).join(words.and)
  )
}

function effectOf(effect: Effect, language: Language): string {
  const { effects } = WORDS[language].faultText
  if (effect.type === 'delay') return effects.delay(delayOf(effect.delay, language))
  const what = withoutDelay(effect, language)
  return effect.delay === undefined ? what : effects.late(what, delayOf(effect.delay, language))
}

function withoutDelay(effect: Exclude<Effect, { type: 'delay' }>, language: Language): string {
  const { effects } = WORDS[language].faultText
  switch (effect.type) {
    case 'error':
      return effects.error(effect.errorCode)
    case 'example':
      return effects.status(effect.status, '')
    case 'status':
      if (effect.body !== undefined) return effects.ownBody(effect.status)
      return effects.status(effect.status, effect.errorCode ?? '')
    case 'rateLimit':
      return effects.status(429, '')
    case 'slow':
      return effects.slow(quantity(effect.bytesPerSecond, 'byte-per-second', language, 'long'))
    default:
      return effects[effect.type]
  }
}

function delayOf(delay: Delay, language: Language): string {
  const { delays: words } = WORDS[language].faultText
  if (typeof delay === 'number') return duration(delay, language)
  return words.uniform(duration(delay.min, language), duration(delay.max, language))
}

/** Returns how long a fault lasts. @param seconds with up to three decimal places */
function lengthOf(seconds: number, language: Language): string {
  return seconds < 60 ? duration(seconds * 1000, language) : spanOf(seconds * 1000, language)
}

function scopeOf(
  operation: FaultMatch['operation'],
  words: Words['faultText']['every'],
  language: Language
): string {
  if (operation === undefined) return words.all
  const names = [operation].flat()
  for (const kind of ['writes', 'reads'] as const) {
    const known: readonly string[] = OPERATIONS[kind]
    if (known.length === names.length && known.every(name => names.includes(name))) return words[kind]
  }
  return words.these(list(names, language, 'disjunction'))
}

function matchOf({ headers, ...match }: FaultMatch, language: Language, nameOf: NameOf): string[] {
  const { match: words } = WORDS[language].faultText
  const { project, organization, integrationType, method, path, principal } = match
  return [
    ...(project === undefined ? [] : [words.project(nameOf(project))]),
    ...(organization === undefined ? [] : [words.organization(nameOf(organization))]),
    ...(integrationType === undefined ? [] : [words.integrationType(integrationType)]),
    ...(method === undefined ? [] : [words.method(method)]),
    ...(path === undefined ? [] : [words.path(path)]),
    ...(principal === undefined ? [] : [words.principal(principal)]),
    ...(headers === undefined ? [] : [words.headers(headersOf(headers, language))])
  ]
}

function headersOf(headers: Readonly<Record<string, string>>, language: Language): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return list(lines, language)
}

function isNextOnly({ first, after = 0, every = 1, probability = 1 }: FaultWhen): boolean {
  return first === 1 && after === 0 && every === 1 && probability === 1
}

function whenOf({ after, every, probability, first, until }: FaultWhen, language: Language): string[] {
  const { when: words } = WORDS[language].faultText
  return [
    ...(after === undefined ? [] : [words.after(after)]),
    ...(every === undefined ? [] : [words.every(every)]),
    ...(probability === undefined ? [] : [words.probability(percent(probability, language))]),
    ...(first === undefined ? [] : [words.first(first)]),
    ...(until === undefined ? [] : [words.until(dateTime(until, language))])
  ]
}
