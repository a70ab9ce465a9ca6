import { randomBytes } from 'node:crypto'

/** Time and random numbers, which a program can replace. */
export interface SystemSources {
  /** Milliseconds since the epoch. */
  now(): number
  randomBytes(size: number): Uint8Array
}

/** Time, random numbers and ids, injected so that tests can control them. */
export interface Sources {
  /** Milliseconds since the epoch, by the clock of an organization or of the whole mock. */
  now(orgId?: string): number
  randomBytes(size: number): Buffer
  /** Returns a new ObjectId: 24 hexadecimal digits that begin with the time in seconds. */
  objectId(orgId?: string): string
}

/**
 * Returns the sources. An ObjectId has 4 bytes of time, 5 random bytes of the process, and a 3-byte counter (BSON
 * specification).
 *
 * @param system by default the machine's time and random numbers
 * @param clock by default the machine's clock
 */
export function createSources(
  system: Partial<SystemSources> = {},
  clock: Pick<Clock, 'now'> = new Clock({ now: system.now ?? Date.now })
): Sources {
  const { randomBytes: customRandom } = system
  const random = customRandom ? (size: number) => Buffer.from(customRandom(size)) : randomBytes
  const processPart = random(5).toString('hex')
  let counter = random(3).readUIntBE(0, 3)
  return {
    now: orgId => clock.now(orgId),
    randomBytes: random,
    objectId(orgId) {
      counter = (counter + 1) & 0xffffff
      const seconds = Math.floor(clock.now(orgId) / 1000)
        .toString(16)
        .padStart(8, '0')
      return seconds + processPart + counter.toString(16).padStart(6, '0')
    }
  }
}

/** Formats a time without fractions of seconds, as Atlas does. @param time milliseconds since the epoch */
export function formatTime(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z')
}

const EARLIEST = Date.parse('0000-01-01T00:00:00Z')
const LATEST = Date.parse('9999-12-31T23:59:59.999Z')

/**
 * Parses a time in the format of RFC 3339.
 *
 * @returns NaN for one that the format allows and JavaScript does not, such as a leap second, or whose year in UTC has
 * not four digits: formatted again, it would not be in the format
 */
export function parseTime(text: string): number {
  const time = Date.parse(text)
  return time >= EARLIEST && time <= LATEST ? time : Number.NaN
}

export interface ClockReading {
  /** Milliseconds since the epoch. */
  now: number
  isFrozen: boolean
}

/** A frozen time, or the difference to the system time. */
type Adjustment = { frozenAt: number } | { offset: number }

/**
 * The mock's clock. It follows the system time until set; the clock of an organization follows the mock's until set. It
 * controls tokens, rate windows, created dates and ids. Nonces always use the mock's clock: a challenge precedes the
 * identification of the caller.
 */
export class Clock {
  readonly #system: Pick<SystemSources, 'now'>
  #global: Adjustment | undefined
  readonly #adjustments = new Map<string, Adjustment>()

  constructor(system: Pick<SystemSources, 'now'>) {
    this.#system = system
  }

  /** Returns milliseconds since the epoch by the clock of an organization, or of the mock. */
  now(orgId?: string): number {
    const adjustment = this.#adjustmentOf(orgId)
    if (adjustment === undefined) return this.#system.now()
    return 'frozenAt' in adjustment ? adjustment.frozenAt : this.#system.now() + adjustment.offset
  }

  read(orgId?: string): ClockReading {
    const adjustment = this.#adjustmentOf(orgId)
    return { now: this.now(orgId), isFrozen: adjustment !== undefined && 'frozenAt' in adjustment }
  }

  /** Returns whether that clock does not follow the system time. */
  isSet(orgId?: string): boolean {
    return this.#adjustmentOf(orgId) !== undefined
  }

  /** Sets the time, by default the current one, and freezes or resumes the clock. */
  set({ now, isFrozen }: { now?: number | undefined; isFrozen: boolean }, orgId?: string): ClockReading {
    const time = now ?? this.now(orgId)
    const adjustment = isFrozen ? { frozenAt: time } : { offset: time - this.#system.now() }
    if (orgId === undefined) this.#global = adjustment
    else this.#adjustments.set(orgId, adjustment)
    return this.read(orgId)
  }

  /** Moves the time; a frozen clock stays frozen. */
  advance(milliseconds: number, orgId?: string): ClockReading {
    const { now, isFrozen } = this.read(orgId)
    return this.set({ now: now + milliseconds, isFrozen }, orgId)
  }

  /** Resets the organization's clock to the mock's; without one, resets all clocks to the system time. */
  release(orgId?: string): void {
    if (orgId === undefined) {
      this.#global = undefined
      this.#adjustments.clear()
    } else {
      this.#adjustments.delete(orgId)
    }
  }

  #adjustmentOf(orgId: string | undefined): Adjustment | undefined {
    return (orgId === undefined ? undefined : this.#adjustments.get(orgId)) ?? this.#global
  }
}
