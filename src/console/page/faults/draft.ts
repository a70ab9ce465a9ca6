import type { Effect } from '../../../../types/wire.d.ts'
import { isObject, jsonOf } from '../api/json.ts'
import { fromLocalInput } from '../data/clock.ts'

type Type = Effect['type']

/** Fields of the form by their place in a fault, and how their text becomes a value. */
export const KINDS = {
  'effect.errorCode': 'text',
  'effect.parameters': 'lines',
  'effect.status': 'number',
  'effect.detail': 'text',
  'effect.headers': 'headers',
  'effect.body': 'body',
  'effect.retryAfter': 'number',
  'effect.bytesPerSecond': 'number',
  'effect.delay': 'number',
  'effect.delay.max': 'number',
  'match.operation': 'names',
  'match.integrationType': 'text',
  'match.project': 'text',
  'match.organization': 'text',
  'match.principal': 'text',
  'match.method': 'text',
  'match.path': 'text',
  'match.headers': 'headers',
  'when.first': 'number',
  'when.after': 'number',
  'when.every': 'number',
  'when.probability': 'percent',
  'when.seed': 'number',
  'when.until': 'time',
  lasts: 'number',
  stage: 'text',
  name: 'text'
} as const

export type Field = keyof typeof KINDS

/** What the user has entered; names are separated by commas. */
export type Draft = Readonly<Partial<Record<Field, string>> & { type: Type; sandbox?: string }>

const FIELDS = Object.keys(KINDS) as Field[]
export const MATCH_FIELDS = FIELDS.filter(field => field.startsWith('match.'))
export const WHEN_FIELDS = [...FIELDS.filter(field => field.startsWith('when.')), 'lasts'] as const

const DELAY = ['effect.delay', 'effect.delay.max'] as const

/** Fields of each effect. */
export const EFFECT_FIELDS: Readonly<Record<Type, readonly Field[]>> = {
  status: ['effect.status', 'effect.errorCode', 'effect.headers', 'effect.body', 'effect.detail', ...DELAY],
  error: ['effect.errorCode', 'effect.parameters', 'effect.headers', ...DELAY],
  example: ['effect.status', 'effect.headers', ...DELAY],
  rateLimit: ['effect.retryAfter', 'effect.headers', ...DELAY],
  delay: DELAY,
  slow: ['effect.bytesPerSecond', ...DELAY],
  reset: DELAY,
  hangUp: DELAY,
  truncate: DELAY,
  empty: DELAY
}

/** The field that an effect requires. */
export const REQUIRED: Readonly<Partial<Record<Type, Field>>> = {
  status: 'effect.status',
  error: 'effect.errorCode',
  example: 'effect.status',
  delay: 'effect.delay',
  slow: 'effect.bytesPerSecond'
}

const VALUES: Readonly<Record<(typeof KINDS)[Field], (text: string) => unknown>> = {
  text: text => text.trim(),
  number: Number,
  percent: text => Number(text) / 100,
  time: fromLocalInput,
  names: text => text.split(',').filter(Boolean),
  lines: text => text.trim().split('\n'),
  headers: text => Object.fromEntries(text.trim().split('\n').map(headerOf)),
  body: text => {
    const json = jsonOf(text)
    return isObject(json) || Array.isArray(json) ? json : text
  }
}

function headerOf(line: string): readonly [name: string, value: string] {
  const [name = '', ...value] = line.split(':')
  return [name.trim(), value.join(':').trim()]
}

/** Returns the body of `POST /faults`, without the fields of other effects. The server checks it. */
export function bodyOf({ type, sandbox: _, ...draft }: Draft): Record<string, unknown> {
  const effect: Record<string, unknown> = { type }
  const groups: Record<string, Record<string, unknown>> = { effect, match: {}, when: {} }
  const rest: Record<string, unknown> = {}
  for (const [field, text] of Object.entries(draft) as [Field, string][]) {
    if (text.trim() === '' || (field.startsWith('effect.') && !EFFECT_FIELDS[type].includes(field))) continue
    const [group = '', name = ''] = field.split(/\.(.*)/)
    const values = groups[group] ?? rest
    values[name || group] = VALUES[KINDS[field]](text)
  }
  const { 'delay.max': max, delay: min = 0 } = effect
  delete effect['delay.max']
  if (max !== undefined) effect['delay'] = { distribution: 'uniform', min, max }
  return { ...groups, ...rest }
}
