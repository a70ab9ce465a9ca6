import type { FastifyRequest } from 'fastify'
import type { Effect } from '../../../types/wire.d.ts'
import { pathOf } from '../../base/request-target.ts'
import { AtlasError, type ErrorParameter, type ErrorRow, type Reason } from '../../catalogue/errors.ts'
import {
  bucketParameters,
  calledPath,
  PERIOD_SECONDS,
  rateLimitOf,
  retryHeaders,
  TOKEN_LIMIT
} from '../../rate-limits/rate-limits.ts'
import type { Services } from '../../services.ts'

/** A response that `Prefer`, a stub or a fault forces. */
export interface ForcedResponse {
  status: number
  /** The feature that forces the response. */
  reason: Reason
  /** Undefined: the response is sent without Atlas's headers. */
  errorCode?: string
  /** Default: JSON. */
  contentType?: string
  /** Undefined: no body. */
  text?: string | undefined
  headers?: Readonly<Record<string, string>> | undefined
}

/** Thrown to send the response that a fault forces. */
export class ForcedError extends Error {
  readonly response: ForcedResponse

  constructor(response: ForcedResponse) {
    super(`forced response ${response.status}`)
    this.response = response
  }
}

/** An error body in Atlas's shape. */
export interface ErrorBody {
  error: number
  errorCode: string
  parameters?: readonly (string | number | null)[]
}

/** Status codes whose responses have no body. */
const BODILESS = [204, 205, 304]

/** Returns a response with an error body in Atlas's shape and the headers of its status code. */
export function forcedResponse(
  body: ErrorBody,
  request: FastifyRequest,
  services: Pick<Services, 'authenticator' | 'catalogue'>,
  reason: Reason,
  headers: Readonly<Record<string, string>>
): ForcedResponse {
  const { error: status, errorCode } = body
  const defaults = statusHeaders(body, request, services, reason)
  return { status, reason, errorCode, text: JSON.stringify(body), headers: { ...defaults, ...headers } }
}

/**
 * Returns the error of a catalogue row. Its placeholders are filled from the path, by parameter name.
 *
 * @param parameters values that replace those from the path, in order
 */
export function forcedError(
  row: ErrorRow,
  request: FastifyRequest,
  reason: Reason,
  parameters: readonly (string | number)[] = [],
  headers: Readonly<Record<string, string>> = {}
): AtlasError {
  const path = pathParameters(request)
  const values = (row.parameters ?? []).map((parameter, index) => parameters[index] ?? path(parameter))
  return new AtlasError(row.id, values, reason, headers)
}

/** Returns the error that an effect forces; undefined if it only shapes the regular response. */
export function errorOf(
  effect: Effect,
  request: FastifyRequest,
  services: Services
): AtlasError | ForcedError | undefined {
  const { catalogue } = services
  const reason = { code: 'fault' } as const
  switch (effect.type) {
    case 'error': {
      const row = catalogue.row(effect.errorCode)
      const error = forcedError(row, request, reason, effect.parameters)
      const headers = { ...rowHeaders(row, error, request, services), ...effect.headers }
      return new AtlasError(error.id, error.parameters, reason, headers)
    }
    case 'rateLimit': {
      const { retryAfter = PERIOD_SECONDS } = effect
      if (request.record.operation?.operationId === 'createToken') {
        const headers = { 'retry-after': String(retryAfter), ...effect.headers }
        const parameters = [pathOf(request), TOKEN_LIMIT.capacity, PERIOD_SECONDS / 60]
        return forcedError(catalogue.row('RATE_LIMITED'), request, reason, parameters, headers)
      }
      const limit = rateLimitOf(request.record.operation)
      const parameters = bucketParameters(request, retryAfter, limit)
      const headers = { ...retryHeaders(limit.capacity, retryAfter), ...effect.headers }
      return forcedError(catalogue.row('RATE_LIMITED_TOKEN_BUCKET'), request, reason, parameters, headers)
    }
    case 'status': {
      const { status, body, headers, errorCode = 'UNEXPECTED_ERROR', detail = 'Unexpected error.' } = effect
      if (body !== undefined || BODILESS.includes(status)) {
        return new ForcedError(customResponse({ status, reason, body, headers }))
      }
      // The token endpoint has its own form of this error.
      if (status === 500 && effect.errorCode === undefined && request.record.operation?.content === 'token') {
        return forcedError(catalogue.row('UNEXPECTED_ERROR'), request, reason, [], headers)
      }
      const text = JSON.stringify(catalogue.anyBody({ status, errorCode, detail }))
      return new ForcedError({ status, reason, errorCode, text, headers })
    }
    default:
      return undefined
  }
}

/** Returns a response with a body that is not Atlas's, or none: a string as text, anything else as JSON. */
export function customResponse({
  body,
  ...response
}: Pick<ForcedResponse, 'status' | 'reason' | 'headers'> & { body?: unknown }): ForcedResponse {
  if (typeof body !== 'string') return { ...response, text: JSON.stringify(body) }
  return { ...response, text: body, contentType: 'text/plain; charset=utf-8' }
}

function rowHeaders(
  { status, form }: ErrorRow,
  error: AtlasError,
  request: FastifyRequest,
  services: Services
): Readonly<Record<string, string>> {
  if (form === 'empty') {
    return status === 401 ? services.authenticator.bearerError(error.reason).headers : {}
  }
  // Only UNAUTHENTICATED is a challenge. Digest clients must not retry Atlas's other 401 responses.
  if (status === 401 && form !== 'challenge') return {}
  return statusHeaders(services.catalogue.body(error), request, services, error.reason)
}

/** Returns the headers of a status code; for a 429, with the values of the error's own parameters. */
function statusHeaders(
  { error, errorCode, parameters = [] }: ErrorBody,
  request: FastifyRequest,
  { authenticator, catalogue }: Pick<Services, 'authenticator' | 'catalogue'>,
  reason: Reason
): Readonly<Record<string, string>> {
  if (error === 401) return authenticator.challenge(reason).headers
  if (error !== 429) return {}
  const names = catalogue.byErrorCode(errorCode)?.parameters ?? []
  const valueFor = (header: ErrorParameter['header']) =>
    parameters[names.findIndex(name => name.header === header)]
  const capacity = valueFor('limit') ?? rateLimitOf(request.record.operation).capacity
  const minutes = valueFor('minutes') ?? PERIOD_SECONDS / 60
  return retryHeaders(Number(capacity), Number(valueFor('seconds') ?? Number(minutes) * 60))
}

/** Returns a lookup of parameter values in the path text, since an unknown path has no route parameters. */
function pathParameters(request: FastifyRequest): (parameter: ErrorParameter) => string | number {
  const path = pathOf(request)
  const after = (segment: string) => {
    const text = new RegExp(`/${segment}/([^/]+)`).exec(path)?.[1]
    try {
      return text && decodeURIComponent(text)
    } catch {
      return text
    }
  }
  const { capacity, refill } = rateLimitOf(request.record.operation)
  const values: Record<string, string | number | undefined> = {
    groupId: after('groups(?!/byName/)'),
    groupName: after('groups/byName'),
    alertConfigId: after('alertConfigs'),
    entryValue: after('accessList'),
    orgId: after('orgs'),
    integrationType: after('integrations'),
    resource: path,
    calledPath: calledPath(request),
    capacity,
    refill
  }
  return ({ name, sample }) => values[name] ?? sample
}
