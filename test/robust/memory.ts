import type { Test } from 'tap'
import type { Inside, Mock } from './mock.ts'

/** Permitted growth of memory. */
const GROWTH = 1.1

/** Returns the positions of a round for one worker; with `ROBUST_PLACE`, only that position. */
export function* placesOf(share: {
  first: number
  count: number
  rounds: number
  round: number
  workers: number
  worker: number
}): Generator<number> {
  const { first, count, rounds, round, workers, worker } = share
  const only = process.env['ROBUST_PLACE']
  const size = Math.floor(count / rounds)
  const start = Math.floor(first) + round * size
  for (let place = start + worker; place < start + size; place += workers) {
    if (only === undefined || Number(only) === place) yield place
  }
}

/**
 * Runs rounds of equal size and compares the memory in use after each. The first half is a warm-up: code is
 * compiled, caches fill. The journal keeps requests on purpose, so it is cleared before each measurement.
 */
export async function checkMemory(
  t: Test,
  mock: Mock,
  rounds: number,
  work: (round: number) => Promise<void>
): Promise<void> {
  const seen: Inside[] = []
  for (let round = 0; round < rounds; round++) {
    await work(round)
    await mock.control('DELETE', '/requests')
    seen.push(await mock.inside())
  }
  const half = rounds / 2
  for (const measure of ['heap', 'rss'] as const) {
    const values = seen.map(one => one[measure])
    t.comment(`${measure}: ${values.map(value => (value / 1_048_576).toFixed(1)).join(', ')} MiB`)
    const before = Math.max(...values.slice(0, half))
    // Resident memory varies randomly; the memory in use does not.
    const after = measure === 'heap' ? (values.at(-1) as number) : Math.min(...values.slice(half))
    t.ok(after <= before * GROWTH, `${measure} grows from ${before} to ${after}, at most 10 %`)
  }
}
