import type { Delay, Effect, Fault, FaultMatch, FaultWhen } from '../../../../types/wire.d.ts'
import type { FaultWords } from './fault-words.ts'
import { OPERATIONS } from './presets.ts'

/** The name of an organization or project by its id. */
type NameOf = (id: string) => string

/** Effects that leave the client without a whole answer. */
const CUTS: readonly string[] = ['reset', 'hangUp', 'truncate', 'empty']

/** What a fault does, on which calls and when, in words: `500 on every call`. */
export function describeFault(
  { effect, match = {}, stage, when = {}, lasts, sandbox }: Fault,
  words: FaultWords,
  nameOf: NameOf
): string {
  const isNext = isNextOnly(when)
  const isLost = stage === 'after-commit' && CUTS.includes(effect.type)
  const rest = [
    ...matchOf(match, words, nameOf),
    ...(isLost ? [] : [words.stages[stage]]),
    ...(isNext ? [] : whenOf(when, words)),
    ...(lasts === undefined ? [] : [words.lasts(lasts)]),
    ...(sandbox === null ? [] : [words.sandbox(nameOf(sandbox))])
  ]
  const scope = scopeOf(match.operation, isNext ? words.next : words.every)
  return words.sentence(
    isLost ? words.effects.lost : effectOf(effect, words),
    scope,
    rest.filter(Boolean).join(words.and)
  )
}

function effectOf(effect: Effect, { effects, delays }: FaultWords): string {
  if (effect.type === 'delay') return effects.delay(delayOf(effect.delay, delays))
  const what = withoutDelay(effect, effects)
  return effect.delay === undefined ? what : effects.late(what, delayOf(effect.delay, delays))
}

function withoutDelay(effect: Exclude<Effect, { type: 'delay' }>, effects: FaultWords['effects']): string {
  switch (effect.type) {
    case 'error':
      return effects.error(effect.errorCode)
    case 'example':
      return effects.status(effect.status, '')
    case 'status':
      return effects.status(effect.status, effect.errorCode ?? '')
    case 'rateLimit':
      return effects.status(429, '')
    case 'slow':
      return effects.slow(effect.bytesPerSecond)
    default:
      return effects[effect.type]
  }
}

function delayOf(delay: Delay, words: FaultWords['delays']): string {
  if (typeof delay === 'number') return millisecondsOf(delay)
  switch (delay.distribution) {
    case 'uniform':
      return words.uniform(millisecondsOf(delay.min), millisecondsOf(delay.max))
    case 'normal':
      return words.about(millisecondsOf(delay.mean))
    case 'lognormal':
      return words.about(millisecondsOf(delay.median))
  }
}

function millisecondsOf(milliseconds: number): string {
  return milliseconds >= 1000 ? `${milliseconds / 1000} s` : `${milliseconds} ms`
}

function scopeOf(operation: FaultMatch['operation'], words: FaultWords['every']): string {
  if (operation === undefined) return words.all
  const names = [operation].flat()
  for (const kind of ['writes', 'reads'] as const) {
    const known: readonly string[] = OPERATIONS[kind]
    if (known.length === names.length && known.every(name => names.includes(name))) return words[kind]
  }
  return words.these(names.join(', '))
}

function matchOf({ headers, ...match }: FaultMatch, { match: words }: FaultWords, nameOf: NameOf): string[] {
  const { project, organization, integrationType, method, path, principal } = match
  return [
    ...(project === undefined ? [] : [words.project(nameOf(project))]),
    ...(organization === undefined ? [] : [words.organization(nameOf(organization))]),
    ...(integrationType === undefined ? [] : [words.integrationType(integrationType)]),
    ...(method === undefined ? [] : [words.method(method)]),
    ...(path === undefined ? [] : [words.path(path)]),
    ...(principal === undefined ? [] : [words.principal(principal)]),
    ...(headers === undefined ? [] : [words.headers(headersOf(headers))])
  ]
}

function headersOf(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('; ')
}

function isNextOnly({ first, after = 0, every = 1, probability = 1 }: FaultWhen): boolean {
  return first === 1 && after === 0 && every === 1 && probability === 1
}

function whenOf(
  { after, every, probability, first, until }: FaultWhen,
  { when: words }: FaultWords
): string[] {
  return [
    ...(after === undefined ? [] : [words.after(after)]),
    ...(every === undefined ? [] : [words.every(every)]),
    ...(probability === undefined ? [] : [words.probability(`${probability * 100} %`)]),
    ...(first === undefined ? [] : [words.first(first)]),
    ...(until === undefined ? [] : [words.until(until)])
  ]
}
