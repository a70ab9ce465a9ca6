import type { Effect, Fault, FaultMatch } from '../../../../types/wire.d.ts'
import type { Language } from '../words/preferences.ts'
import { WORDS } from '../words/words.ts'

/** IDs of the integration operations. */
export const OPERATIONS = {
  writes: ['createGroupIntegration', 'updateGroupIntegration', 'deleteGroupIntegration'],
  reads: ['listGroupIntegrations', 'getGroupIntegration']
} as const

/** Describes a fault's effect, calls and conditions: `503 · Reads · Project: demo`. @param nameOf name by ID */
export function describeFault(
  { effect, match: { operation, ...match } = {}, stage, when = {}, lasts, sandbox }: Fault,
  language: Language,
  nameOf: (id: string) => string
): string {
  const { faults: words, common } = WORDS[language]
  const isOnce = when.first === 1 && Object.keys(when).length === 1
  const conditions = {
    delay: effect.delay,
    ...(effect.type === 'slow' && { bytesPerSecond: effect.bytesPerSecond }),
    ...match,
    ...(stage !== 'service' && { stage: words.stages[stage] }),
    ...(!isOnce && when),
    lasts,
    ...(sandbox !== null && { sandbox })
  }
  const labels: Partial<Record<string, string>> = words.fields
  const texts = Object.entries(conditions)
    .filter(([, value]) => value !== undefined)
    .map(([field, value]) => {
      const text = typeof value === 'object' ? JSON.stringify(value) : nameOf(`${value}`)
      return `${labels[field] ?? field}${common.colon}${text}`
    })
  const calls = callsOf(operation, words.callsOf)
  return [effectOf(effect, words.effects), calls, ...(isOnce ? [words.once] : []), ...texts].join(' · ')
}

function effectOf(effect: Effect, names: Readonly<Partial<Record<string, string>>>): string {
  const status = effect.type === 'rateLimit' ? 429 : 'status' in effect && effect.status
  const code = [status, 'errorCode' in effect && effect.errorCode].filter(Boolean).join(' ')
  return code || (names[effect.type] ?? effect.type)
}

function callsOf(
  operation: FaultMatch['operation'],
  names: Readonly<Record<'all' | 'writes' | 'reads', string>>
): string {
  if (operation === undefined) return names.all
  const text = [operation].flat().sort().join(', ')
  if (text === [...OPERATIONS.writes].sort().join(', ')) return names.writes
  if (text === [...OPERATIONS.reads].sort().join(', ')) return names.reads
  return text
}
