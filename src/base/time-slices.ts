/** Maximum milliseconds per turn of the event loop for all work together. */
const SLICE = 10

/** Milliseconds after which the next work in the queue continues. */
const SHARE = 1

/** Work in small steps: a generator that yields between them. */
export type Steps<Result> = Generator<void, Result>

/** Runs work to completion. */
export function runToCompletion<Result>(steps: Steps<Result>): Result {
  let step = steps.next()
  while (!step.done) step = steps.next()
  return step.value
}

/** Continues work until a time in milliseconds. @returns whether it is done */
type Continue = (until: number) => boolean

/** Unfinished work; if there is any, a slice is scheduled. */
const queue: Continue[] = []

/**
 * Runs work in slices, and handles other events between them. All work shares one slice per turn of the event loop:
 * otherwise requests would wait for a slice of each.
 *
 * @param signal ends the work
 * @throws the signal's reason
 */
export function runInSlices<Result>(steps: Steps<Result>, signal?: AbortSignal): Promise<Result> {
  const { promise, resolve, reject } = Promise.withResolvers<Result>()
  const isScheduled = queue.length > 0
  queue.push(until => {
    try {
      signal?.throwIfAborted()
      do {
        const step = steps.next()
        if (!step.done) continue
        resolve(step.value)
        return true
      } while (performance.now() < until)
      return false
    } catch (error) {
      reject(error)
      return true
    }
  })
  if (!isScheduled) setImmediate(runSlice)
  return promise
}

function runSlice(): void {
  const end = performance.now() + SLICE
  for (let now = 0; now < end && queue.length > 0; now = performance.now()) {
    const proceed = queue.shift() as Continue
    if (!proceed(Math.min(end, performance.now() + SHARE))) queue.push(proceed)
  }
  if (queue.length > 0) setImmediate(runSlice)
}
