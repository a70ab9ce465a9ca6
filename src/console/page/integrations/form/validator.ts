import { type Schema, Validator } from '@cfworker/json-schema'
import type { ValidatorType } from '@rjsf/utils'
import type { FormSchema, FormValues } from './form-schema.ts'

/** Messages for invalid values, by keyword. */
export interface ErrorWords {
  required: string
  tooShort: (minimum: number) => string
  tooLong: (maximum: number) => string
  notAllowed: string
}

/** Returns a message for each invalid field, in the order of the fields. */
export function errorsOf(
  schema: FormSchema,
  values: FormValues,
  words: ErrorWords
): Readonly<Record<string, string>> {
  const { errors } = new Validator(schema as unknown as Schema, '7', false).validate(values)
  const found = errors.flatMap(({ keyword, instanceLocation, error }) => {
    // Only repeats that a property is invalid.
    if (keyword === 'properties') return []
    const named = keyword === 'required' ? error.split('"')[1] : instanceLocation.replace(/^#\/?/, '')
    const name = named ?? ''
    const { minLength = 0, maxLength = 0 } = schema.properties[name] ?? {}
    const messages: Readonly<Record<string, string>> = {
      required: words.required,
      minLength: words.tooShort(minLength),
      maxLength: words.tooLong(maxLength)
    }
    return [[name, messages[keyword] ?? words.notAllowed] as const]
  })
  const order = Object.keys(schema.properties)
  return Object.fromEntries(found.sort(([a], [b]) => order.indexOf(a) - order.indexOf(b)))
}

/** The form library requires a validator. The page validates by itself, because errors of Atlas look the same. */
export const VALIDATOR: ValidatorType = {
  validateFormData: () => ({ errors: [], errorSchema: {} }),
  isValid: (schema, values) => new Validator(schema as Schema, '7').validate(values).valid,
  rawValidation: () => ({})
}
