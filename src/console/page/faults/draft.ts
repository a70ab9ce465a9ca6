import type { Effect } from '../../../../types/wire.d.ts'
import { isObject, jsonOf } from '../api/json.ts'

type Type = Exclude<Effect['type'], 'example'>

/** Fields of each effect. */
export const EFFECTS = {
  status: ['effect.status', 'effect.errorCode', 'effect.headers', 'effect.body', 'effect.delay'],
  error: ['effect.errorCode', 'effect.headers', 'effect.delay'],
  rateLimit: ['effect.retryAfter', 'effect.headers', 'effect.delay'],
  delay: ['effect.delay'],
  slow: ['effect.bytesPerSecond', 'effect.delay'],
  reset: ['effect.delay'],
  hangUp: ['effect.delay'],
  truncate: ['effect.delay'],
  empty: ['effect.delay']
} as const satisfies Record<Type, readonly string[]>

/** Fields common to all effects: which calls, when and for how long. */
export const CONDITIONS = [
  'match.operation',
  'match.project',
  'match.integrationType',
  'match.principal',
  'match.method',
  'match.path',
  'stage',
  'when.first',
  'when.after',
  'when.every',
  'when.probability',
  'lasts'
] as const

/** Fields, named by their path in a fault. */
export type Field = (typeof EFFECTS)[Type][number] | (typeof CONDITIONS)[number]

type NameOf<Path> = Path extends `${string}.${infer Name}` ? Name : Path

/** Returns the last part of a field's path. */
export function nameOf(field: Field): NameOf<Field> {
  return field.replace(/.*\./, '') as NameOf<Field>
}

/** Values that the user has entered. */
export type Draft = Readonly<Partial<Record<Field, string>> & { type: Type }>

/** Fields with numbers. */
export const NUMBERS: readonly Field[] = [
  'effect.status',
  'effect.retryAfter',
  'effect.bytesPerSecond',
  'effect.delay',
  'when.first',
  'when.after',
  'when.every',
  'when.probability',
  'lasts'
]

/** Returns the body of `POST /faults`, without the fields of other effects. The server checks it. */
export function bodyOf({ type, ...draft }: Draft): object {
  const effect: Record<string, unknown> = { type }
  const groups: Record<string, Record<string, unknown>> = { effect, match: {}, when: {} }
  const rest: Record<string, unknown> = {}
  for (const field of [...EFFECTS[type], ...CONDITIONS]) {
    const text = draft[field] ?? ''
    if (text.trim() === '') continue
    const values = groups[field.replace(/\..*/, '')] ?? rest
    values[nameOf(field)] = fieldValue(field, text)
  }
  return { ...groups, ...rest }
}

function fieldValue(field: Field, text: string): unknown {
  if (NUMBERS.includes(field)) return Number(text)
  if (field === 'effect.headers') return Object.fromEntries(text.trim().split('\n').map(headerOf))
  if (field !== 'effect.body') return text.trim()
  const json = jsonOf(text)
  return isObject(json) || Array.isArray(json) ? json : text
}

function headerOf(line: string): readonly [name: string, value: string] {
  const [name = '', ...value] = line.split(':')
  return [name.trim(), value.join(':').trim()]
}
