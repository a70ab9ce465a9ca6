import type { Registry } from '../integrations/registry.ts'
import { runInSlices } from '../time-slices.ts'
import type { Journal } from './journal.ts'
import { isMatch } from './match-request.ts'
import { isInScope, type Verification, type VerifiedJournal, type VerifyCount, verify } from './verify.ts'

/** The requests to wait for: `WaitBody` of `schemas/control/requests.json`. */
export type WaitBody = Omit<VerifyCount, 'count'> & {
  /** By default at least one. */
  count?: number | { exactly: number } | { atLeast: number }
  /** Milliseconds, by default 5,000; real time, independent of the mock's clock. */
  timeout?: number
}

/**
 * Waits until the journal has the expected number of matching requests.
 *
 * @param signal aborts the wait
 * @returns the verification: passed as soon as the count is reached; failed after the timeout, or immediately if
 * there are too many
 * @throws the signal's reason
 */
export async function waitFor(
  journal: VerifiedJournal & Pick<Journal, 'subscribe'>,
  body: WaitBody,
  registry: Registry,
  signal?: AbortSignal
): Promise<Verification> {
  const { count = { atLeast: 1 }, timeout = 5_000 } = body
  const expected = typeof count === 'number' ? count : 'exactly' in count ? count.exactly : count.atLeast
  let wake = () => {}
  /** Matching entries since the last verification began. */
  let arrived = 0
  const unsubscribe = journal.subscribe(entry => {
    if (!isInScope(body, entry) || !isMatch(body.match, entry, registry)) return
    arrived++
    wake()
  })
  let isTimedOut = false
  const end = () => {
    isTimedOut = true
    wake()
  }
  // Not AbortSignal.timeout(): it would let the process exit while it only waits.
  const timer = setTimeout(end, timeout)
  signal?.addEventListener('abort', end)
  try {
    for (;;) {
      const isLast = isTimedOut
      arrived = 0
      const verification = await runInSlices(verify(body, journal, registry))
      signal?.throwIfAborted()
      if (verification.matched >= expected || isLast) return verification
      while (!isTimedOut && verification.matched + arrived < expected) {
        await new Promise<void>(resolve => {
          wake = resolve
        })
      }
    }
  } finally {
    unsubscribe()
    clearTimeout(timer)
    signal?.removeEventListener('abort', end)
  }
}
