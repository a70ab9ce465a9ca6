import { RATE_WINDOW, type RateState } from '../control/rate-counter.ts'
import { AtlasError } from '../errors.ts'

/**
 * Requests a minute for each resource, as recorded 2026-08-10 in RateLimit-Limit. Each caller has a counter for
 * each resource and project (recorded 2026-02-10 and 2026-06-29 to 2026-08-10). The limit of `orgGroups`, and
 * that it has a counter of its own, is inferred.
 */
export const RATE_LIMITS = {
  integrations: 1200,
  groups: 1200,
  group: 1200,
  org: 500,
  orgGroups: 500,
  orgs: 300
} as const

export type RateGroup = keyof typeof RATE_LIMITS

/** Requests for a token that one client address may make within a minute (documented). */
export const TOKEN_LIMIT = 50

/**
 * The refusal of a request over an operation's limit.
 *
 * @param template of the path, such as `api/atlas/v2/orgs`
 */
export function rateLimited(template: string, { limit, resetAfter }: RateState): AtlasError {
  const parameters = [template, resetAfter, limit, limit, RATE_WINDOW / 1000]
  return new AtlasError(
    'RATE_LIMITED_TOKEN_BUCKET',
    parameters,
    { code: 'rate-limit', seconds: resetAfter },
    retryHeaders(limit, resetAfter)
  )
}

/** The refusal of a request over the token endpoint's limit. */
export function tokenLimited(path: string, { limit, resetAfter }: RateState): AtlasError {
  const parameters = [path, limit, RATE_WINDOW / 60_000]
  return new AtlasError(
    'RATE_LIMITED',
    parameters,
    { code: 'rate-limit', seconds: resetAfter },
    { 'retry-after': String(resetAfter) }
  )
}

/** The headers of a 429. */
export function retryHeaders(limit: number, resetAfter: number): Record<string, string> {
  return {
    'retry-after': String(resetAfter),
    'ratelimit-limit': String(limit),
    'ratelimit-remaining': '0'
  }
}

/** A route's path as a 429 names it. */
export function templateOf(url: string): string {
  return url.slice(1).replace(/:(\w+)/g, '{$1}')
}
