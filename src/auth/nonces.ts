import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Sources } from '../sources.ts'

/** Milliseconds that a nonce is good for. */
export const NONCE_LIFETIME = 300_000

/** Milliseconds for which the nonce of another process counts as one: a client may keep it for long. */
const FOREIGN_AGE = 86_400_000

/** How far a count may lie behind the highest seen, as in RFC 4303 §3.4.3: clients share a nonce over several connections. */
const WINDOW = 256

/** Nonces whose counts are remembered; past it the oldest are given up and count as expired. */
const CAPACITY = 100_000

/** `foreign`: of the form and age of this server's nonces, but signed by another process. */
export type NonceState = 'good' | 'expired' | 'foreign' | 'forged'

interface Issued {
  /** Milliseconds since the epoch. */
  time: number
  /** Place among all nonces of this process: unlike the clock it is never set back. */
  place: number
}

interface Counts extends Issued {
  highest: number
  /** Which of the last counts were used: bit 0 stands for the highest, bit 1 for the one before it. */
  used: bigint
}

/**
 * Issues and checks nonces: 24 bytes in base64 as recorded, six of time, six that count, twelve of signature.
 * Nothing is kept of a nonce until a right response has used it, so that strangers cannot fill the memory.
 *
 * The signature's key belongs to the process. A nonce of another process on the same database file, or from before
 * a restart, is refused, but with stale=true where the response is right: the client retries by itself (RFC 7616
 * §3.3).
 */
export class Nonces {
  readonly #sources: Sources
  readonly #key: Buffer
  readonly #counts = new Map<string, Counts>()
  #places = 0
  /** Nonces up to this place count as expired. */
  #forgotten = 0
  /** The same for one organization's callers. */
  readonly #forgottenBy = new Map<string, number>()
  /** Whose nonces are good for one request only; `''` stands for everybody. */
  readonly #singleUse = new Set<string>()

  constructor(sources: Sources) {
    this.#sources = sources
    this.#key = sources.randomBytes(32)
  }

  issue(): string {
    const head = Buffer.alloc(12)
    head.writeUIntBE(this.#sources.now(), 0, 6)
    head.writeUIntBE(++this.#places, 6, 6)
    return Buffer.concat([head, this.#sign(head)]).toString('base64')
  }

  /** @param orgId organization of the caller, if there is such a caller */
  state(nonce: string, orgId?: string | undefined): NonceState {
    const issued = this.#read(nonce)
    if (!issued) return 'forged'
    const age = this.#sources.now() - issued.time
    if (!issued.isOwn) return age >= 0 && age < FOREIGN_AGE ? 'foreign' : 'forged'
    const forgotten = Math.max(this.#forgotten, this.#forgottenBy.get(orgId ?? '') ?? 0)
    const isSingleUse = this.#singleUse.has('') || this.#singleUse.has(orgId ?? '')
    const isUsedUp = isSingleUse && this.#counts.has(nonce)
    return issued.place <= forgotten || age >= NONCE_LIFETIME || age < 0 || isUsedUp ? 'expired' : 'good'
  }

  /** Lets all nonces that were given out count as expired, for all callers or an organization's. */
  expire(orgId?: string): void {
    if (orgId === undefined) this.#forgotten = this.#places
    else this.#forgottenBy.set(orgId, this.#places)
  }

  /** Forgets what was said of an organization's callers. */
  forget(orgId: string): void {
    this.#forgottenBy.delete(orgId)
    this.#singleUse.delete(orgId)
  }

  /**
   * Says whether a nonce is good for one request only, for all callers or an organization's: at its second use
   * it counts as expired.
   */
  setSingleUse(on: boolean, orgId = ''): void {
    if (on) this.#singleUse.add(orgId)
    else if (orgId === '') this.#singleUse.clear()
    else this.#singleUse.delete(orgId)
  }

  /**
   * Counts a use of a good nonce.
   *
   * @returns false where this count was used before or lies too far behind, or the nonce is forged
   */
  use(nonce: string, nc: number): boolean {
    const counts = this.#counts.get(nonce)
    if (!counts) return this.#remember(nonce, nc)
    const behind = counts.highest - nc
    if (behind >= WINDOW) return false
    if (behind < 0) {
      counts.used = -behind < WINDOW ? BigInt.asUintN(WINDOW, counts.used << BigInt(-behind)) : 0n
      counts.highest = nc
    }
    const bit = 1n << BigInt(Math.max(0, behind))
    if (counts.used & bit) return false
    counts.used |= bit
    return true
  }

  #remember(nonce: string, nc: number): boolean {
    const issued = this.#read(nonce)
    if (!issued?.isOwn) return false
    this.#counts.set(nonce, { time: issued.time, place: issued.place, highest: nc, used: 1n })
    const oldestGood = this.#sources.now() - NONCE_LIFETIME
    for (const [known, { time, place }] of this.#counts) {
      if (time > oldestGood && this.#counts.size <= CAPACITY) break
      this.#counts.delete(known)
      // A nonce whose counts are forgotten must never pass again, even if the clock is set back.
      this.#forgotten = Math.max(this.#forgotten, place)
    }
    return true
  }

  #read(nonce: string): (Issued & { isOwn: boolean }) | undefined {
    const bytes = Buffer.from(nonce, 'base64')
    if (bytes.length !== 24 || bytes.toString('base64') !== nonce) return undefined
    const head = bytes.subarray(0, 12)
    const isOwn = timingSafeEqual(this.#sign(head), bytes.subarray(12))
    return { time: head.readUIntBE(0, 6), place: head.readUIntBE(6, 6), isOwn }
  }

  #sign(head: Buffer): Buffer {
    return createHmac('sha256', this.#key).update(head).digest().subarray(0, 12)
  }
}
