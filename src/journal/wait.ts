import type { Verification, WaitBody } from '../../types/wire.d.ts'
import type { Registry } from '../integrations/registry.ts'
import { runInSlices } from '../time-slices.ts'
import type { Journal } from './journal.ts'
import { isMatch } from './match-request.ts'
import { boundsOf, type InSandbox, isInScope, type VerifiedJournal, verify } from './verify.ts'

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
  const timer = setTimeout(end, body.timeout ?? 5_000)
  signal?.addEventListener('abort', end)
  try {
    for (;;) {
      const isLast = isTimedOut
      arrived = 0
      const verification = await runInSlices(verify(body, journal, registry))
      signal?.throwIfAborted()
      if (verification.matched >= min || isLast) return verification
      while (!isTimedOut && verification.matched + arrived < min) {
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
