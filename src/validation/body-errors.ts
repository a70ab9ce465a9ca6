import type { ErrorObject } from 'ajv'
import { AtlasError, type Reason } from '../catalogue/errors.ts'
import type { ErrorReference, PropertySchema } from '../catalogue/vocabulary.ts'

/** Reason codes about one attribute, without other details. */
type AttributeCode = Exclude<Extract<Reason, { attribute: unknown }>, { nearest: unknown }>['code']

/** A value that does not match its property's schema. */
export interface InvalidValue {
  name: string
  value: unknown
  property: PropertySchema
  error: ErrorObject
}

/** Throws the error of an attribute whose structure is wrong, which precedes all other errors. */
export function rejectShape(name: string, { keyword, params }: ErrorObject): void {
  switch (keyword) {
    case 'additionalProperties':
      throw shapeError(String(params['additionalProperty']), 'INVALID_ATTRIBUTE', 'attribute-unknown')
    case 'type':
    case 'format':
      throw shapeError(name, 'INVALID_JSON_ATTRIBUTE', 'attribute-type')
    case 'required':
      throw shapeError(name, 'INVALID_JSON_ATTRIBUTE', 'attribute-incomplete')
    case 'enum':
      if (name === 'type') throw shapeError(name, 'INVALID_ATTRIBUTE', 'type-mismatch')
  }
}

/** Returns the error of an attribute in the wrong place or of the wrong structure. */
export function shapeError(attribute: string, id: string, code: AttributeCode): AtlasError {
  return new AtlasError(id, [attribute], { code, attribute })
}

/** Returns the error of the first invalid value: enum, then length, then vendor format. */
export function valueError(invalid: readonly InvalidValue[]): Error {
  const find = (...keywords: string[]) => invalid.find(({ error }) => keywords.includes(error.keyword))
  const first = find('enum') ?? find(...LENGTHS) ?? find('x-checks')
  // A keyword without an error must not accept the body.
  if (!first) return new Error(`no error for the schema keyword ${invalid[0]?.error.keyword}`)
  const { name, value, property, error } = first
  if (error.keyword === 'x-checks') {
    return referencedError(error.params['check'] as ErrorReference, name, 'attribute-format', String(value))
  }
  if (error.keyword === 'enum') {
    const invalid = String(valueAt(value, error.instancePath))
    return new AtlasError('INVALID_ENUM_VALUE', [invalid], { code: 'enum-value', attribute: name })
  }
  const violation = `${name} must have ${lengthOf(property)}`
  return new AtlasError('VALIDATION_ERROR', [violation], { code: 'attribute-length', attribute: name })
}

/** Keywords about the length of a string or an array, whose violation is VALIDATION_ERROR. */
export const LENGTHS = ['minLength', 'maxLength', 'minItems', 'maxItems', 'x-maxBytes'] as const

/** Returns the allowed length in words. */
function lengthOf(property: PropertySchema): string {
  const { minItems, maxItems, minLength, maxLength, 'x-maxBytes': maxBytes } = property
  const unit = property.type === 'array' ? 'entries' : 'characters'
  const [min, max] = property.type === 'array' ? [minItems, maxItems] : [minLength, maxLength]
  const length = min === undefined ? `at most ${max} ${unit}` : `between ${min} and ${max} ${unit}`
  return maxBytes === undefined ? length : `${length} and at most ${maxBytes} bytes`
}

/** Returns the part of a value at a JSON pointer of array indexes and names without escapes. */
function valueAt(value: unknown, pointer: string): unknown {
  const names = pointer.split('/').slice(1)
  return names.reduce((part, name) => (part as Record<string, unknown>)[name], value)
}

/** Returns an error that a type file references. */
export function referencedError(
  reference: ErrorReference,
  attribute: string,
  code: AttributeCode,
  value = ''
): AtlasError {
  const parameters = (reference.parameters ?? []).map(text => (text === '{value}' ? value : text))
  return new AtlasError(reference.error, parameters, { code, attribute })
}
