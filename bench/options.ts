import { parseArgs } from 'node:util'

const PARTS = ['start', 'cycle', 'load', 'digest', 'growth']
const FULL = {
  warmUps: 1,
  rounds: 9,
  /** A volley ends after this time, or after this many requests: with a project each, or all the same. */
  seconds: 1.5,
  requests: { fresh: 8_000, same: Number.POSITIVE_INFINITY },
  cycles: 1_000,
  /** Isolated tests of a CI job. */
  job: 200,
  // Longer than the mock waits before it writes the compile cache.
  rest: 1_500,
  /** Numbers of projects, sandboxes and requests. */
  rows: [10, 1_000, 10_000]
}
const QUICK: typeof FULL = {
  warmUps: 0,
  rounds: 1,
  // Enough for a busy machine.
  seconds: 60,
  requests: { fresh: 64, same: 64 },
  cycles: 20,
  job: 10,
  rest: 0,
  rows: [10, 100]
}

const { quick, only, against } = parseArgs({
  options: { quick: { type: 'boolean' }, only: { type: 'string' }, against: { type: 'string' } }
}).values
if (only !== undefined && !PARTS.includes(only)) {
  process.stderr.write(`--only must be one of ${PARTS.join(', ')}\n`)
  process.exit(2)
}

/** The folder of another build, if it is compared. */
export const AGAINST = against

/** How much is measured. */
export const EFFORT = quick ? QUICK : FULL

export function isWanted(part: string): boolean {
  return only === undefined || only === part
}

export function progress(line: string): void {
  process.stderr.write(`${line}\n`)
}
