import type { Effect, Fault, FaultMatch } from '../../../../types/wire.d.ts'
import { duration } from '../words/format.ts'
import type { Language } from '../words/preferences.ts'
import { wordsOf } from '../words/words.ts'

/** IDs of the integration operations. */
export const OPERATIONS = {
  reads: ['listGroupIntegrations', 'getGroupIntegration'],
  writes: ['createGroupIntegration', 'updateGroupIntegration', 'deleteGroupIntegration']
} as const

/** Groups and operations that have a name of their own. */
export const NAMED_CALLS = ['reads', 'writes', ...OPERATIONS.reads, ...OPERATIONS.writes] as const

/** Describes a fault's effect, calls and conditions: `503 · list calls × 2 · Project: demo`. @param nameOf name by ID */
export function describeFault(
  {
    effect,
    match: { operation, ...match } = {},
    stage,
    when: { first, ...when } = {},
    lasts,
    sandbox
  }: Fault,
  language: Language,
  nameOf: (id: string) => string
): string {
  const { faults: words, status, common } = wordsOf(language)
  const isLost = effect.type === 'truncate' && stage === 'after-commit'
  const conditions = {
    delay: typeof effect.delay === 'number' ? duration(effect.delay, language) : effect.delay,
    ...(effect.type === 'slow' && { bytesPerSecond: effect.bytesPerSecond }),
    ...match,
    ...(stage !== 'service' && !isLost && { stage }),
    ...when,
    lasts: lasts && duration(lasts * 1000, language)
  }
  const names: Partial<Record<string, string>> = words.callsOf
  const texts = Object.entries(conditions)
    .filter(([, value]) => value !== undefined)
    .map(([field, value]) => {
      const text = typeof value === 'object' ? JSON.stringify(value) : nameOf(`${value}`)
      return `${field}${common.colon}${text}`
    })
  const calls = callsOf(operation).map(name => names[name] ?? name)
  return [
    ...(sandbox === null ? [] : [status.sandbox(nameOf(sandbox))]),
    isLost ? words.effects.lost : effectOf(effect, words.effects),
    words.calls(calls.join(', ')) + (first === undefined ? '' : ` × ${first}`),
    ...texts
  ].join(' · ')
}

function effectOf(effect: Effect, names: Readonly<Partial<Record<string, string>>>): string {
  const status = effect.type === 'rateLimit' ? 429 : 'status' in effect && effect.status
  const code = [status, 'errorCode' in effect && effect.errorCode].filter(Boolean).join(' ')
  return code || (names[effect.type] ?? effect.type)
}

function callsOf(operation: FaultMatch['operation']): readonly string[] {
  if (operation === undefined) return ['all']
  const ids = [operation].flat().sort()
  const named = Object.entries(OPERATIONS).find(([, group]) => [...group].sort().join() === ids.join())
  return named ? [named[0]] : ids
}
