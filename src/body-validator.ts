import type { Ajv, ErrorObject, ValidateFunction } from 'ajv'
import { createAjv } from './ajv.ts'
import { AtlasError } from './errors.ts'
import { ANNOTATIONS, type ErrorReference, type FormatCheck, type PropertySchema } from './vocabulary.ts'

/** What a body must be. */
export interface BodySchema {
  properties: Readonly<Record<string, PropertySchema>>
  /** In the order in which they are asked for. */
  required: readonly string[]
  /** Fields that only a creation needs, asked for after the required ones. */
  requiredToCreate: readonly string[]
}

/** What a valid body asks for. */
export interface BodyChange {
  /** Fields with a value; null only where null is one. */
  set: Record<string, unknown>
  /** Optional fields that were sent as null. */
  cleared: string[]
}

type Body = Record<string, unknown>

/**
 * Checks bodies against a schema: Ajv finds the faults, the order of refusals (unknown attribute, wrong
 * JSON type and wrong `type` in the body's order, then missing, enumeration, length, vendor format) is here.
 * Validators are compiled at a schema's first use.
 */
export class BodyValidator {
  #ajv: Ajv | undefined
  readonly #compiled = new WeakMap<BodySchema, ValidateFunction>()

  /**
   * @param purpose `create` asks for the required fields, `update` for those that an update may not leave out
   * @throws {AtlasError} for the first fault
   */
  validate(schema: BodySchema, body: unknown, purpose: 'create' | 'update'): BodyChange {
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      throw new AtlasError('INVALID_JSON', [], { reason: 'the body is no JSON object' })
    }
    const { sent, nulls } = dropNulls(schema, body as Body)
    const errors = this.#errors(schema, sent)
    refuseShape(errors, Object.keys(body))
    refuseMissing(schema, sent, purpose)
    refuseValue(errors)
    return { set: sent, cleared: nulls.filter(name => !schema.required.includes(name)) }
  }

  #errors(schema: BodySchema, sent: Body): ErrorObject[] {
    let validate = this.#compiled.get(schema)
    if (!validate) {
      this.#ajv ??= createBodyAjv()
      validate = this.#ajv.compile(requestSchema(schema))
      this.#compiled.set(schema, validate)
    }
    return validate(sent) ? [] : (validate.errors as ErrorObject[])
  }
}

function createBodyAjv(): Ajv {
  const ajv = createAjv({ allErrors: true, verbose: true, formats: { password: true } })
  ajv.addKeyword({ keyword: 'x-checks', type: 'string', errors: 'full', validate: runChecks })
  for (const keyword of ANNOTATIONS) ajv.addKeyword({ keyword })
  return ajv
}

/** Nothing unknown, nothing that only answers have. */
function requestSchema(schema: BodySchema): object {
  const properties = Object.entries(schema.properties).map(([name, property]) => [
    name,
    property.readOnly ? { not: {} } : property
  ])
  return { type: 'object', properties: Object.fromEntries(properties), additionalProperties: false }
}

/**
 * A null stands for a field that was not sent, except where null is a value of its own. Object.fromEntries
 * keeps a key such as `__proto__` an ordinary one.
 */
function dropNulls(schema: BodySchema, body: Body): { sent: Body; nulls: string[] } {
  const { properties } = schema
  const isDropped = ([name, value]: [string, unknown]): boolean => {
    if (value !== null || !Object.hasOwn(properties, name)) return false
    const property = properties[name]
    return !(property?.nullable && !property.readOnly)
  }
  const entries = Object.entries(body)
  return {
    sent: Object.fromEntries(entries.filter(entry => !isDropped(entry))),
    nulls: entries.filter(isDropped).map(([name]) => name)
  }
}

function refuseShape(errors: readonly ErrorObject[], order: readonly string[]): void {
  const faults = errors.flatMap(error => {
    const fault = shapeFault(error)
    return fault ? [{ ...fault, attribute: attributeOf(error), place: order.indexOf(topLevelOf(error)) }] : []
  })
  const [first] = faults.sort((a, b) => a.place - b.place)
  if (!first) return
  const { id, reason, attribute } = first
  throw new AtlasError(id, [attribute], { reason, attribute })
}

function shapeFault(error: ErrorObject): { id: string; reason: string } | undefined {
  if (error.keyword === 'additionalProperties') {
    return { id: 'INVALID_ATTRIBUTE', reason: 'unknown attribute' }
  }
  if (error.keyword === 'not') return { id: 'INVALID_ATTRIBUTE', reason: 'attribute of answers only' }
  if (error.keyword === 'type') return { id: 'INVALID_JSON_ATTRIBUTE', reason: 'wrong JSON type' }
  // Of the body itself nothing is required here: what is missing is missing within an attribute.
  if (error.keyword === 'required') return { id: 'INVALID_JSON_ATTRIBUTE', reason: 'incomplete attribute' }
  if (error.keyword === 'enum' && attributeOf(error) === 'type' && typeof error.data === 'string') {
    return { id: 'INVALID_ATTRIBUTE', reason: 'type unlike the path' }
  }
  return undefined
}

function refuseMissing(schema: BodySchema, sent: Body, purpose: 'create' | 'update'): void {
  for (const name of [...schema.required, ...schema.requiredToCreate]) {
    const property = schema.properties[name] as PropertySchema
    const absent = !Object.hasOwn(sent, name)
    if (absent && purpose === 'update') {
      const refusal = property['x-absentOnUpdate']
      if (refusal) throw refused(refusal, name, 'not sent with the update')
    } else if (absent || (sent[name] === '' && property['x-emptyIsMissing'])) {
      throw new AtlasError('MISSING_ATTRIBUTE', [name], { reason: 'missing attribute', attribute: name })
    }
  }
}

function refuseValue(errors: readonly ErrorObject[]): void {
  const find = (...keywords: string[]) => errors.find(error => keywords.includes(error.keyword))
  const first = find('enum') ?? find('minLength', 'maxLength') ?? find('x-checks')
  if (!first) {
    // A keyword that no refusal stands for must not let a body pass.
    if (errors[0]) throw new Error(`no refusal for the keyword ${errors[0].keyword}`)
    return
  }
  const attribute = attributeOf(first)
  if (first.keyword === 'x-checks') {
    throw refused(first.params['check'] as ErrorReference, attribute, 'vendor format', String(first.data))
  }
  if (first.keyword === 'enum') {
    throw new AtlasError('INVALID_ENUM_VALUE', [String(first.data)], {
      reason: 'not in the enumeration',
      attribute
    })
  }
  const { minLength, maxLength } = first.parentSchema as unknown as PropertySchema
  const violation = `${attribute} must have between ${minLength} and ${maxLength} characters`
  throw new AtlasError('VALIDATION_ERROR', [violation], { reason: first.keyword, attribute })
}

function refused(reference: ErrorReference, attribute: string, reason: string, value = ''): AtlasError {
  const parameters = (reference.parameters ?? []).map(text => (text === '{value}' ? value : text))
  return new AtlasError(reference.error, parameters, { reason, attribute })
}

function attributeOf(error: ErrorObject): string {
  const { additionalProperty } = error.params
  return error.keyword === 'additionalProperties' ? String(additionalProperty) : topLevelOf(error)
}

/** The body's own attribute that an error is about or lies within. */
function topLevelOf(error: ErrorObject): string {
  return error.instancePath.split('/')[1] ?? String(error.params['additionalProperty'])
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
  // WHATWG parsing alone is too generous: it takes `http:foo` and trims white space.
  if (!/^[A-Za-z]+:\/\/[^\s/?#\\][^\s\p{Cc}]*$/u.test(value) || !URL.canParse(value)) return false
  return check.url.includes(new URL(value).protocol)
}
