import type { Test } from 'tap'
import type { Inside, Mock } from './mock.ts'

/** What the issue allows. */
const GROWTH = 1.1

/** Places of a round that one worker takes; with `ROBUST_PLACE` that one only. */
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
 * Works in rounds of equal size and compares what is in use after them. The first half warms up: code is
 * compiled, caches fill. The journal, which is meant to hold what was sent, is emptied before each look.
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
    // What the system gives to a process goes up and down by chance; what the process uses does not.
    const after = measure === 'heap' ? (values.at(-1) as number) : Math.min(...values.slice(half))
    t.ok(after <= before * GROWTH, `${measure} grows from ${before} to ${after}, 10 % at most`)
  }
}
