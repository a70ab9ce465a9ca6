import { setImmediate as yieldToEventLoop } from 'node:timers/promises'

/** Maximum milliseconds that work may block the event loop. */
const SLICE = 10

/** Work in small steps: a generator that yields between them. */
export type Steps<Result> = Generator<void, Result>

/** Runs work to completion. */
export function runToCompletion<Result>(steps: Steps<Result>): Result {
  let step = steps.next()
  while (!step.done) step = steps.next()
  return step.value
}

/** Runs work in slices, and handles other events between them. */
export async function runInSlices<Result>(steps: Steps<Result>): Promise<Result> {
  const pause = createPause()
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
    await pause()
  }
}

/** Returns a function to call between steps, which yields to the event loop after each slice. */
export function createPause(): () => Promise<void> {
  let start = performance.now()
  return async () => {
    if (performance.now() - start < SLICE) return
    await yieldToEventLoop()
    start = performance.now()
  }
}
