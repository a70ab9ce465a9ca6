import { STATUS_CODES } from 'node:http'
import type { FastifySchema } from 'fastify'
import { parameterNames } from '../base/request-target.ts'
import type { ControlOperation } from './operation.ts'
import { type NamedSchema, querySchema, rejectsEmptyBody } from './schemas.ts'

/** Error status codes of every control operation: invalid input, missing token, Host or Origin not allowed. */
const COMMON = [400, 401, 403]

const PARAMETERS: Readonly<Record<string, object>> = {
  id: { type: 'string', description: 'Id from the response of the creation or from the list.' },
  name: { type: 'string', description: 'Name of the snapshot.' }
}

/** Returns the schema of an operation's route. @param schemas of the control plane */
export function controlRouteSchema(
  operation: ControlOperation,
  schemas: readonly NamedSchema[]
): FastifySchema {
  const { operationId, summary, description, path, acceptsSandbox, isOpen, body, problems = [] } = operation
  const names = parameterNames(path)
  const errors = [
    ...COMMON,
    // An unknown sandbox or id.
    ...(acceptsSandbox || names.length > 0 ? [404] : []),
    ...(body === undefined ? [] : [413]),
    ...problems
  ]
  return {
    operationId,
    summary,
    tags: ['Mock Control Plane'],
    description,
    querystring: querySchema(operation),
    params: { type: 'object', properties: Object.fromEntries(names.map(name => [name, PARAMETERS[name]])) },
    ...(body !== undefined && {
      body: refTo(body),
      'x-requestBody': { required: rejectsEmptyBody(schemas.find(({ $id }) => $id === body)) }
    }),
    security: isOpen ? [] : [{ ControlToken: [] }, {}],
    response: {
      [operation.success.status]: describeSuccess(operation),
      ...Object.fromEntries(
        errors.map(status => [status, describe(status, 'application/problem+json', refTo('Problem'))])
      )
    }
  }
}

function refTo(schema: string): { $ref: string } {
  return { $ref: `${schema}#` }
}

function describeSuccess({ success }: ControlOperation): object {
  const { status, schema, contentType = 'application/json' } = success
  if (status === 204) return { description: `${STATUS_CODES[status]}.`, type: 'null' }
  return describe(status, contentType, schema === undefined ? { type: 'string' } : refTo(schema))
}

function describe(status: number, contentType: string, schema: object): object {
  return { description: `${STATUS_CODES[status]}.`, content: { [contentType]: { schema } } }
}
