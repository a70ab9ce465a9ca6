import type { Ajv, ErrorObject, Options } from 'ajv'
import { createAjv } from '../base/ajv.ts'
import { asObject, type Fields, isObject } from '../base/json.ts'
import { AtlasError, type Reason } from '../catalogue/errors.ts'
import {
  type ErrorReference,
  type FormatCheck,
  KEYWORDS,
  type PropertySchema
} from '../catalogue/vocabulary.ts'
import { type BodySchema, isWanted } from './body-schemas.ts'

/** The content of a valid body. */
export interface BodyChange {
  /** Fields with a value; null only if the schema allows null. */
  set: Record<string, unknown>
  /** Optional fields sent as null. */
  cleared: string[]
}

/** A body whose structure is valid, or a member of it that is an object. */
interface ReadBody extends BodyChange {
  schema: BodySchema
}

interface Findings {
  bodies: ReadBody[]
  invalid: InvalidValue[]
  /** Sent fields that depend on other fields. */
  conditional: { name: string; property: PropertySchema; set: Fields }[]
}

/**
 * Validates bodies against a schema. Ajv checks single values; this class defines the order of errors: unknown
 * attribute, JSON type and `type` in the order of the body, then missing attribute, enum, length, vendor format and
 * an attribute that another one excludes. A property's schema is compiled on first use.
 */
export class BodyValidator {
  #ajv: Ajv | undefined
  /** Finds all errors of a value. */
  #thorough: Ajv | undefined

  /**
   * @param purpose `create` checks required fields, `update` those that every update must have
   * @throws {AtlasError} for the first error
   */
  validate(schema: BodySchema, body: unknown, purpose: 'create' | 'update'): BodyChange {
    if (!isObject(body)) throw new AtlasError('INVALID_JSON', [], { code: 'body-not-object' })
    const findings: Findings = { bodies: [], invalid: [], conditional: [] }
    const { set, cleared } = this.#read(schema, body, findings)
    for (const { schema, set } of findings.bodies) rejectMissing(schema, set, purpose)
    if (findings.invalid.length > 0) throw valueError(findings.invalid)
    for (const { name, property, set } of findings.conditional) {
      if (!isWanted(property, set)) throw shapeError(name, 'INVALID_ATTRIBUTE', 'attribute-excluded')
    }
    return { set, cleared }
  }

  #read(schema: BodySchema, body: Fields, findings: Findings): ReadBody {
    const read: ReadBody = { schema, set: {}, cleared: [] }
    findings.bodies.push(read)
    // The first structural error ends the loop: a body can have tens of thousands of them.
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
      const member = this.#readMember(name, property, value, findings)
      if (property['x-ignored']) continue
      read.set[name] = member
      if (property['x-when']) findings.conditional.push({ name, property, set: read.set })
    }
    return read
  }

  /** Returns a value to store. */
  #readMember(name: string, property: PropertySchema, value: unknown, findings: Findings): unknown {
    const { properties, required = [] } = property
    if (properties && isObject(value)) {
      return this.#read({ properties, required, requiredToCreate: [] }, value, findings).set
    }
    this.#ajv ??= createBodyAjv()
    // Ajv caches compiled schemas by object identity.
    const validate = this.#ajv.compile(property)
    const error = validate(value) ? undefined : validate.errors?.[0]
    if (error) {
      rejectShape(name, this.#structureError(property, value, error) ?? error)
      findings.invalid.push({ name, value, property, error })
    }
    return value
  }

  /** Returns the first error in the structure of a list, which precedes an invalid value in it. */
  #structureError(property: PropertySchema, value: unknown, first: ErrorObject): ErrorObject | undefined {
    if (property.type !== 'array' || first.instancePath === '') return undefined
    this.#thorough ??= createBodyAjv({ allErrors: true })
    const validate = this.#thorough.compile(property)
    validate(value)
    return validate.errors?.find(({ keyword }) => STRUCTURE.includes(keyword))
  }
}

/** Keywords about the structure of a value. */
const STRUCTURE = ['additionalProperties', 'type', 'format', 'required']

/** Larger integers lose digits in JavaScript. */
const INT64 = { type: 'number', validate: Number.isSafeInteger } as const

function createBodyAjv(options: Options = {}): Ajv {
  const ajv = createAjv({ ...options, formats: { password: true, int64: INT64 } })
  ajv
    .addVocabulary(['example', ...KEYWORDS])
    .removeKeyword('x-checks')
    .removeKeyword('x-maxBytes')
  ajv.addKeyword({ keyword: 'x-checks', type: 'string', errors: 'full', validate: runChecks })
  ajv.addKeyword({ keyword: 'x-maxBytes', type: 'array', validate: isWithinBytes })
  return ajv
}

/** Returns whether the strings in the objects of an array have at most `max` bytes together. */
function isWithinBytes(max: number, items: readonly unknown[]): boolean {
  const members = items.flatMap(item => Object.values(Object(item)))
  const sizes = members.map(member => (typeof member === 'string' ? Buffer.byteLength(member) : 0))
  return sizes.reduce((sum, size) => sum + size, 0) <= max
}

function rejectMissing(schema: BodySchema, sent: Fields, purpose: 'create' | 'update'): void {
  const names = [...schema.required, ...schema.requiredToCreate]
  for (const [name, property] of Object.entries(schema.properties)) {
    if (property['x-when'] && !property.readOnly && isWanted(property, sent)) names.push(name)
  }
  for (const name of names) {
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

interface CheckFunction {
  (checks: FormatCheck[], value: string): boolean
  errors?: Partial<ErrorObject>[]
}

const runChecks: CheckFunction = (checks, value) => {
  const check = checks.find(candidate => !passes(candidate, value))
  if (!check) return true
  runChecks.errors = [{ keyword: 'x-checks', params: { check } }]
  return false
}

function passes(check: FormatCheck, value: string): boolean {
  if ('pattern' in check) return new RegExp(check.pattern, 'u').test(value)
  // WHATWG parsing alone is too lenient: it accepts `http:foo` and trims whitespace.
  const url = /^[A-Za-z]+:\/\/[^\s/?#\\][^\s\p{Cc}]*$/u.test(value) ? URL.parse(value) : null
  return url !== null && check.url.includes(url.protocol)
}

/** Reason codes about one attribute, without other details. */
type AttributeCode = Exclude<Extract<Reason, { attribute: unknown }>, { nearest: unknown }>['code']

/** A value that does not match its property's schema. */
interface InvalidValue {
  name: string
  value: unknown
  property: PropertySchema
  error: ErrorObject
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

/** Returns the error of an attribute in the wrong place or of the wrong structure. */
function shapeError(attribute: string, id: string, code: AttributeCode): AtlasError {
  return new AtlasError(id, [attribute], { code, attribute })
}

/** Returns the error of the first invalid value: enum, then length, then vendor format. */
function valueError(invalid: readonly InvalidValue[]): Error {
  const find = (...keywords: string[]) => invalid.find(({ error }) => keywords.includes(error.keyword))
  const first = find('enum') ?? find(...LENGTHS) ?? find('x-checks')
  // A keyword without an error must not accept the body.
  if (!first) return new Error(`no error for the schema keyword ${invalid[0]?.error.keyword}`)
  const { name, value, property, error } = first
  if (error.keyword === 'x-checks') {
    const object = valueAt(value, error.instancePath.replace(/\/?[^/]*$/, ''))
    const values = { value: valueAt(value, error.instancePath), ...asObject(object) }
    return referencedError(error.params['check'] as ErrorReference, name, 'attribute-format', values)
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

/** Returns an error that a schema references. @param values of the placeholders in its parameters */
function referencedError(
  reference: ErrorReference,
  attribute: string,
  code: AttributeCode,
  values: Fields = {}
): AtlasError {
  const parameters = (reference.parameters ?? []).map(text =>
    text.replace(/\{(\w+)\}/g, (placeholder, name: string) =>
      Object.hasOwn(values, name) ? String(values[name]) : placeholder
    )
  )
  return new AtlasError(reference.error, parameters, { code, attribute })
}
