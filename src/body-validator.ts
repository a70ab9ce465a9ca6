import type { Ajv, ErrorObject } from 'ajv'
import { createAjv } from './ajv.ts'
import { AtlasError } from './errors.ts'
import type { Reason } from './reasons.ts'
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

/** Codes of reasons that are about one attribute. */
type AttributeCode = Extract<Reason, { attribute: unknown }>['code']

/** A value that its property's schema refuses. */
interface ValueFault {
  name: string
  value: unknown
  property: PropertySchema
  error: ErrorObject
}

/**
 * Checks bodies against a schema. Ajv checks single values; the order of refusals (unknown attribute, wrong
 * JSON type and wrong `type` in the body's order, then missing, enumeration, length, vendor format) is here.
 * A property's schema is compiled at its first use.
 */
export class BodyValidator {
  #ajv: Ajv | undefined

  /**
   * @param purpose `create` asks for the required fields, `update` for those that an update may not leave out
   * @throws {AtlasError} for the first fault
   */
  validate(schema: BodySchema, body: unknown, purpose: 'create' | 'update'): BodyChange {
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      throw new AtlasError('INVALID_JSON', [], { code: 'body-not-object' })
    }
    const set: Body = {}
    const cleared: string[] = []
    const faults: ValueFault[] = []
    // The first fault of shape ends the loop: a body of 1 MB has room for a hundred thousand of them.
    for (const name of Object.keys(body)) {
      const value = (body as Body)[name]
      const property = Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined
      if (!property) throw refusedShape(name, 'INVALID_ATTRIBUTE', 'attribute-unknown')
      // A null stands for a field that was not sent, except where null is a value of its own.
      if (value === null && !(property.nullable && !property.readOnly)) {
        if (!schema.required.includes(name)) cleared.push(name)
        continue
      }
      if (property.readOnly) throw refusedShape(name, 'INVALID_ATTRIBUTE', 'attribute-read-only')
      const error = this.#firstError(property, value)
      if (error) {
        refuseShape(name, error)
        faults.push({ name, value, property, error })
      }
      set[name] = value
    }
    refuseMissing(schema, set, purpose)
    refuseValue(faults)
    return { set, cleared }
  }

  #firstError(property: PropertySchema, value: unknown): ErrorObject | undefined {
    this.#ajv ??= createBodyAjv()
    // Ajv remembers what it has compiled by the schema's identity.
    const validate = this.#ajv.compile(property)
    return validate(value) ? undefined : validate.errors?.[0]
  }
}

function createBodyAjv(): Ajv {
  const ajv = createAjv({ formats: { password: true } })
  ajv.addKeyword({ keyword: 'x-checks', type: 'string', errors: 'full', validate: runChecks })
  for (const keyword of ANNOTATIONS) ajv.addKeyword({ keyword })
  return ajv
}

/** Refuses an attribute for what it is, whatever the others are. */
function refuseShape(name: string, { keyword, params }: ErrorObject): void {
  switch (keyword) {
    case 'additionalProperties':
      throw refusedShape(String(params['additionalProperty']), 'INVALID_ATTRIBUTE', 'attribute-unknown')
    case 'type':
      throw refusedShape(name, 'INVALID_JSON_ATTRIBUTE', 'attribute-type')
    case 'required':
      throw refusedShape(name, 'INVALID_JSON_ATTRIBUTE', 'attribute-incomplete')
    case 'enum':
      if (name === 'type') throw refusedShape(name, 'INVALID_ATTRIBUTE', 'type-mismatch')
  }
}

function refusedShape(attribute: string, id: string, code: AttributeCode): AtlasError {
  return new AtlasError(id, [attribute], { code, attribute })
}

function refuseMissing(schema: BodySchema, sent: Body, purpose: 'create' | 'update'): void {
  for (const name of [...schema.required, ...schema.requiredToCreate]) {
    const property = schema.properties[name] as PropertySchema
    const absent = !Object.hasOwn(sent, name)
    if (absent && purpose === 'update') {
      const refusal = property['x-absentOnUpdate']
      if (refusal) throw refused(refusal, name, 'attribute-missing-on-update')
    } else if (absent || (sent[name] === '' && property['x-emptyIsMissing'])) {
      throw new AtlasError('MISSING_ATTRIBUTE', [name], { code: 'attribute-missing', attribute: name })
    }
  }
}

function refuseValue(faults: readonly ValueFault[]): void {
  const find = (...keywords: string[]) => faults.find(({ error }) => keywords.includes(error.keyword))
  const first = find('enum') ?? find('minLength', 'maxLength') ?? find('x-checks')
  if (!first) {
    // A keyword that no refusal stands for must not let a body pass.
    if (faults[0]) throw new Error(`no refusal for the keyword ${faults[0].error.keyword}`)
    return
  }
  const { name, value, property, error } = first
  if (error.keyword === 'x-checks') {
    throw refused(error.params['check'] as ErrorReference, name, 'attribute-format', String(value))
  }
  if (error.keyword === 'enum') {
    throw new AtlasError('INVALID_ENUM_VALUE', [String(value)], {
      code: 'enum-value',
      attribute: name
    })
  }
  const violation = `${name} must have between ${property.minLength} and ${property.maxLength} characters`
  throw new AtlasError('VALIDATION_ERROR', [violation], { code: 'attribute-length', attribute: name })
}

function refused(reference: ErrorReference, attribute: string, code: AttributeCode, value = ''): AtlasError {
  const parameters = (reference.parameters ?? []).map(text => (text === '{value}' ? value : text))
  return new AtlasError(reference.error, parameters, { code, attribute })
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
