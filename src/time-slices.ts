import { setImmediate as nextTurn } from 'node:timers/promises'

/** Milliseconds for which one piece of work may keep all others waiting. */
const SLICE = 10

/** Work in small steps: a generator that yields between them. */
export type Steps<Result> = Generator<void, Result>

/** Does work at once. */
export function runAtOnce<Result>(steps: Steps<Result>): Result {
  let step = steps.next()
  while (!step.done) step = steps.next()
  return step.value
}

/** Does work in slices, between which requests are answered. */
export async function runInSlices<Result>(steps: Steps<Result>): Promise<Result> {
  const pause = createPause()
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
    await pause()
  }
}

/** Returns a function to call between steps: it lets others run once a slice is over. */
export function createPause(): () => Promise<void> {
  let begun = performance.now()
  return async () => {
    if (performance.now() - begun < SLICE) return
    await nextTurn()
    begun = performance.now()
  }
}
