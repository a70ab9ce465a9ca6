import { randomInt } from 'node:crypto'

const isFull = process.env['ROBUST'] === 'full'

/** Counts of a run: small by default, large with `ROBUST=full`, or set by single variables. */
export const OPTIONS = {
  /** Seed of the random values. */
  seed: numberOf('ROBUST_SEED', randomInt(2 ** 32)),
  /** Mutated requests. */
  requests: numberOf('ROBUST_REQUESTS', isFull ? 120_000 : 12_000),
  /** Kills of the writing process. */
  kills: numberOf('ROBUST_KILLS', isFull ? 200 : 15),
  /** Seconds of load. */
  seconds: numberOf('ROBUST_SECONDS', isFull ? 600 : 8),
  /** Whether tests of timeouts run, which take minutes. */
  isFull
}

function numberOf(name: string, usual: number): number {
  const text = process.env[name]
  if (text === undefined || text === '') return usual
  const value = Number(text)
  if (Number.isSafeInteger(value) && value >= 0) return value
  throw new Error(`${name} must be an integer, not ${text}`)
}
