import { readAsset } from '../assets.ts'
import { pathOf, type RequestAddress } from '../base/request-target.ts'
import type { Sources } from '../base/sources.ts'
import { AtlasError } from '../catalogue/errors.ts'
import type { Provenance } from '../catalogue/evidence.ts'
import type { OperationFacts } from '../catalogue/operation-facts.ts'

/** Milliseconds between two refills of a bucket. */
export const RATE_PERIOD = 60_000

/** The size of a bucket, in tokens. */
export interface RateLimit {
  capacity: number
  /** Tokens added every {@link RATE_PERIOD}. */
  refill: number
}

/** A bucket after a request, as the RateLimit headers and Retry-After show it. */
export interface RateState extends RateLimit {
  /** Tokens left. */
  remaining: number
  /** Whether the request found no token. */
  isExceeded: boolean
  /** Milliseconds until the next refill. */
  untilRefill: number
}

/** A bucket that is not full. */
interface Bucket extends RateLimit {
  tokens: number
  /** Milliseconds since the epoch: the last refill, or the first request. */
  refilledAt: number
}

/**
 * Counts requests in token buckets, which are refilled in steps (recorded 2026-08-10) by the clock of each
 * organization. A full bucket is forgotten, so that memory is bounded: the steps begin with the first request on a
 * full bucket. Recordings rule out steps at the clock's minutes; not known: the first request as the start.
 */
export class RateCounter {
  readonly #sources: Pick<Sources, 'now'>
  /** Buckets by organization and key, the one with the oldest refill first. */
  readonly #buckets = new Map<string | undefined, Map<string, Bucket>>()

  constructor(sources: Pick<Sources, 'now'>) {
    this.#sources = sources
  }

  /**
   * Takes a token for a request, unless the bucket is empty.
   *
   * @param orgId of the clock; undefined: the mock's
   * @param key of the bucket
   */
  count(orgId: string | undefined, key: string, { capacity, refill }: RateLimit): RateState {
    const now = this.#sources.now(orgId)
    const buckets = this.#buckets.get(orgId) ?? new Map<string, Bucket>()
    this.#buckets.set(orgId, buckets)
    for (const [oldest, bucket] of buckets) {
      if (refillUntil(now, bucket)) break
      buckets.delete(oldest)
    }
    const stored = buckets.get(key)
    const bucket = (stored && refillUntil(now, stored)) ?? {
      capacity,
      refill,
      tokens: capacity,
      refilledAt: now
    }
    if (bucket !== stored) {
      buckets.delete(key)
      buckets.set(key, bucket)
    }
    const isExceeded = bucket.tokens === 0
    if (!isExceeded) bucket.tokens--
    return {
      capacity,
      refill,
      remaining: bucket.tokens,
      isExceeded,
      untilRefill: bucket.refilledAt + RATE_PERIOD - now
    }
  }

  /** Discards all buckets or those of an organization. */
  clear(orgId?: string): void {
    if (orgId === undefined) this.#buckets.clear()
    else this.#buckets.delete(orgId)
  }
}

/** Returns a bucket with its refills until now; undefined: it is full, also if the clock was set back before one. */
function refillUntil(now: number, bucket: Bucket): Bucket | undefined {
  const steps = Math.floor((now - bucket.refilledAt) / RATE_PERIOD)
  if (steps === 0) return bucket
  const tokens = bucket.tokens + steps * bucket.refill
  if (steps < 0 || tokens >= bucket.capacity) return undefined
  return { ...bucket, tokens, refilledAt: bucket.refilledAt + steps * RATE_PERIOD }
}

/** A row of `schemas/rate-limits.json`. */
export interface RateLimitRow extends RateLimit, Provenance {
  /** What a bucket belongs to. Within it, each caller has its own (recorded 2026-02-10 and 2026-06-29 to 2026-08-10). */
  scope: 'project' | 'organization' | 'user'
}

/** The rate limits by group of operations. */
export const RATE_LIMITS = readAsset<Record<string, RateLimitRow>>('schemas/rate-limits.json')

/** The limit of token requests for one client address and service account (documented). */
export const TOKEN_LIMIT: RateLimit = { capacity: 50, refill: 50 }

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
