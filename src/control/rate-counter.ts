import type { Sources } from '../sources.ts'

/** Milliseconds of a window. */
export const RATE_WINDOW = 60_000

/** What RateLimit-Limit and RateLimit-Remaining say. */
export interface RateState {
  limit: number
  /** Never below 0. */
  remaining: number
  /** Whether this request is one too many. */
  isExceeded: boolean
  /** Seconds to the window's end, rounded up. */
  resetAfter: number
}

interface Window {
  number: number
  counts: Map<string, number>
}

/** Counts requests within a minute, for each organization by its own clock. */
export class RateCounter {
  readonly #sources: Pick<Sources, 'now'>
  readonly #windows = new Map<string | undefined, Window>()

  constructor(sources: Pick<Sources, 'now'>) {
    this.#sources = sources
  }

  /**
   * Counts a request.
   *
   * @param orgId whose clock and window it is; undefined: everybody's
   * @param key what is counted
   * @param limit requests within a window
   */
  count(orgId: string | undefined, key: string, limit: number): RateState {
    const now = this.#sources.now(orgId)
    const number = Math.floor(now / RATE_WINDOW)
    let window = this.#windows.get(orgId)
    if (window?.number !== number) {
      window = { number, counts: new Map() }
      this.#windows.set(orgId, window)
    }
    const used = (window.counts.get(key) ?? 0) + 1
    window.counts.set(key, used)
    return {
      limit,
      remaining: Math.max(0, limit - used),
      isExceeded: used > limit,
      resetAfter: Math.ceil(((number + 1) * RATE_WINDOW - now) / 1000)
    }
  }

  /** Begins all windows anew, or an organization's. */
  clear(orgId?: string): void {
    if (orgId === undefined) this.#windows.clear()
    else this.#windows.delete(orgId)
  }
}
