import { parseArgs } from 'node:util'

const PARTS = ['start', 'cycle', 'load', 'digest', 'growth']

const { only, against } = parseArgs({
  options: { only: { type: 'string' }, against: { type: 'string' } }
}).values
if (only !== undefined && !PARTS.includes(only)) {
  process.stderr.write(`--only must be one of ${PARTS.join(', ')}\n`)
  process.exit(2)
}

/** The folder of another build, if it is compared. */
export const AGAINST = against

/** How much is measured. */
export const EFFORT = {
  warmUps: 1,
  rounds: 9,
  /** A volley ends after this time, or if its requests need a project each, after this many. */
  seconds: 1.5,
  // With 8,000, one major garbage collection falls into the volleys of one build and not of another: 7 % of a POST.
  requests: 24_000,
  cycles: 1_000,
  /** Isolated tests of a CI job. */
  job: 200,
  // Longer than the mock waits before it writes the compile cache.
  rest: 1_500,
  /** Numbers of projects, sandboxes and requests. */
  rows: [10, 1_000, 9_000]
}

export function isWanted(part: string): boolean {
  return only === undefined || only === part
}

export function progress(line: string): void {
  process.stderr.write(`${line}\n`)
}
