import { hashKey } from '@tanstack/react-query'
import type { FaultBody, FaultMatch } from '../../../../types/wire.d.ts'
import { OPERATIONS } from '../parts/describe-fault.ts'
import type { Words } from '../words/en.ts'

/** A choice of the sentence; others are error codes. */
export type EffectName = keyof Words['faults']['effects']

/** What the sentence says of a fault. */
export interface SentenceDraft {
  effect: EffectName | (string & {})
  /** A group of operations, an operationId, or `all`. */
  operation: string
  /** Number of calls; empty: unlimited. */
  first: string
}

const EFFECTS: Readonly<Record<EffectName, Pick<FaultBody, 'effect' | 'stage'>>> = {
  // `status`, not `error`, so that its description begins with the status code.
  '500': { effect: { type: 'status', status: 500, errorCode: 'UNEXPECTED_ERROR' } },
  '502': {
    effect: {
      type: 'status',
      status: 502,
      headers: { 'content-type': 'text/html' },
      body: '<html><body><h1>502 Bad Gateway</h1></body></html>\n'
    }
  },
  '503': { effect: { type: 'status', status: 503 } },
  '429': { effect: { type: 'rateLimit' } },
  // Not a reset, after which a browser may repeat the request. A 204 has no body to truncate: its connection is reset.
  lost: { effect: { type: 'truncate' }, stage: 'after-commit' },
  delay: { effect: { type: 'delay', delay: 3000 } },
  slow: { effect: { type: 'slow', bytesPerSecond: 100 } },
  reset: { effect: { type: 'reset' } },
  hangUp: { effect: { type: 'hangUp' } },
  truncate: { effect: { type: 'truncate' } },
  empty: { effect: { type: 'empty' } }
}

/** The names of the effects, in display order. */
export const EFFECT_GROUPS = [
  ['status', ['500', '502', '503', '429']],
  ['connection', ['lost', 'delay', 'slow', 'reset', 'hangUp', 'truncate', 'empty']]
] as const satisfies (readonly [string, readonly EffectName[]])[]

/** What the form begins with. */
export const INITIAL: SentenceDraft = { effect: '503', operation: 'listGroupIntegrations', first: '2' }

const ALWAYS = { operation: 'all', first: '' }

/** Faults that one click adds, in display order: an object would sort numeric keys first. */
export const PRESETS: readonly (readonly [
  name: EffectName | keyof Words['faults']['presets'],
  draft: SentenceDraft
])[] = [
  ['fail twice', INITIAL],
  ['lost', { effect: 'lost', operation: 'writes', first: '' }],
  ['slow', { effect: 'delay', ...ALWAYS }],
  ...(['429', '500', '503'] as const).map(name => [name, { effect: name, ...ALWAYS }] as const)
]

/** Begins the names of the faults that presets add: a name identifies a preset, also after a reload. */
export const PRESET_PREFIX = 'console: '

/** Returns the label of a preset, or the name of another fault. */
export function labelOf(name: string, { effects, presets }: Words['faults']): string {
  const labels: Readonly<Record<string, string>> = { ...effects, ...presets }
  return (name.startsWith(PRESET_PREFIX) && labels[name.slice(PRESET_PREFIX.length)]) || name
}

/** Returns the body of `POST /faults`, which the server checks. */
export function faultBody({ effect, operation, first }: SentenceDraft): FaultBody {
  const ids = OPERATIONS[operation as keyof typeof OPERATIONS] ?? operation
  // Other text is sent as it is: the server says what is wrong.
  const number = /^\d+$/.test(first) ? Number(first) : first
  return {
    ...(operation !== 'all' && { match: { operation: ids as FaultMatch['operation'] } }),
    ...(Object.hasOwn(EFFECTS, effect)
      ? EFFECTS[effect as EffectName]
      : { effect: { type: 'error', errorCode: effect } }),
    ...(first.trim() !== '' && { when: { first: number as number } })
  } as FaultBody
}

/** Returns the sentence of a fault; undefined: it cannot say all of it. */
export function sentenceOf(body: unknown): SentenceDraft | undefined {
  const { match, effect, stage, when } = Object(body) as Partial<FaultBody>
  const isSame = (one: unknown, other: unknown) => hashKey([one]) === hashKey([other])
  const ids = match?.operation ?? 'all'
  const group = Object.entries(OPERATIONS).find(([, members]) => isSame(members, ids))
  const known = Object.entries(EFFECTS).find(([, one]) => isSame(one, { effect, stage }))
  const draft = {
    effect: known?.[0] ?? String(Object(effect).errorCode),
    operation: group?.[0] ?? String(ids),
    first: String(when?.first ?? '')
  }
  return isSame(faultBody(draft), body) ? draft : undefined
}
