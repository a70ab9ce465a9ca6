import type { Sources } from '../base/sources.ts'

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
