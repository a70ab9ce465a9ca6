import { readAsset } from '../assets.ts'
import { pathOf, type RequestAddress } from '../base/request-target.ts'
import { AtlasError } from '../catalogue/errors.ts'
import type { Provenance } from '../catalogue/evidence.ts'
import type { OperationFacts } from '../catalogue/operation.ts'
import { RATE_PERIOD, type RateLimit, type RateState } from './counter.ts'

/** A row of `schemas/rate-limits.json`. */
export interface RateLimitRow extends RateLimit, Provenance {
  /** What a bucket belongs to. Within it, each caller has its own (recorded 2026-02-10 and 2026-06-29 to 2026-08-10). */
  scope: 'project' | 'organization' | 'user'
}

/** The rate limits by group of operations. */
export const RATE_LIMITS = readAsset<Record<string, RateLimitRow>>('schemas/rate-limits.json')

/** The limit of token requests for one client address (documented). */
export const TOKEN_LIMIT: RateLimit = { capacity: 50, refill: 50 }

/** Seconds between two refills. */
export const PERIOD_SECONDS = RATE_PERIOD / 1000

/** Returns the rate limit of an operation; that of integrations if the operation is unknown or has none. */
export function rateLimitOf(operation: Pick<OperationFacts, 'rateGroup'> | undefined): RateLimitRow {
  const group = operation?.rateGroup ?? 'integrations'
  const row = RATE_LIMITS[group]
  if (!row) throw new Error(`schemas/rate-limits.json has no ${group}`)
  return row
}

/** Returns the error for a request that found its bucket empty. */
export function rateLimitError(request: RequestAddress, rate: RateState): AtlasError {
  // As reported: a client that waits one second longer succeeds.
  const seconds = Math.floor(rate.untilRefill / 1000)
  return new AtlasError(
    'RATE_LIMITED_TOKEN_BUCKET',
    bucketParameters(request, seconds, rate),
    { code: 'rate-limit', seconds },
    retryHeaders(rate.capacity, seconds)
  )
}

/** Returns the parameters of RATE_LIMITED_TOKEN_BUCKET. */
export function bucketParameters(
  request: RequestAddress,
  seconds: number,
  { capacity, refill }: RateLimit
): (string | number)[] {
  return [calledPath(request), seconds, capacity, refill, PERIOD_SECONDS]
}

/** Returns the error for a request over the token endpoint's limit. */
export function tokenRateLimitError(path: string, { capacity, untilRefill }: RateState): AtlasError {
  const seconds = Math.ceil(untilRefill / 1000)
  return new AtlasError(
    'RATE_LIMITED',
    [path, capacity, PERIOD_SECONDS / 60],
    { code: 'rate-limit', seconds },
    { 'retry-after': String(seconds) }
  )
}

/** Returns the headers of a 429 response. */
export function retryHeaders(capacity: number, seconds: number): Record<string, string> {
  return {
    'retry-after': String(seconds),
    'ratelimit-limit': String(capacity),
    'ratelimit-remaining': '0'
  }
}

/** Returns the path of a request in the format of 429 responses, without a leading slash. */
export function calledPath(request: RequestAddress): string {
  return pathOf(request).replace(/^\/+/, '')
}
