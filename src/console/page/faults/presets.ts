import type { Effect, Fault, FaultBody } from '../../../../types/wire.d.ts'
import { OPERATIONS } from '../parts/describe-fault.ts'

/** In the order of the page; an object would sort keys that look like numbers. */
export const PRESET_NAMES = ['500', '502', '503', '429', 'slow', 'lost'] as const

export type Preset = (typeof PRESET_NAMES)[number]

/** Faults that the page switches on and off. */
export const PRESETS: Readonly<Record<Preset, { effect: Effect; stage?: 'after-commit' }>> = {
  // By status, not by catalogue row, so that its description begins with the status.
  '500': {
    effect: { type: 'status', status: 500, errorCode: 'UNEXPECTED_ERROR', detail: 'Unexpected error.' }
  },
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
  slow: { effect: { type: 'delay', delay: 3000 } },
  // Not a reset, after which a browser repeats the request. A 204 has no body to truncate and is reset anyway.
  lost: { effect: { type: 'truncate' }, stage: 'after-commit' }
}

/** Which calls the next fault affects. */
export interface Choice {
  calls: 'all' | keyof typeof OPERATIONS
  /** Project id; undefined: all projects. */
  project: string | undefined
  /** Only the next such call. */
  isOnce: boolean
}

/** The names identify the page's faults after a reload. */
const PREFIX = 'console: '

/** Returns the fault of a preset. */
export function faultOf(preset: Preset, { calls, project, isOnce }: Choice): FaultBody {
  const match = {
    ...(calls !== 'all' && { operation: [...OPERATIONS[calls]] }),
    ...(project !== undefined && { project })
  }
  return { name: PREFIX + preset, match, ...PRESETS[preset], ...(isOnce && { when: { first: 1 } }) }
}

/** Returns the preset of a fault; undefined: not created by this page. */
export function presetOf({ name, sandbox }: Pick<Fault, 'name' | 'sandbox'>): Preset | undefined {
  if (sandbox !== null || !name?.startsWith(PREFIX)) return undefined
  return PRESET_NAMES.find(preset => name === PREFIX + preset)
}
