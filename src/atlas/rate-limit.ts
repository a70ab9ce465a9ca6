import { RATE_WINDOW, type RateState } from '../control/rate-counter.ts'
import { AtlasError } from '../errors.ts'

/**
 * Requests per minute for each resource, as recorded 2026-08-10 in RateLimit-Limit. Each caller has a counter per
 * resource and project (recorded 2026-02-10 and 2026-06-29 to 2026-08-10). Inferred: the limit and the separate
 * counter of `orgGroups` and `orgLogIntegrations`, and the limits of log and metric integrations and of the lists without recordings.
 */
export const RATE_LIMITS = {
  integrations: 1200,
  logIntegrations: 1200,
  metricIntegrations: 1200,
  orgLogIntegrations: 500,
  alertConfigs: 1200,
  settings: 1200,
  teams: 1200,
  limits: 1200,
  ipAddresses: 1200,
  managedSlowMs: 1200,
  clusters: 1200,
  users: 1200,
  groups: 1200,
  group: 1200,
  org: 500,
  orgGroups: 500,
  orgs: 300
} as const

export type RateGroup = keyof typeof RATE_LIMITS

/** Token requests per minute for one client address (documented). */
export const TOKEN_LIMIT = 50

/**
 * Returns the error for a request over an operation's limit.
 *
 * @param template the path template, such as `api/atlas/v2/orgs`
 */
export function rateLimitError(template: string, { limit, resetAfter }: RateState): AtlasError {
  const parameters = [template, resetAfter, limit, limit, RATE_WINDOW / 1000]
  return new AtlasError(
    'RATE_LIMITED_TOKEN_BUCKET',
    parameters,
    { code: 'rate-limit', seconds: resetAfter },
    retryHeaders(limit, resetAfter)
  )
}

/** Returns the error for a request over the token endpoint's limit. */
export function tokenRateLimitError(path: string, { limit, resetAfter }: RateState): AtlasError {
  const parameters = [path, limit, RATE_WINDOW / 60_000]
  return new AtlasError(
    'RATE_LIMITED',
    parameters,
    { code: 'rate-limit', seconds: resetAfter },
    { 'retry-after': String(resetAfter) }
  )
}

/** Returns the headers of a 429 response. */
export function retryHeaders(limit: number, resetAfter: number): Record<string, string> {
  return {
    'retry-after': String(resetAfter),
    'ratelimit-limit': String(limit),
    'ratelimit-remaining': '0'
  }
}

/** Returns a route's path template in the format of 429 responses. */
export function templateOf(url: string): string {
  return url.slice(1).replace(/:(\w+)/g, '{$1}')
}
