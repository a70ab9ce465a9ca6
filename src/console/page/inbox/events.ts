import type { AlertBody } from '../../../../types/wire.d.ts'
import { isObject, jsonOf } from '../atlas/json.ts'

export type AlertEvent = NonNullable<AlertBody['event']>

/** In the order of an alert's life. */
export const EVENTS = [
  'alert.open',
  'alert.update',
  'alert.acknowledge',
  'alert.close',
  'alert.cancel',
  'alert.inform'
] as const satisfies readonly AlertEvent[]

/** Fields to put over an alert's. @returns undefined for a text that is no JSON object */
export function fieldsOf(text: string): AlertBody['alert'] | undefined {
  if (text.trim() === '') return {}
  const value = jsonOf(text)
  return isObject(value) ? value : undefined
}
