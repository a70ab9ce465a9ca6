import type { Sources } from '../base/sources.ts'

/** Lifetime of a nonce in milliseconds. */
export const NONCE_LIFETIME = 300_000

/** Counts that may arrive after a higher one: clients use one nonce on several connections at once. */
const WINDOW = 256

/** Maximum number of nonces in memory. Beyond it, the oldest expire: anybody can request a challenge. */
const CAPACITY = 10_000

interface Nonce {
  /** Milliseconds since the epoch. */
  expires: number
  highest: number
  /** The used counts within the window, and some older ones. */
  used: Set<number>
}

/** Issues nonces, 24 random bytes in base64 as recorded, and counts their uses. */
export class Nonces {
  readonly #sources: Sources
  /** The oldest first. */
  readonly #issued = new Map<string, Nonce>()
  /** Nonces that have expired for the callers of one organization. */
  readonly #expiredByOrg = new Map<string, WeakSet<Nonce>>()
  /** Organizations whose nonces are valid for one request; `''` means all. */
  readonly #singleUse = new Set<string>()

  constructor(sources: Sources) {
    this.#sources = sources
  }

  /** Returns a new nonce. */
  issue(): string {
    const nonce = this.#sources.randomBytes(24).toString('base64')
    this.#issued.set(nonce, { expires: this.#sources.now() + NONCE_LIFETIME, highest: 0, used: new Set() })
    const [oldest] = this.#issued.keys()
    if (oldest !== undefined && this.#issued.size > CAPACITY) this.#issued.delete(oldest)
    return nonce
  }

  /**
   * Counts a use of a nonce.
   *
   * @param orgId organization of the caller
   * @returns `expired` also for an unknown nonce, as after a restart; `replayed` if the count was used before or is
   * too old
   */
  use(nonce: string, nc: number, orgId: string | undefined): 'accepted' | 'expired' | 'replayed' {
    const issued = this.#issued.get(nonce)
    if (!issued || this.#hasExpired(issued, orgId ?? '')) return 'expired'
    const { highest, used } = issued
    if (nc <= highest - WINDOW || used.has(nc)) return 'replayed'
    used.add(nc)
    issued.highest = Math.max(highest, nc)
    if (used.size > 2 * WINDOW) {
      for (const old of used) if (old <= issued.highest - WINDOW) used.delete(old)
    }
    return 'accepted'
  }

  /** Expires all issued nonces, for all callers or those of one organization. */
  expire(orgId?: string): void {
    if (orgId === undefined) this.#issued.clear()
    else this.#expiredByOrg.set(orgId, new WeakSet(this.#issued.values()))
  }

  /** Removes the settings of one organization. */
  forget(orgId: string): void {
    this.#expiredByOrg.delete(orgId)
    this.#singleUse.delete(orgId)
  }

  /**
   * Sets whether a nonce is valid for one request, for all callers or those of one organization. On its second use,
   * a single-use nonce has expired.
   */
  setSingleUse(on: boolean, orgId = ''): void {
    if (on) this.#singleUse.add(orgId)
    else if (orgId === '') this.#singleUse.clear()
    else this.#singleUse.delete(orgId)
  }

  #hasExpired(nonce: Nonce, orgId: string): boolean {
    const isSingleUse = this.#singleUse.has('') || this.#singleUse.has(orgId)
    return (
      this.#sources.now() >= nonce.expires ||
      this.#expiredByOrg.get(orgId)?.has(nonce) === true ||
      (isSingleUse && nonce.used.size > 0)
    )
  }
}
