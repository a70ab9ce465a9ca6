import type { Ajv, ErrorObject, Options, ValidateFunction } from 'ajv'
import { readAssetFolder } from '../assets.ts'
import { createAjv, describeErrors } from '../base/ajv.ts'
import { ControlProblem } from '../control/problem.ts'
import type { ControlContext, ControlOperation } from './control-operation.ts'
import { addNameCheck } from './known-names.ts'

type Schema = Record<string, unknown>

/** A schema with its name in the OpenAPI document. */
export type NamedSchema = Schema & { $id: string }

export function readControlSchemas(): NamedSchema[] {
  const schemas = readAssetFolder<Record<string, Schema>>('schemas/control').flatMap(Object.entries<Schema>)
  return schemas.map(([$id, schema]) => ({ ...schema, $id }))
}

/** Compiles a schema on first use. */
let bodyValidators: Ajv | undefined

/** Query validators by operationId. */
const queryValidators = new Map<string, ValidateFunction>()

/** Returns whether a schema rejects an empty object. To compile its properties would take long. */
export function rejectsEmptyBody(schema: Schema = {}): boolean {
  return !createAjv().validate({ ...schema, properties: {} }, {})
}

/** Validates a body. @throws {ControlProblem} 400 with the errors */
export function validateBody(schema: string, body: unknown, context: ControlContext): void {
  bodyValidators ??= createValidator({ discriminator: true }).addSchema(withBranches(readControlSchemas()))
  const validate = bodyValidators.getSchema(schema) as ValidateFunction
  if (!validate.call(context, body)) reject('invalid body', validate.errors as ErrorObject[])
}

/** Returns schemas with the branches of their unions in place: errors list the types that a branch allows. */
function withBranches(schemas: readonly NamedSchema[]): NamedSchema[] {
  const branches = new Map(schemas.map(({ $id, ...schema }) => [`${$id}#`, schema]))
  return schemas.map(schema => {
    const { oneOf } = schema as { oneOf?: { $ref?: string }[] }
    return { ...schema, ...(oneOf && { oneOf: oneOf.map(one => branches.get(one.$ref ?? '') ?? one) }) }
  })
}

/** Validates a query and converts its texts to numbers and booleans. @throws {ControlProblem} 400 with the errors */
export function validateQuery(operation: ControlOperation, given: object, context: ControlContext): void {
  // No parameter is required: a health probe must not wait for a validator to load.
  if (Object.keys(given).length === 0) return
  const validate =
    queryValidators.get(operation.operationId) ??
    createValidator({ coerceTypes: true }).compile(querySchema(operation))
  queryValidators.set(operation.operationId, validate)
  if (!validate.call(context, given)) reject('invalid query', validate.errors as ErrorObject[], 'parameter')
}

function createValidator(options: Options): Ajv {
  return addNameCheck(createAjv({ ...options, allErrors: true, passContext: true }))
}

export function querySchema({ acceptsSandbox, query }: ControlOperation): object {
  return {
    type: 'object',
    additionalProperties: false,
    properties: { ...query, ...(acceptsSandbox && { sandbox: SANDBOX }) }
  }
}

const SANDBOX = {
  type: 'string',
  description: 'Id of the sandbox that the call applies to; omitted: everything.'
}

/** @throws {ControlProblem} 400 */
function reject(detail: string, errors: ErrorObject[], noun?: 'parameter'): never {
  // The search for similar names is slow.
  const details = describeErrors(errors.slice(0, 500), noun).map(({ path, detail }) => ({
    // The name of a query parameter, or a JSON pointer.
    path: (noun === 'parameter' ? path.slice(1) : path) || '/',
    detail
  }))
  throw new ControlProblem(400, detail, details.slice(0, 20))
}
