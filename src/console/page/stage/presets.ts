import type { Effect, Fault, FaultBody } from '../../../../types/wire.d.ts'

/** In the order in which they are shown; keys of an object that look like numbers would be sorted. */
export const PRESET_NAMES = ['500', '502', '503', '429', 'slow', 'lost'] as const

export type Preset = (typeof PRESET_NAMES)[number]

/** Faults that the page offers. */
export const PRESETS: Readonly<Record<Preset, { effect: Effect; stage?: 'after-commit' }>> = {
  // By its status and not as a row of the catalogue, so that the page calls it by that too.
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
  // No reset: a browser takes that for an old connection's end, and sends the request again by itself. The 204 of
  // a deletion has no body to break off, so that one is reset all the same.
  lost: { effect: { type: 'truncate' }, stage: 'after-commit' }
}

/** Operation ids of the integrations, by what they do. */
export const OPERATIONS = {
  writes: ['createGroupIntegration', 'updateGroupIntegration', 'deleteGroupIntegration'],
  reads: ['listGroupIntegrations', 'getGroupIntegration']
} as const

/** What is chosen for faults that are switched on next. */
export interface Choice {
  calls: 'all' | keyof typeof OPERATIONS
  /** Id of the only project that meets it; undefined: all do. */
  project: string | undefined
  /** Whether only the next such call meets it. */
  isOnce: boolean
}

/** Faults are known by their names, so that they are after the page was loaded anew. */
const PREFIX = 'console: '

/** The fault that a preset adds. */
export function faultOf(preset: Preset, { calls, project, isOnce }: Choice): FaultBody {
  const match = {
    ...(calls !== 'all' && { operation: [...OPERATIONS[calls]] }),
    ...(project !== undefined && { project })
  }
  return { name: PREFIX + preset, match, ...PRESETS[preset], ...(isOnce && { when: { first: 1 } }) }
}

/** The preset that a fault was made from; undefined: somebody else made it. */
export function presetOf({ name, sandbox }: Pick<Fault, 'name' | 'sandbox'>): Preset | undefined {
  if (sandbox !== null || !name?.startsWith(PREFIX)) return undefined
  return PRESET_NAMES.find(preset => name === PREFIX + preset)
}
