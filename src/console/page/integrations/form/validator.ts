import { type Schema, Validator } from '@cfworker/json-schema'
import {
  type RJSFSchema,
  type RJSFValidationError,
  toErrorSchema,
  type ValidationData,
  type ValidatorType
} from '@rjsf/utils'

/** What is said of a value that a keyword refuses. */
export interface FaultWords {
  required: string
  tooShort: (least: number) => string
  tooLong: (most: number) => string
  other: string
}

/**
 * Checks a form's values by interpreting their schema: the library's usual validator compiles code, which the
 * page's Content-Security-Policy refuses.
 */
export function createValidator(words: FaultWords): ValidatorType {
  const validate = (schema: RJSFSchema, values: unknown) =>
    new Validator(schema as Schema, '7', false).validate(values ?? {})
  return {
    validateFormData(values, schema): ValidationData<unknown> {
      const errors = validate(schema, values).errors.flatMap(({ keyword, instanceLocation, error }) =>
        toFault(schema, keyword, instanceLocation, error, words)
      )
      return { errors, errorSchema: toErrorSchema(errors) }
    },
    isValid: (schema, values) => validate(schema, values).valid,
    // Asked for by the library's own playground only.
    rawValidation: () => ({})
  }
}

function toFault(
  schema: RJSFSchema,
  keyword: string,
  location: string,
  text: string,
  words: FaultWords
): RJSFValidationError[] {
  // It says of the object only that something in it is wrong.
  if (keyword === 'properties') return []
  const name = (keyword === 'required' ? text.split('"')[1] : location.replace(/^#\/?/, '')) as string
  const fields = schema.properties as Readonly<Record<string, RJSFSchema>>
  const { minLength = 0, maxLength = 0 } = fields[name] as RJSFSchema
  const messages: Readonly<Record<string, string>> = {
    required: words.required,
    minLength: words.tooShort(minLength),
    maxLength: words.tooLong(maxLength)
  }
  const message = messages[keyword] ?? words.other
  return [{ name: keyword, property: `.${name}`, message, stack: `${name}: ${message}` }]
}
