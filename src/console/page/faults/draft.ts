import type { FaultBody } from '../../../../types/wire.d.ts'
import { isObject, jsonOf } from '../api/json.ts'
import { OPERATIONS } from '../parts/describe-fault.ts'
import type { Words } from '../words/en.ts'
import {
  CONDITIONS,
  EFFECT_FIELDS,
  type EffectType,
  type Field,
  isNumeric,
  nameOf,
  REQUIRED,
  SENTENCE,
  type Values
} from './fields.ts'

/** A choice of the sentence; others are error codes. */
export type EffectName = keyof Words['faults']['effects']

/** What the user has chosen and entered. */
export type Draft = Values & { effect: EffectName | (string & {}) }

/** Effects to choose from; `fixed` fields cannot be changed, `initial` ones can. */
const EFFECTS: Readonly<Record<EffectName, { type: EffectType; fixed?: Values; initial?: Values }>> = {
  // `status`, not `error`, so that its description begins with the status code.
  '500': {
    type: 'status',
    fixed: { 'effect.status': '500' },
    initial: { 'effect.errorCode': 'UNEXPECTED_ERROR' }
  },
  '502': {
    type: 'status',
    fixed: { 'effect.status': '502' },
    initial: {
      'effect.headers': 'content-type: text/html',
      'effect.body': '<html><body><h1>502 Bad Gateway</h1></body></html>\n'
    }
  },
  '503': { type: 'status', fixed: { 'effect.status': '503' } },
  '429': { type: 'rateLimit' },
  status: { type: 'status' },
  // Not a reset, after which a browser may repeat the request. A 204 has no body to truncate: its connection is reset.
  lost: { type: 'truncate', fixed: { stage: 'after-commit' } },
  delay: { type: 'delay', initial: { 'effect.delay': '3000' } },
  slow: { type: 'slow', initial: { 'effect.bytesPerSecond': '100' } },
  reset: { type: 'reset' },
  hangUp: { type: 'hangUp' },
  truncate: { type: 'truncate' },
  empty: { type: 'empty' }
}

/** The names of the effects, in display order. */
export const EFFECT_GROUPS = [
  ['status', ['500', '502', '503', '429', 'status']],
  ['connection', ['lost', 'delay', 'slow', 'reset', 'hangUp', 'truncate', 'empty']]
] as const satisfies (readonly [string, readonly EffectName[]])[]

function effectOf({ effect }: Draft): (typeof EFFECTS)[EffectName] {
  if (Object.hasOwn(EFFECTS, effect)) return EFFECTS[effect as EffectName]
  return { type: 'error', fixed: { 'effect.errorCode': effect } }
}

/** Returns the stage at which the fault fires. */
export function stageOf(draft: Draft): keyof Words['faults']['stages'] {
  const stage = effectOf(draft).fixed?.stage ?? draft.stage
  return (stage || 'service') as keyof Words['faults']['stages']
}

/** Returns a draft with another effect, without the fields of the previous one. */
export function withEffect(draft: Draft, effect: string): Draft {
  const kept = Object.entries(draft).filter(([field]) => !field.startsWith('effect'))
  return { ...Object.fromEntries(kept), ...effectOf({ effect }).initial, effect }
}

/** What the form begins with. */
export const INITIAL: Draft = {
  effect: '503',
  'when.first': '2',
  'match.operation': 'listGroupIntegrations'
}

/** Faults that one click adds, in display order: an object would sort numeric keys first. */
export const PRESETS: readonly (readonly [
  name: EffectName | keyof Words['faults']['presets'],
  draft: Draft
])[] = [
  ['fail twice', INITIAL],
  ['lost', withEffect({ effect: '', 'match.operation': 'writes' }, 'lost')],
  ['slow', withEffect({ effect: '' }, 'delay')],
  ...(['429', '500', '503'] as const).map(name => [name, withEffect({ effect: '' }, name)] as const)
]

/** Begins the names of the faults that presets add: a name identifies a preset, also after a reload. */
export const PRESET_PREFIX = 'console: '

/** Returns the label of a preset, or the name of another fault. */
export function labelOf(name: string, { effects, presets }: Words['faults']): string {
  const labels: Readonly<Record<string, string>> = { ...effects, ...presets }
  return (name.startsWith(PRESET_PREFIX) && labels[name.slice(PRESET_PREFIX.length)]) || name
}

/** Returns the fields of a draft: the one that its effect requires, and the others outside the sentence. */
export function fieldsOf(draft: Draft): { required: Field | undefined; advanced: readonly Field[] } {
  const { type, fixed = {} } = effectOf(draft)
  const free = [...EFFECT_FIELDS[type], ...CONDITIONS].filter(field => !(field in fixed))
  const required = free.find(field => field === REQUIRED[type])
  return { required, advanced: free.filter(field => field !== required) }
}

/** Returns the body of `POST /faults`. The server checks it. */
export function bodyOf(draft: Draft): FaultBody {
  const { type, fixed } = effectOf(draft)
  const values: Values = { ...draft, ...fixed }
  const groups: Record<string, Record<string, unknown>> = { effect: { type }, match: {}, when: {} }
  const rest: Record<string, unknown> = {}
  for (const field of [...EFFECT_FIELDS[type], ...SENTENCE, ...CONDITIONS]) {
    const text = values[field] ?? ''
    if (text.trim() === '' || (field === 'match.operation' && text === 'all')) continue
    const group = groups[field.replace(/\..*/, '')] ?? rest
    group[nameOf(field)] = fieldValue(field, text)
  }
  return { ...groups, ...rest } as FaultBody
}

function fieldValue(field: Field, text: string): unknown {
  if (isNumeric(field)) return Number.isNaN(Number(text)) ? text : Number(text)
  if (field === 'match.operation') return OPERATIONS[text as keyof typeof OPERATIONS] ?? text
  if (field === 'effect.headers') return Object.fromEntries(text.trim().split('\n').map(headerOf))
  if (field !== 'effect.body') return text.trim()
  const json = jsonOf(text)
  return isObject(json) || Array.isArray(json) ? json : text
}

function headerOf(line: string): readonly [name: string, value: string] {
  const [name = '', ...value] = line.split(':')
  return [name.trim(), value.join(':').trim()]
}
