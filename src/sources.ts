import { randomBytes } from 'node:crypto'

/** The machine's time and chance, which a program may replace. */
export interface Machine {
  /** Milliseconds since the epoch. */
  now(): number
  randomBytes(size: number): Uint8Array
}

/** Where time, randomness and ids come from: injected, so that a test can fix them and the clock can be moved. */
export interface Sources {
  /** Milliseconds since the epoch, by the clock of an organization or of the whole mock. */
  now(orgId?: string): number
  randomBytes(size: number): Buffer
  /** A new ObjectId: 24 hex digits, the first eight of which are the creation time in seconds. */
  objectId(orgId?: string): string
}

/**
 * Sources from the machine's clock and random numbers, each replaceable.
 * ObjectId: 4 bytes of time, 5 random bytes of the process, a 3-byte counter (BSON specification).
 */
export function createSources(
  overrides: Partial<Pick<Sources, 'now'> & Pick<Machine, 'randomBytes'>> = {}
): Sources {
  const now = overrides.now ?? Date.now
  const { randomBytes: given } = overrides
  const random = given ? (size: number) => Buffer.from(given(size)) : randomBytes
  const processPart = random(5).toString('hex')
  let counter = random(3).readUIntBE(0, 3)
  return {
    now,
    randomBytes: random,
    objectId(orgId) {
      counter = (counter + 1) & 0xffffff
      const seconds = Math.floor(now(orgId) / 1000)
        .toString(16)
        .padStart(8, '0')
      return seconds + processPart + counter.toString(16).padStart(6, '0')
    }
  }
}
