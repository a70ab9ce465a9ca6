import type { Sources } from '../sources.ts'

/** Milliseconds of a window, which begins with its first request (inferred; recorded: not the clock's minute). */
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
  /** Milliseconds since the epoch. */
  start: number
  used: number
}

/** Counts requests in windows of a minute, for each organization by its own clock. */
export class RateCounter {
  readonly #sources: Pick<Sources, 'now'>
  /** Of each organization the windows by what they count, the oldest first. */
  readonly #windows = new Map<string | undefined, Map<string, Window>>()

  constructor(sources: Pick<Sources, 'now'>) {
    this.#sources = sources
  }

  /**
   * Counts a request.
   *
   * @param orgId whose clock it is; undefined: everybody's
   * @param key what is counted
   * @param limit requests within a window
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

  /** Ends all windows, or those of an organization. */
  clear(orgId?: string): void {
    if (orgId === undefined) this.#windows.clear()
    else this.#windows.delete(orgId)
  }
}

/** The clock may have been set back, too. */
function isOver({ start }: Window, now: number): boolean {
  return now < start || now >= start + RATE_WINDOW
}
