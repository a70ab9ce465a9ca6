import { STATUS_CODES } from 'node:http'
import type { FastifySchema } from 'fastify'
import type { ControlOperation } from '../control-api/operation.ts'
import { bodyValidator, SANDBOX } from '../control-api/schemas.ts'

/** Tag of the control plane. */
export const CONTROL_TAG = 'Mock Control Plane'

/** Error status codes of every operation: invalid input, missing token, Host or Origin not allowed. */
const COMMON = [400, 401, 403]

/** Returns the status codes of an operation's problems: an unknown sandbox or id is 404, a body too large 413. */
function problemStatuses({ path, isScoped, body, problems = [] }: ControlOperation): readonly number[] {
  const hasId = isScoped || path.includes(':')
  return [...COMMON, ...(hasId ? [404] : []), ...(body === undefined ? [] : [413]), ...problems]
}

/** Describes an operation of the control plane for @fastify/swagger. */
export function describeControl(operation: ControlOperation): FastifySchema {
  const { operationId, summary, description, isScoped, isOpen, query = {}, body } = operation
  const names = operation.path.split('/').flatMap(part => (part.startsWith(':') ? [part.slice(1)] : []))
  const parameters = { ...query, ...(isScoped && { sandbox: SANDBOX }) }
  const described = {
    operationId,
    summary,
    description,
    tags: [CONTROL_TAG],
    security: isOpen ? [] : [{ ControlToken: [] }, {}],
    ...(names.length > 0 && {
      params: objectOf(names.map(name => [name, { type: 'string', description: DESCRIPTIONS[name] }]))
    }),
    ...(Object.keys(parameters).length > 0 && { querystring: objectOf(Object.entries(parameters)) }),
    ...(body !== undefined && {
      body: { content: { 'application/json': { schema: { $ref: `${body}#` } } } }
    }),
    response: {
      [operation.success.status]: describeSuccess(operation),
      ...Object.fromEntries(problemStatuses(operation).map(status => [status, describeProblem(status)]))
    }
  }
  return described
}

/** Returns whether a body is optional: its schema accepts an empty object. @param schema name */
export function isOptional(schema: string): boolean {
  return bodyValidator(schema, {})({})
}

/** Descriptions of path parameters. */
const DESCRIPTIONS: Readonly<Record<string, string>> = {
  id: 'Id from the response of the creation or from the list.',
  name: 'Name of the snapshot.'
}

function objectOf(entries: readonly (readonly [string, object])[]): object {
  return { type: 'object', properties: Object.fromEntries(entries) }
}

function describeSuccess({ success: { status, schema, contentType } }: ControlOperation): object {
  const description = `${STATUS_CODES[status]}.`
  if (schema !== undefined) {
    return { description, content: { 'application/json': { schema: { $ref: `${schema}#` } } } }
  }
  // @fastify/swagger omits the content for type null.
  if (contentType === undefined) return { description, type: 'null' }
  return { description, content: { [contentType]: { schema: { type: 'string' } } } }
}

function describeProblem(status: number): object {
  return {
    description: `${STATUS_CODES[status]}.`,
    content: { 'application/problem+json': { schema: { $ref: 'Problem#' } } }
  }
}
