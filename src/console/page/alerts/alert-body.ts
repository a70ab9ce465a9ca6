import type { AlertBody } from '../../../../types/wire.d.ts'
import { isObject, jsonOf } from '../api/json.ts'

export type AlertEvent = NonNullable<AlertBody['event']>

/** Events in the order of an alert's lifecycle. */
export const EVENTS = [
  'alert.open',
  'alert.update',
  'alert.acknowledge',
  'alert.close',
  'alert.cancel',
  'alert.inform'
] as const satisfies readonly AlertEvent[]

/** Parses the fields that replace those of the default alert; undefined: the text is not a JSON object. */
export function fieldsOf(text: string): AlertBody['alert'] | undefined {
  if (text.trim() === '') return {}
  const value = jsonOf(text)
  return isObject(value) ? value : undefined
}
