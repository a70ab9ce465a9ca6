import type { Verification, WaitBody } from '../../types/wire.d.ts'
import type { Registry } from '../integrations/registry.ts'
import type { Journal } from './journal.ts'
import { matchEntries } from './match-entries.ts'
import { isMatch } from './match-request.ts'
import { boundsOf, type InSandbox, isSelected, verify } from './verify.ts'

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
  journal: Journal,
  body: WaitBody & InSandbox,
  registry: Registry,
  signal?: AbortSignal
): Promise<Verification> {
  const { match, sandbox, since, timeout = 5_000 } = body
  const { min } = boundsOf(body.count)
  const isReached = () => matchEntries(match, journal.entries(sandbox, since)).length >= min
  signal?.throwIfAborted()
  if (!isReached()) {
    const { promise, resolve } = Promise.withResolvers<void>()
    const unsubscribe = journal.subscribe(entry => {
      if (isSelected(body, entry) && isMatch(match, entry) && isReached()) resolve()
    })
    // Not AbortSignal.timeout(): it would let the process exit while it only waits.
    const timer = setTimeout(resolve, timeout)
    signal?.addEventListener('abort', () => resolve(), { once: true })
    await promise
    unsubscribe()
    clearTimeout(timer)
    signal?.throwIfAborted()
  }
  return verify(body, journal, registry)
}
