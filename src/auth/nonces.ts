import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Sources } from '../base/sources.ts'

/** Lifetime of a nonce in milliseconds. */
export const NONCE_LIFETIME = 300_000

/** Maximum age in milliseconds of a nonce of another process, which clients may keep for long. */
const FOREIGN_LIFETIME = 86_400_000

/** Counts that may arrive after a higher one: clients use one nonce on several connections at once. */
const WINDOW = 256

/** Maximum number of nonces with stored counts. Beyond it, the oldest expire. */
const CAPACITY = 100_000

/** `foreign`: well-formed and recent, but signed by another process. */
export type NonceState = 'valid' | 'expired' | 'foreign' | 'forged'

interface Issued {
  /** Milliseconds since the epoch. */
  time: number
  /** Sequence number in this process, which never goes back, unlike the clock. */
  sequence: number
}

interface Counts extends Issued {
  highest: number
  /** The used counts within the window, and some older ones. */
  used: Set<number>
}

/**
 * Issues and checks nonces: 24 bytes in base64 as recorded; six bytes of time, six of sequence number, twelve of
 * signature. A nonce takes no memory until a valid response uses it, so unauthenticated clients cannot exhaust it.
 *
 * Each process has its own signature key. A nonce of another process on the same database file, or from before a
 * restart, is rejected. If its response is valid, the challenge has stale=true, so that the client retries (RFC 7616
 * §3.3).
 */
export class Nonces {
  readonly #sources: Sources
  readonly #key: Buffer
  readonly #counts = new Map<string, Counts>()
  #lastSequence = 0
  /** Nonces up to this sequence number have expired. */
  #expiredUpTo = 0
  /** The same for the callers of one organization. */
  readonly #expiredUpToByOrg = new Map<string, number>()
  /** Organizations whose nonces are valid for one request; `''` means all. */
  readonly #singleUse = new Set<string>()

  constructor(sources: Sources) {
    this.#sources = sources
    this.#key = sources.randomBytes(32)
  }

  /** Returns a new nonce. */
  issue(): string {
    const head = Buffer.alloc(12)
    head.writeUIntBE(this.#sources.now(), 0, 6)
    head.writeUIntBE(++this.#lastSequence, 6, 6)
    return Buffer.concat([head, this.#sign(head)]).toString('base64')
  }

  /**
   * Returns the state of a nonce.
   *
   * @param orgId organization of the caller, if known
   */
  state(nonce: string, orgId?: string | undefined): NonceState {
    const issued = this.#read(nonce)
    if (!issued) return 'forged'
    const age = this.#sources.now() - issued.time
    if (!issued.isOwn) return age >= 0 && age < FOREIGN_LIFETIME ? 'foreign' : 'forged'
    const expiredUpTo = Math.max(this.#expiredUpTo, this.#expiredUpToByOrg.get(orgId ?? '') ?? 0)
    const isSingleUse = this.#singleUse.has('') || this.#singleUse.has(orgId ?? '')
    const isUsedUp = isSingleUse && this.#counts.has(nonce)
    return issued.sequence <= expiredUpTo || age >= NONCE_LIFETIME || age < 0 || isUsedUp
      ? 'expired'
      : 'valid'
  }

  /** Expires all issued nonces, for all callers or those of one organization. */
  expire(orgId?: string): void {
    if (orgId === undefined) this.#expiredUpTo = this.#lastSequence
    else this.#expiredUpToByOrg.set(orgId, this.#lastSequence)
  }

  /** Removes the settings of one organization. */
  forget(orgId: string): void {
    this.#expiredUpToByOrg.delete(orgId)
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

  /**
   * Counts a use of a valid nonce.
   *
   * @returns false if the count was used before or is too old, or the nonce is forged
   */
  use(nonce: string, nc: number): boolean {
    const counts = this.#counts.get(nonce)
    if (!counts) return this.#remember(nonce, nc)
    if (nc <= counts.highest - WINDOW || counts.used.has(nc)) return false
    counts.used.add(nc)
    counts.highest = Math.max(counts.highest, nc)
    if (counts.used.size > 2 * WINDOW) {
      for (const old of counts.used) if (old <= counts.highest - WINDOW) counts.used.delete(old)
    }
    return true
  }

  #remember(nonce: string, nc: number): boolean {
    const issued = this.#read(nonce)
    if (!issued?.isOwn) return false
    this.#counts.set(nonce, {
      time: issued.time,
      sequence: issued.sequence,
      highest: nc,
      used: new Set([nc])
    })
    const oldestValid = this.#sources.now() - NONCE_LIFETIME
    for (const [known, { time, sequence }] of this.#counts) {
      if (time > oldestValid && this.#counts.size <= CAPACITY) break
      this.#counts.delete(known)
      // A nonce without stored counts must stay expired, even if the clock is set back.
      this.#expiredUpTo = Math.max(this.#expiredUpTo, sequence)
    }
    return true
  }

  #read(nonce: string): (Issued & { isOwn: boolean }) | undefined {
    const bytes = Buffer.from(nonce, 'base64')
    if (bytes.length !== 24 || bytes.toString('base64') !== nonce) return undefined
    const head = bytes.subarray(0, 12)
    const isOwn = timingSafeEqual(this.#sign(head), bytes.subarray(12))
    return { time: head.readUIntBE(0, 6), sequence: head.readUIntBE(6, 6), isOwn }
  }

  #sign(head: Buffer): Buffer {
    return createHmac('sha256', this.#key).update(head).digest().subarray(0, 12)
  }
}
