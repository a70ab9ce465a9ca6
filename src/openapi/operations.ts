import { STATUS_CODES } from 'node:http'
import type { FastifySchema } from 'fastify'
import { VERSIONED_TYPE } from '../atlas/media-type.ts'
import type { Operation } from '../atlas/operation.ts'
import { parameterOf } from '../atlas/query.ts'
import type { ControlContext } from '../control-api/operation.ts'
import type { Services } from '../services.ts'

const RATE_HEADERS = {
  'RateLimit-Limit': { type: 'integer', description: 'Requests allowed within a minute.' },
  'RateLimit-Remaining': { type: 'integer', description: 'Requests left in this minute.' }
}

const RETRY_AFTER = { 'Retry-After': { type: 'integer', description: 'Seconds to wait.' } }

/** Describes an operation as in Atlas's document for @fastify/swagger. */
export function describeOperation(operation: Operation, context: ControlContext): FastifySchema {
  const { services } = context
  const { operationId, summary, description, tag, roles } = operation
  const pathNames = operation.path.split('/').flatMap(part => (part.startsWith(':') ? [part.slice(1)] : []))
  const described = {
    operationId,
    summary,
    description,
    tags: [tag],
    'x-rolesRequirements': roles,
    params: objectOf(pathNames.map(name => [name, pathParameter(name, services)])),
    querystring: objectOf(operation.query.map(name => [name, parameter(name)])),
    response: {
      [operation.success.status]: describeSuccess(operation),
      ...Object.fromEntries(
        errorsOf(operation, context).map(status => [status, describeError(status, services)])
      )
    },
    ...(operation.body && { body: describeBody(operation.body) })
  }
  return described
}

/** Returns the error status codes of the official document and those that the operation raises. */
function errorsOf({ operationId, errors }: Operation, { raisedBy, services }: ControlContext): number[] {
  const raised = [...raisedBy()].filter(([, ids]) => ids.includes(operationId))
  const statuses = raised.map(([id]) => services.catalogue.row(id).status)
  return [...new Set([...errors, ...statuses])]
}

function objectOf(entries: readonly (readonly [string, object])[]): object {
  return { type: 'object', properties: Object.fromEntries(entries) }
}

function parameter(name: string): object {
  const { schema, description } = parameterOf(name)
  return { ...schema, description }
}

function pathParameter(name: string, { registry }: Services): object {
  if (name !== 'integrationType') return parameter(name)
  return {
    type: 'string',
    description: 'Type of the integration.',
    enum: registry.types.map(type => type.name)
  }
}

function describeBody(schema: string): object {
  return {
    content: { [VERSIONED_TYPE]: { schema: { $ref: `${schema}#` } } }
  }
}

/** Returns an example body for each type. */
export function bodyExamples({ registry }: Services): object {
  return Object.fromEntries(
    registry.types.flatMap(({ name, file }) => (file['x-examples'] ?? []).map(example => [name, example]))
  )
}

/** Returns the schema of a body with `envelope=true`: adds the status to a list, wraps anything else. */
function enveloped($ref: string, isList: boolean): object {
  const properties = { status: { type: 'integer', description: 'Status of the response.' } }
  const description = 'With envelope=true.'
  return isList
    ? { description, allOf: [{ $ref }, { type: 'object', required: ['status'], properties }] }
    : {
        description,
        type: 'object',
        required: ['content', 'status'],
        properties: { content: { $ref }, ...properties }
      }
}

function describeSuccess({ success, query }: Operation): object {
  const { status, schema } = success
  const described = { description: STATUS_CODES[status], headers: RATE_HEADERS }
  // @fastify/swagger omits the content for type null.
  if (schema === undefined) return { ...described, type: 'null' }
  const isList = query.includes('itemsPerPage')
  const $ref = `${schema}#`
  const anyOf = [{ $ref }, enveloped($ref, isList)]
  return { ...described, content: { [VERSIONED_TYPE]: { schema: { anyOf } } } }
}

function describeError(status: number, { catalogue }: Services): object {
  const example = catalogue.example(status)?.body
  return {
    description: `${STATUS_CODES[status]}.`,
    ...(status === 429 && { headers: { ...RATE_HEADERS, ...RETRY_AFTER } }),
    content: {
      'application/json': {
        schema: { anyOf: [{ $ref: 'ApiError#' }, { $ref: 'EnvelopedApiError#' }] },
        ...(example && { example })
      }
    }
  }
}
