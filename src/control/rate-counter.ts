import type { Sources } from '../sources.ts'

/** Milliseconds. A window begins with its first request (not known; recordings rule out clock minutes). */
export const RATE_WINDOW = 60_000

/** Values of the RateLimit headers and of Retry-After. */
export interface RateState {
  limit: number
  /** Never below 0. */
  remaining: number
  /** Whether this request exceeds the limit. */
  isExceeded: boolean
  /** Seconds until the window ends, rounded up. */
  resetAfter: number
}

interface Window {
  /** Milliseconds since the epoch. */
  start: number
  used: number
}

/** Counts requests in one-minute windows by the clock of each organization. */
export class RateCounter {
  readonly #sources: Pick<Sources, 'now'>
  /** Windows by organization and key, the oldest first. */
  readonly #windows = new Map<string | undefined, Map<string, Window>>()

  constructor(sources: Pick<Sources, 'now'>) {
    this.#sources = sources
  }

  /**
   * Counts a request.
   *
   * @param orgId of the clock; undefined: the mock's
   * @param key of the counter
   * @param limit requests per window
   */
  count(orgId: string | undefined, key: string, limit: number): RateState {
    const now = this.#sources.now(orgId)
    const windows = this.#windows.get(orgId) ?? new Map<string, Window>()
    this.#windows.set(orgId, windows)
    for (const [oldest, window] of windows) {
      if (!isOver(window, now)) break
      windows.delete(oldest)
    }
    let window = windows.get(key)
    if (!window || isOver(window, now)) {
      window = { start: now, used: 0 }
      windows.delete(key)
      windows.set(key, window)
    }
    window.used++
    return {
      limit,
      remaining: Math.max(0, limit - window.used),
      isExceeded: window.used > limit,
      resetAfter: Math.ceil((window.start + RATE_WINDOW - now) / 1000)
    }
  }

  /** Discards all windows or those of an organization. */
  clear(orgId?: string): void {
    if (orgId === undefined) this.#windows.clear()
    else this.#windows.delete(orgId)
  }
}

/** Returns whether a window has ended; the clock may have moved back. */
function isOver({ start }: Window, now: number): boolean {
  return now < start || now >= start + RATE_WINDOW
}
