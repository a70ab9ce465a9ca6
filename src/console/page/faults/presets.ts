import type { Effect, Fault, FaultBody } from '../../../../types/wire.d.ts'
import { OPERATIONS } from '../parts/describe-fault.ts'

/** In display order: an object would sort numeric keys first. */
export const PRESET_NAMES = ['500', '502', '503', '429', 'slow', 'lost'] as const

export type Preset = (typeof PRESET_NAMES)[number]

const PRESETS: Readonly<Record<Preset, { effect: Effect; stage?: 'after-commit' }>> = {
  // `status`, not `error`, so that its description begins with the status code.
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
  // Not a reset, after which a browser may repeat the request. A 204 has no body to truncate: its connection is reset.
  lost: { effect: { type: 'truncate' }, stage: 'after-commit' }
}

/** Which calls the next fault affects. */
export interface Choice {
  calls: 'all' | keyof typeof OPERATIONS
  /** Project ID; null: all projects. */
  project: string | null
  /** Only the next such call. */
  isOnce: boolean
}

/** Returns the fault of a preset. */
export function faultOf(preset: Preset, { calls, project, isOnce }: Choice): FaultBody {
  const match = {
    ...(calls !== 'all' && { operation: [...OPERATIONS[calls]] }),
    ...(project !== null && { project })
  }
  return { name: nameOf(preset), match, ...PRESETS[preset], ...(isOnce && { when: { first: 1 } }) }
}

/** Returns whether a fault belongs to a preset. The name identifies it, also after a reload. */
export function isOf(preset: Preset, { name, sandbox }: Pick<Fault, 'name' | 'sandbox'>): boolean {
  return sandbox === null && name === nameOf(preset)
}

function nameOf(preset: Preset): string {
  return `console: ${preset}`
}
