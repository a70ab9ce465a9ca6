import type { Effect } from '../../../../types/wire.d.ts'
import type { Words } from '../words/en.ts'

export type EffectType = Effect['type']

/** Fields of each effect. */
export const EFFECT_FIELDS = {
  status: ['effect.status', 'effect.errorCode', 'effect.headers', 'effect.body', 'effect.delay'],
  error: ['effect.errorCode', 'effect.headers', 'effect.delay'],
  rateLimit: ['effect.retryAfter', 'effect.headers', 'effect.delay'],
  delay: ['effect.delay'],
  slow: ['effect.bytesPerSecond', 'effect.delay'],
  reset: ['effect.delay'],
  hangUp: ['effect.delay'],
  truncate: ['effect.delay'],
  empty: ['effect.delay']
} as const satisfies Record<EffectType, readonly string[]>

/** Fields that an effect cannot do without. */
export const REQUIRED: Partial<Record<EffectType, Field>> = {
  status: 'effect.status',
  delay: 'effect.delay',
  slow: 'effect.bytesPerSecond'
}

/** Fields common to all effects: which calls, when and for how long. */
export const CONDITIONS = [
  'match.project',
  'match.integrationType',
  'match.principal',
  'match.method',
  'match.path',
  'stage',
  'when.after',
  'when.every',
  'when.probability',
  'lasts'
] as const

/** Fields of the sentence, beside the effect. */
export const SENTENCE = ['when.first', 'match.operation'] as const

/** Fields, named by their path in a fault. */
export type Field =
  | (typeof EFFECT_FIELDS)[EffectType][number]
  | (typeof CONDITIONS)[number]
  | (typeof SENTENCE)[number]

/** Texts that the user has entered. */
export type Values = Readonly<Partial<Record<Field, string>>>

/** Returns whether a field contains a number. */
export function isNumeric(field: Field): boolean {
  return /^when|^lasts|status|retryAfter|bytesPerSecond|delay/.test(field)
}

/** Returns the last part of a field's path. */
export function nameOf(field: Field) {
  return field.replace(/.*\./, '') as keyof Words['faults']['fields']
}
