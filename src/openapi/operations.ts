import { STATUS_CODES } from 'node:http'
import type { Operation } from '../atlas/operation.ts'
import { parameterOf } from '../atlas/query.ts'
import type { ControlContext, ControlOperation } from '../control-api/operation.ts'
import { bodyValidator, SANDBOX } from '../control-api/schemas.ts'
import type { Services } from '../services.ts'

const RATE_HEADERS = {
  'RateLimit-Limit': { schema: { type: 'integer' }, description: 'Capacity of the token bucket.' },
  'RateLimit-Remaining': { schema: { type: 'integer' }, description: 'Tokens left in the bucket.' }
}

const RETRY_AFTER = { 'Retry-After': { schema: { type: 'integer' }, description: 'Seconds to wait.' } }

/** Error status codes of every control operation: invalid input, missing token, Host or Origin not allowed. */
const COMMON = [400, 401, 403]

/** Path parameters of the control plane. */
const CONTROL_PARAMETERS: Readonly<Record<string, object>> = {
  id: { type: 'string', description: 'Id from the response of the creation or from the list.' },
  name: { type: 'string', description: 'Name of the snapshot.' }
}

/** Describes an operation as Atlas's document does. */
export function describeOperation(operation: Operation, context: ControlContext): object {
  const { operationId, summary, description, tag, path, query, body, roles, success } = operation
  const { registry, catalogue } = context.services
  const types = {
    type: 'string',
    description: 'Type of the integration.',
    enum: registry.types.map(type => type.name)
  }
  const schemaOf = (name: string) => {
    if (name === 'integrationType' && !query.includes(name)) return types
    const { schema, description } = parameterOf(name)
    return { ...schema, description }
  }
  return {
    operationId,
    summary,
    tags: [tag],
    description,
    ...(body !== undefined && { requestBody: describeBody(operation, context.services) }),
    parameters: [
      ...query.map(name => describeParameter('query', name, schemaOf(name))),
      ...namesIn(path).map(name => describeParameter('path', name, schemaOf(name)))
    ],
    ...(roles.length > 0 && { 'x-rolesRequirements': roles }),
    responses: {
      [success.status]: describeSuccess(operation),
      ...Object.fromEntries(
        errorsOf(operation, context).map(status => [
          status,
          describeError(status, catalogue.example(status)?.body)
        ])
      )
    }
  }
}

/** Describes an operation of the control plane. */
export function describeControl(operation: ControlOperation): object {
  const { operationId, summary, description, path, acceptsSandbox, isOpen, body, problems = [] } = operation
  const { status, schema, contentType = 'application/json' } = operation.success
  const query = { ...operation.query, ...(acceptsSandbox && { sandbox: SANDBOX }) }
  const parameters = [
    ...Object.entries(query).map(([name, schema]) => describeParameter('query', name, schema)),
    ...namesIn(path).map(name => describeParameter('path', name, CONTROL_PARAMETERS[name] as object))
  ]
  const errors = [
    ...COMMON,
    // An unknown sandbox or id.
    ...(acceptsSandbox || path.includes(':') ? [404] : []),
    ...(body === undefined ? [] : [413]),
    ...problems
  ]
  return {
    operationId,
    summary,
    tags: ['Mock Control Plane'],
    description,
    ...(body !== undefined && {
      requestBody: {
        required: !bodyValidator(body, {})({}),
        content: { 'application/json': { schema: refTo(body) } }
      }
    }),
    ...(parameters.length > 0 && { parameters }),
    security: isOpen ? [] : [{ ControlToken: [] }, {}],
    responses: {
      [status]: {
        description: `${STATUS_CODES[status]}.`,
        ...(status !== 204 && {
          content: { [contentType]: { schema: schema === undefined ? { type: 'string' } : refTo(schema) } }
        })
      },
      ...Object.fromEntries(
        errors.map(status => [
          status,
          {
            description: `${STATUS_CODES[status]}.`,
            content: { 'application/problem+json': { schema: refTo('Problem') } }
          }
        ])
      )
    }
  }
}

function refTo(schema: string): { $ref: string } {
  return { $ref: `${schema}#` }
}

/** Returns the names of the parameters in a path of Fastify's syntax. */
function namesIn(path: string): string[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => name as string)
}

function describeParameter(place: 'path' | 'query', name: string, described: object): object {
  const { description, ...schema } = described as { description: string }
  return { schema, in: place, name, required: place === 'path', description }
}

function describeBody({ content, body, mediaType }: Operation, { registry }: Services): object {
  const types = registry.of(content)
  const examples = types.flatMap(({ name, file }) =>
    (file['x-examples'] ?? []).map((example, at) => [at === 0 ? name : `${name}_${at + 1}`, example])
  )
  const media = {
    schema: refTo(body as string),
    ...(examples.length > 0 && { examples: Object.fromEntries(examples) })
  }
  return { required: true, content: { [mediaType]: media } }
}

/** Returns the error status codes of the official document and those that the operation raises. */
function errorsOf(
  { operationId, unraised = [] }: Operation,
  { raisedBy, services }: ControlContext
): number[] {
  const raised = [...raisedBy()].filter(([, ids]) => ids.includes(operationId))
  const statuses = raised.map(([id]) => services.catalogue.row(id).status)
  return [...new Set([...unraised, ...statuses])]
}

function describeSuccess({ success: { status, schema, typeHeader }, query, mediaType }: Operation): object {
  const isList = query.includes('itemsPerPage')
  const anyOf = schema === undefined ? [] : [refTo(schema), enveloped(refTo(schema), isList)]
  // A 204 of Atlas usually has a Content-Type without a body.
  const hasContent = typeHeader === undefined
  return {
    description: STATUS_CODES[status],
    headers: RATE_HEADERS,
    ...(hasContent && { content: { [mediaType]: schema === undefined ? {} : { schema: { anyOf } } } })
  }
}

/** Returns the schema of a body with `envelope=true`: adds the status to a list, wraps anything else. */
function enveloped(content: object, isList: boolean): object {
  const properties = { status: { type: 'integer', description: 'Status of the response.' } }
  const description = 'With envelope=true.'
  return isList
    ? { description, allOf: [content, { type: 'object', required: ['status'], properties }] }
    : { description, type: 'object', required: ['content', 'status'], properties: { content, ...properties } }
}

function describeError(status: number, example: object | undefined): object {
  return {
    description: `${STATUS_CODES[status]}.`,
    ...(status === 429 && { headers: { ...RATE_HEADERS, ...RETRY_AFTER } }),
    content: {
      'application/json': {
        schema: { anyOf: [refTo('ApiError'), refTo('EnvelopedApiError')] },
        ...(example && { example })
      }
    }
  }
}
