import type { IntegrationTypeInfo } from '../../../../../types/wire.d.ts'
import type { AtlasFailure } from '../../api/exchange.ts'
import type { Words } from '../../words/words.ts'
import type { FormSchema, FormValues } from './form-schema.ts'

/** Error texts by field. */
export type FieldErrors = Readonly<Record<string, string>>

/** Returns the error of each invalid field. Selects and checkboxes need no check: they offer only valid values. */
export function errorsOf(
  { properties, required }: FormSchema,
  values: FormValues,
  words: Pick<Words['form'], 'required' | 'incomplete' | 'tooShort' | 'tooLong'>
): FieldErrors {
  const errors: Record<string, string> = {}
  for (const [name, field] of Object.entries(properties)) {
    const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, items, 'x-when': when } = field
    const value = values[name]
    const isWanted = when && Object.entries(when).every(([other, wanted]) => values[other] === wanted)
    if (value === undefined && (isWanted || required.includes(name))) errors[name] = words.required
    const members = Object.keys(items?.properties ?? {})
    if (Array.isArray(value) && value.some(row => members.some(member => !row[member]))) {
      errors[name] = words.incomplete
    }
    if (typeof value !== 'string') continue
    const { length } = [...value]
    if (length < minLength) errors[name] = words.tooShort(minLength)
    if (length > maxLength) errors[name] = words.tooLong(maxLength)
  }
  return errors
}

/** Returns the field that an Atlas error refers to; undefined: none. */
export function faultyField(
  { errorCode, parameters, detail }: AtlasFailure,
  { schema: { properties } }: IntegrationTypeInfo,
  sent: FormValues
): string | undefined {
  const names = Object.keys(properties)
  const texts = parameters.map(String)
  const suspects = names.filter(name => {
    const { 'x-checks': checks = [], 'x-absentOnUpdate': absent } = properties[name] ?? {}
    return [...checks, absent].some(check => check?.error === errorCode)
  })
  const isNamed = (name: string) =>
    (name in sent && texts.includes(String(sent[name]))) || new RegExp(`\\b${name}\\b`).test(detail)
  return (
    names.find(name => texts.includes(name)) ?? suspects.find(isNamed) ?? suspects[0] ?? names.find(isNamed)
  )
}
