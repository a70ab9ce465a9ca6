import type { Sources } from '../sources.ts'

/** Milliseconds of a window. */
export const RATE_WINDOW = 60_000

/** Requests a minute for each group of operations, as recorded 2026-08-10 in RateLimit-Limit. */
export const RATE_LIMITS = {
  integrations: 1200,
  groups: 1200,
  org: 500,
  orgs: 300
} as const

export type RateGroup = keyof typeof RATE_LIMITS

/** What RateLimit-Limit and RateLimit-Remaining say. */
export interface RateState {
  limit: number
  remaining: number
}

/** Counts requests for each caller and group of operations within a minute. */
export class RateCounter {
  readonly #sources: Pick<Sources, 'now'>
  readonly #counts = new Map<string, number>()
  #window = -1

  constructor(sources: Pick<Sources, 'now'>) {
    this.#sources = sources
  }

  /** Counts one request; what remains never falls below 0. */
  count(caller: string, group: RateGroup): RateState {
    const window = Math.floor(this.#sources.now() / RATE_WINDOW)
    if (window !== this.#window) {
      this.#window = window
      this.#counts.clear()
    }
    const key = `${group} ${caller}`
    const used = (this.#counts.get(key) ?? 0) + 1
    this.#counts.set(key, used)
    const limit = RATE_LIMITS[group]
    return { limit, remaining: Math.max(0, limit - used) }
  }
}
