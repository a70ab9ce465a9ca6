import type { Ajv, ErrorObject, ValidateFunction } from 'ajv'
import { createAjv } from '../ajv.ts'
import { readAssetFolder } from '../assets.ts'
import type { ControlOperation } from './operation.ts'
import { Problem, type ProblemPlace } from './problem.ts'

type Schema = Record<string, unknown>

/** A shape of the control plane with the name under which it is documented. */
export type ControlSchema = Schema & { $id: string }

/** The shapes of the control plane, from `schemas/control/`. */
export function readControlSchemas(): ControlSchema[] {
  const shapes = readAssetFolder<Record<string, Schema>>('schemas/control').flatMap(Object.entries<Schema>)
  return shapes.map(([$id, shape]) => ({ ...shape, $id }))
}

/** Checks bodies and queries; a schema is read and compiled when it is first needed. */
export class ControlValidator {
  /** By whether all errors are looked for. */
  readonly #bodies = new Map<boolean, Ajv>()
  readonly #queries = new Map<string, ValidateFunction>()

  /** @throws {Problem} 400 with the places of what is wrong */
  body(schema: string, body: unknown): void {
    const validate = this.#bodyValidator(body).getSchema(schema) as ValidateFunction
    if (!validate(body)) throw wrong('the body is wrong', validate.errors as ErrorObject[])
  }

  #bodyValidator(body: unknown): Ajv {
    const allErrors = !hasMoreValues(body, MOST_VALUES)
    const ajv = this.#bodies.get(allErrors) ?? createBodyValidator(allErrors)
    this.#bodies.set(allErrors, ajv)
    return ajv
  }

  /** Turns the query's texts into numbers and booleans. @throws {Problem} 400 */
  query({ operationId, isScoped, query = {} }: ControlOperation, given: object): void {
    // No parameter is required: a probe of the health need not wait until a validator is loaded.
    if (Object.keys(given).length === 0) return
    let validate = this.#queries.get(operationId)
    if (!validate) {
      const properties = { ...query, ...(isScoped && { sandbox: SANDBOX }) }
      const ajv = createAjv({ coerceTypes: true, allErrors: true })
      validate = ajv.compile({ type: 'object', additionalProperties: false, properties })
      this.#queries.set(operationId, validate)
    }
    if (!validate(given)) throw wrong('the query is wrong', (validate.errors as ErrorObject[]).map(byName))
  }
}

/** The parameter that narrows a call. */
export const SANDBOX = {
  type: 'string',
  description: 'Id of a sandbox: the call is about this one. Left out: about everything.'
}

/** Values of a body in which all errors are looked for: 1 MB has room for half a million, each with errors of its own. */
const MOST_VALUES = 10_000

/** Whether a JSON value holds more values than so many. */
function hasMoreValues(value: unknown, most: number): boolean {
  const values = [value]
  // The list grows while it is walked.
  for (const next of values) {
    if (typeof next !== 'object' || next === null) continue
    for (const key in next) if (values.push((next as Record<string, unknown>)[key]) > most) return true
  }
  return false
}

function createBodyValidator(allErrors: boolean): Ajv {
  const ajv = createAjv({ allErrors, discriminator: true, verbose: true })
  for (const schema of readControlSchemas()) ajv.addSchema(schema)
  return ajv
}

/** A query parameter is named, a place in a body is pointed to. */
function byName(error: ErrorObject): ErrorObject {
  return { ...error, instancePath: error.instancePath.slice(1) }
}

/** What says that one of several must hold; what must hold is said by others. */
const SUMMARIES = ['oneOf', 'not']

function wrong(detail: string, errors: readonly ErrorObject[]): Problem {
  const telling = errors.filter(({ keyword }) => !SUMMARIES.includes(keyword))
  const places = (telling.length > 0 ? telling : errors).map(placeOf)
  // One place may break several branches of a schema: each text is told once.
  const unique = new Map(places.map(place => [`${place.path} ${place.detail}`, place]))
  return new Problem(400, detail, [...unique.values()].slice(0, 20))
}

function placeOf({ instancePath, message = '', params, keyword, parentSchema }: ErrorObject): ProblemPlace {
  if (keyword === 'discriminator') {
    const { oneOf } = parentSchema as { oneOf: { properties: { type: { enum: string[] } } }[] }
    const types = oneOf.flatMap(({ properties }) => properties.type.enum)
    return { path: `${instancePath}/type`, detail: `must be one of: ${types.join(', ')}` }
  }
  // What must not hold is described where it stands.
  const { description } = (keyword === 'not' && (parentSchema?.['not'] as Schema)) || {}
  if (description !== undefined) return { path: instancePath || '/', detail: String(description) }
  if (keyword === 'oneOf' && params['passingSchemas']) {
    return { path: instancePath || '/', detail: 'gives what excludes each other' }
  }
  const { additionalProperty, allowedValues } = params
  const more = additionalProperty ?? (allowedValues as unknown[] | undefined)?.join(', ')
  return { path: instancePath || '/', detail: more === undefined ? message : `${message}: ${more}` }
}
