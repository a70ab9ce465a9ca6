import type { Registry } from '../integrations/registry.ts'
import type { Journal } from './journal.ts'
import { isMatch } from './misses.ts'
import { isLookedAt, type Verification, type VerifiedJournal, type VerifyCount, verify } from './verify.ts'

/** What to wait for: `WaitBody` of `schemas/control/requests.json`. */
export type WaitBody = Omit<VerifyCount, 'count'> & {
  /** Left out: at least one. */
  count?: number | { exactly: number } | { atLeast: number }
  /** Milliseconds, by default 5,000; by the machine's clock, whatever the mock's says. */
  timeout?: number
}

/**
 * Waits until the journal holds so many requests like one.
 *
 * @param signal ends the waiting
 * @returns the verification: passed as soon as the count is reached; failed once the time is over, or at once
 * where there are too many already
 * @throws the signal's reason
 */
export async function waitFor(
  journal: VerifiedJournal & Pick<Journal, 'subscribe'>,
  body: WaitBody,
  registry: Registry,
  signal?: AbortSignal
): Promise<Verification> {
  signal?.throwIfAborted()
  const check = () => verify(body, journal, registry)
  const { count = { atLeast: 1 }, timeout = 5_000 } = body
  const wanted = typeof count === 'number' ? count : 'exactly' in count ? count.exactly : count.atLeast
  const first = check()
  if (first.matched >= wanted) return first

  const { promise, resolve, reject } = Promise.withResolvers<Verification>()
  const unsubscribe = journal.subscribe(entry => {
    if (!isLookedAt(body, entry) || !isMatch(body.match, entry, registry)) return
    // What was counted before may have been forgotten by now.
    const now = check()
    if (now.matched >= wanted) resolve(now)
  })
  const timer = setTimeout(() => resolve(check()), timeout)
  const abort = () => reject(signal?.reason)
  signal?.addEventListener('abort', abort)
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    unsubscribe()
    signal?.removeEventListener('abort', abort)
  }
}
