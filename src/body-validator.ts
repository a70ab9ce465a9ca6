import type { Ajv, ErrorObject } from 'ajv'
import { createBodyAjv } from './body-keywords.ts'
import { type BodySchema, isWanted } from './body-schemas.ts'
import { AtlasError, type Reason } from './errors.ts'
import type { ErrorReference, PropertySchema } from './vocabulary.ts'

/** The content of a valid body. */
export interface BodyChange {
  /** Fields with a value; null only if the schema allows null. */
  set: Record<string, unknown>
  /** Optional fields sent as null. */
  cleared: string[]
}

type Body = Record<string, unknown>

/** Reason codes about one attribute. */
type AttributeCode = Extract<Reason, { attribute: unknown }>['code']

/** A value that does not match its property's schema. */
interface InvalidValue {
  name: string
  value: unknown
  property: PropertySchema
  error: ErrorObject
}

/** A body whose structure is valid. */
interface ReadBody extends BodyChange {
  schema: BodySchema
  invalid: InvalidValue[]
  /** Members that are objects. */
  inner: ReadBody[]
}

/**
 * Validates bodies against a schema. Ajv checks single values; this class defines the order of errors: unknown
 * attribute, JSON type and `type` in the order of the body, then missing attribute, enum, length, vendor format and
 * an attribute that another one excludes. A property's schema is compiled on first use.
 */
export class BodyValidator {
  #ajv: Ajv | undefined

  /**
   * Validates a body.
   *
   * @param purpose `create` checks required fields, `update` those that every update must have
   * @throws {AtlasError} for the first error
   */
  validate(schema: BodySchema, body: unknown, purpose: 'create' | 'update'): BodyChange {
    if (!isObject(body)) throw new AtlasError('INVALID_JSON', [], { code: 'body-not-object' })
    const read = this.#read(schema, body)
    const bodies = [read, ...read.inner]
    for (const { schema, set } of bodies) rejectMissing(schema, set, purpose)
    rejectInvalidValue(bodies.flatMap(({ invalid }) => invalid))
    for (const { schema, set } of bodies) rejectExcluded(schema, set)
    return { set: read.set, cleared: read.cleared }
  }

  #read(schema: BodySchema, body: Body): ReadBody {
    const read: ReadBody = { schema, set: {}, cleared: [], invalid: [], inner: [] }
    // The first structural error ends the loop: a body of 1 MB can have a hundred thousand of them.
    for (const name of Object.keys(body)) {
      const property = Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined
      if (!property) throw shapeError(name, 'INVALID_ATTRIBUTE', 'attribute-unknown')
      if (property.readOnly && property['x-ignored']) continue
      const given = body[name]
      const value = property.uniqueItems && Array.isArray(given) ? [...new Set(given)] : given
      // Null counts as not sent, unless the schema allows null.
      if (value === null && !(property.nullable && !property.readOnly)) {
        if (!schema.required.includes(name)) read.cleared.push(name)
        continue
      }
      if (property.readOnly) throw shapeError(name, 'INVALID_ATTRIBUTE', 'attribute-read-only')
      const member = this.#readMember(name, property, value, read)
      if (!property['x-ignored']) read.set[name] = member
    }
    return read
  }

  /** Returns a value to store; adds its errors and members to the body. */
  #readMember(name: string, property: PropertySchema, value: unknown, { invalid, inner }: ReadBody): unknown {
    const { properties, required = [] } = property
    if (properties && isObject(value)) {
      const read = this.#read({ properties, required, requiredToCreate: [] }, value)
      inner.push(read, ...read.inner)
      return read.set
    }
    const error = this.#firstError(property, value)
    if (error) {
      rejectShape(name, error)
      invalid.push({ name, value, property, error })
    }
    return value
  }

  #firstError(property: PropertySchema, value: unknown): ErrorObject | undefined {
    this.#ajv ??= createBodyAjv()
    // Ajv caches compiled schemas by object identity.
    const validate = this.#ajv.compile(property)
    return validate(value) ? undefined : validate.errors?.[0]
  }
}

/** Throws the error of an attribute whose structure is wrong, which precedes all other errors. */
function rejectShape(name: string, { keyword, params }: ErrorObject): void {
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

function shapeError(attribute: string, id: string, code: AttributeCode): AtlasError {
  return new AtlasError(id, [attribute], { code, attribute })
}

function isObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function rejectMissing(schema: BodySchema, sent: Body, purpose: 'create' | 'update'): void {
  const conditional = Object.entries(schema.properties).filter(
    ([, property]) => !property.readOnly && isWanted(property, sent) === true
  )
  for (const name of [...schema.required, ...schema.requiredToCreate, ...conditional.map(([name]) => name)]) {
    const property = schema.properties[name] as PropertySchema
    const absent = !Object.hasOwn(sent, name)
    if (absent && purpose === 'update') {
      const error = property['x-absentOnUpdate']
      if (error) throw referencedError(error, name, 'attribute-missing-on-update')
    } else if (absent || (sent[name] === '' && property['x-emptyIsMissing'])) {
      throw new AtlasError('MISSING_ATTRIBUTE', [name], { code: 'attribute-missing', attribute: name })
    }
  }
}

function rejectExcluded({ properties }: BodySchema, sent: Body): void {
  for (const name of Object.keys(sent)) {
    if (isWanted(properties[name] as PropertySchema, sent) !== false) continue
    throw shapeError(name, 'INVALID_ATTRIBUTE', 'attribute-excluded')
  }
}

function rejectInvalidValue(invalid: readonly InvalidValue[]): void {
  const find = (...keywords: string[]) => invalid.find(({ error }) => keywords.includes(error.keyword))
  const first = find('enum') ?? find(...LENGTHS) ?? find('x-checks')
  if (!first) {
    // A keyword without an error must not accept the body.
    if (invalid[0]) throw new Error(`no error for the schema keyword ${invalid[0].error.keyword}`)
    return
  }
  const { name, value, property, error } = first
  if (error.keyword === 'x-checks') {
    throw referencedError(error.params['check'] as ErrorReference, name, 'attribute-format', String(value))
  }
  if (error.keyword === 'enum') {
    const invalid = String(valueAt(value, error.instancePath))
    throw new AtlasError('INVALID_ENUM_VALUE', [invalid], { code: 'enum-value', attribute: name })
  }
  const violation = `${name} must have ${lengthOf(property)}`
  throw new AtlasError('VALIDATION_ERROR', [violation], { code: 'attribute-length', attribute: name })
}

/** Keywords about the length of a string or an array. */
const LENGTHS = ['minLength', 'maxLength', 'minItems', 'maxItems', 'x-maxBytes']

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
  return names.reduce((part, name) => (part as Body)[name], value)
}

function referencedError(
  reference: ErrorReference,
  attribute: string,
  code: AttributeCode,
  value = ''
): AtlasError {
  const parameters = (reference.parameters ?? []).map(text => (text === '{value}' ? value : text))
  return new AtlasError(reference.error, parameters, { code, attribute })
}
