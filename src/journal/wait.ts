import type { Verification, WaitBody } from '../../types/wire.d.ts'
import { runInSlices, type Steps } from '../base/time-slices.ts'
import type { Registry } from '../integrations/registry.ts'
import type { Entry } from './entry.ts'
import type { Journal } from './journal.ts'
import { isMatch } from './match-request.ts'
import { boundsOf, type InSandbox, isSelected, type VerifiedJournal, verify } from './verify.ts'

/**
 * Waits until the journal has the expected number of matching requests, for real time: independent of the mock's
 * clock.
 *
 * @param signal aborts the wait
 * @returns the verification: passed as soon as the count is reached; failed after the timeout, or immediately if
 * there are too many
 * @throws the signal's reason
 */
export async function waitFor(
  journal: VerifiedJournal & Pick<Journal, 'subscribe'>,
  body: WaitBody & InSandbox,
  registry: Registry,
  signal?: AbortSignal
): Promise<Verification> {
  const { min } = boundsOf(body.count)
  let wake = () => {}
  const unsubscribe = journal.subscribe(entry => {
    if (isSelected(body, entry)) wake()
  })
  let isTimedOut = false
  const end = () => {
    isTimedOut = true
    wake()
  }
  // Not AbortSignal.timeout(): it would let the process exit while it only waits.
  const timer = setTimeout(end, body.timeout ?? 5_000)
  signal?.addEventListener('abort', end)
  try {
    /** The newest request compared, and the number of matching ones. */
    let seen = body.since ?? 0
    let matched = 0
    for (;;) {
      const isLast = isTimedOut
      const newest = journal.newestId
      // In slices, not when it arrives: its response must not wait for the comparison.
      matched += await runInSlices(countMatches(body, journal.walk(seen, newest)), signal)
      seen = Math.max(seen, newest)
      if (matched >= min || isLast) {
        const verification = await runInSlices(verify(body, journal, registry), signal)
        if (verification.matched >= min || isLast) return verification
        matched = verification.matched
      }
      if (!isTimedOut && journal.newestId <= seen) {
        await new Promise<void>(resolve => {
          wake = resolve
        })
      }
      signal?.throwIfAborted()
    }
  } finally {
    unsubscribe()
    clearTimeout(timer)
    signal?.removeEventListener('abort', end)
  }
}

function* countMatches(body: WaitBody & InSandbox, entries: Iterable<Entry>): Steps<number> {
  let count = 0
  for (const entry of entries) {
    if (isSelected(body, entry) && isMatch(body.match, entry)) count++
    yield
  }
  return count
}
