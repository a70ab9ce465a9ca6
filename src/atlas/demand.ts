import type { FastifyRequest } from 'fastify'
import { RATE_WINDOW } from '../control/rate-counter.ts'
import { AtlasError, type ErrorParameter, type ErrorRow } from '../errors.ts'
import { pathOf } from '../http/address.ts'
import type { Services } from '../services.ts'
import { RATE_LIMITS, retryHeaders, templateOf } from './rate-limit.ts'

/** A body that is an error by demand of `Prefer` or of a fault. */
export interface DemandedBody {
  error: number
  errorCode: string
  parameters?: (string | number)[]
}

/** A response in which nothing is Atlas's. */
export interface FreeBody {
  status: number
  /** Undefined: neither a body nor its type. */
  content?: { type: string; text: string }
}

/** A response with a text as it is, or with anything else as JSON. */
export function freeBody(status: number, body: unknown): FreeBody {
  const content =
    typeof body === 'string'
      ? { type: 'text/plain; charset=utf-8', text: body }
      : { type: 'application/json', text: JSON.stringify(body) }
  return { status, content }
}

/**
 * The error of a row, its placeholders filled from the path by the names that the catalogue gives them.
 *
 * @param parameters in place of those from the path
 */
export function demandedError(
  row: ErrorRow,
  request: FastifyRequest,
  parameters: readonly (string | number)[] = []
): AtlasError {
  const path = pathParameters(request)
  const filled = (row.parameters ?? []).map((parameter, index) => parameters[index] ?? path(parameter))
  return new AtlasError(row.id, filled, { reason: 'by demand' })
}

/** The headers that go with a status; of a rate limit, the figures that its own text gives. */
export function statusHeaders(
  { error, parameters }: DemandedBody,
  { authenticator }: Pick<Services, 'authenticator'>
): Record<string, string> {
  if (error === 401) return { ...authenticator.challenge({ reason: 'by demand' }).headers }
  if (error !== 429) return {}
  // The texts give the figures: of the older one requests and minutes.
  const [, first, second] = parameters ?? []
  const isOlder = parameters?.length === 3
  const limit = isOlder ? first : parameters?.length === 5 ? second : RATE_LIMITS.integrations
  const seconds = isOlder ? Number(second) * 60 : parameters?.length === 5 ? first : RATE_WINDOW / 1000
  return retryHeaders(Number(limit), Number(seconds))
}

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
  const { url } = request.routeOptions
  const values: Record<string, string | undefined> = {
    groupId: after('groups'),
    orgId: after('orgs'),
    integrationType: after('integrations'),
    resource: path,
    template: url && templateOf(url)
  }
  return ({ name, sample }) => values[name] ?? sample
}
