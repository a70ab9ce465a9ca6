import { randomInt } from 'node:crypto'

const isFull = process.env['ROBUST'] === 'full'

/** Counts of a run: small ones for CI, those of the issue by `ROBUST=full`, any by a variable of their own. */
export const OPTIONS = {
  /** What all of a fuzz run follows from. */
  seed: numberOf('ROBUST_SEED', randomInt(2 ** 32)),
  /** Mutated requests. */
  requests: numberOf('ROBUST_REQUESTS', isFull ? 120_000 : 12_000),
  /** How often the writer is killed. */
  kills: numberOf('ROBUST_KILLS', isFull ? 200 : 15),
  /** Seconds of mixed load. */
  seconds: numberOf('ROBUST_SECONDS', isFull ? 600 : 20),
  /** Whether what takes minutes is run: the limits of time. */
  isFull
}

function numberOf(name: string, usual: number): number {
  const text = process.env[name]
  if (text === undefined || text === '') return usual
  const value = Number(text)
  if (Number.isSafeInteger(value) && value >= 0) return value
  throw new Error(`${name} must be a whole number, not ${text}`)
}
