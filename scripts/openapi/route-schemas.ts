import { STATUS_CODES } from 'node:http'
import type { FastifySchema } from 'fastify'
import type { Operation } from '../../src/atlas/atlas-operation.ts'
import { versionedType } from '../../src/atlas/body.ts'
import { errorsOf } from '../../src/atlas/operation-errors.ts'
import { type ParameterSchema, parameterOf } from '../../src/atlas/query.ts'
import { parameterNames } from '../../src/base/request-target.ts'
import type { ControlOperation } from '../../src/control-api/control-operation.ts'
import { type NamedSchema, querySchema, rejectsEmptyBody } from '../../src/control-api/schemas.ts'
import type { Services } from '../../src/services.ts'
import { BODY_SCHEMAS } from '../../src/validation/body-schemas.ts'

const RATE_HEADERS = {
  'RateLimit-Limit': { type: 'integer', description: 'Capacity of the token bucket.' },
  'RateLimit-Remaining': { type: 'integer', description: 'Tokens left in the bucket.' }
}

const RETRY_AFTER = { 'Retry-After': { type: 'integer', description: 'Seconds to wait.' } }

/** Returns the schema of an operation's route, as Atlas's document describes the operation. */
export function atlasRouteSchema(operation: Operation, services: Services): FastifySchema {
  const { operationId, summary, description, tag, path, query, body, roles, success } = operation
  const types = services.registry.thirdParty.map(({ name }) => name)
  // The query parameter of the same name has other types.
  const integrationType = {
    type: 'string',
    title: 'Integration Type',
    description: 'Type of the integration.',
    enum: types
  }
  const names = parameterNames(path)
  const params = {
    ...describeParameters(names),
    ...(names.includes('integrationType') && { integrationType })
  }
  const statuses = errorsOf(operation, services).map(id => services.catalogue.row(id).status)
  const errors = [...(operation.unraised ?? []), ...statuses]
  return {
    operationId,
    summary,
    tags: [tag],
    description,
    querystring: { type: 'object', properties: describeParameters(query) },
    params: { type: 'object', properties: params },
    ...(body !== undefined && describeBody(operation, body, services)),
    ...(roles.length > 0 && { 'x-rolesRequirements': roles }),
    response: {
      [success.status]: describeSuccess(operation),
      ...Object.fromEntries(
        errors.map(status => [status, describeError(status, services.catalogue.examples.get(status)?.body)])
      )
    }
  }
}

export function refTo(schema: string): { $ref: string } {
  return { $ref: `${schema}#` }
}

function describeParameters(names: readonly string[]): Record<string, object> {
  const describe = ({ schema, description }: ParameterSchema) => ({ ...schema, description })
  return Object.fromEntries(names.map(name => [name, describe(parameterOf(name))]))
}

/** Returns the same schema for each media type of an operation. */
function contentOf({ mediaType, hasPreview }: Operation, schema: object): Record<string, object> {
  return { [mediaType]: { schema }, ...(hasPreview && { [versionedType('preview')]: { schema } }) }
}

function describeBody(operation: Operation, body: string, { registry }: Services) {
  const bodies = [...registry.of(operation.content), { name: body, file: BODY_SCHEMAS[body] }]
  const examples = bodies.flatMap(({ name, file }) =>
    (file?.['x-examples'] ?? []).map((example, at) => [at === 0 ? name : `${name}_${at + 1}`, example])
  )
  return {
    body: { content: contentOf(operation, refTo(body)) },
    ...(examples.length > 0 && { 'x-requestBody': { examples: Object.fromEntries(examples) } })
  }
}

function describeSuccess(operation: Operation): object {
  const { status, schema, typeHeader } = operation.success
  const described = { description: STATUS_CODES[status], headers: RATE_HEADERS }
  // A 204 of Atlas usually has a Content-Type without a body.
  if (typeHeader !== undefined) return { ...described, type: 'null' }
  return { ...described, content: contentOf(operation, schema === undefined ? {} : refTo(schema)) }
}

function describeError(status: number, example: object | undefined): object {
  return {
    description: `${STATUS_CODES[status]}.`,
    ...(status === 429 && { headers: { ...RATE_HEADERS, ...RETRY_AFTER } }),
    content: { 'application/json': { schema: refTo('ApiError'), ...(example && { example }) } }
  }
}

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
      [operation.success.status]: describeControlSuccess(operation),
      ...Object.fromEntries(
        errors.map(status => [status, describe(status, 'application/problem+json', refTo('Problem'))])
      )
    }
  }
}

function describeControlSuccess({ success }: ControlOperation): object {
  const { status, schema, contentType = 'application/json' } = success
  if (status === 204) return { description: `${STATUS_CODES[status]}.`, type: 'null' }
  return describe(status, contentType, schema === undefined ? { type: 'string' } : refTo(schema))
}

function describe(status: number, contentType: string, schema: object): object {
  return { description: `${STATUS_CODES[status]}.`, content: { [contentType]: { schema } } }
}
