import type { Registry } from '../integrations/registry.ts'
import { runInSlices } from '../time-slices.ts'
import type { Journal } from './journal.ts'
import { isMatch } from './match-request.ts'
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
  const { count = { atLeast: 1 }, timeout = 5_000 } = body
  const wanted = typeof count === 'number' ? count : 'exactly' in count ? count.exactly : count.atLeast
  let wake = () => {}
  let isNew = false
  const unsubscribe = journal.subscribe(entry => {
    if (!isLookedAt(body, entry) || !isMatch(body.match, entry, registry)) return
    isNew = true
    wake()
  })
  let isOver = false
  const end = () => {
    isOver = true
    wake()
  }
  // AbortSignal.timeout() would let a process end that has nothing to do but wait.
  const timer = setTimeout(end, timeout)
  signal?.addEventListener('abort', end)
  try {
    for (;;) {
      isNew = false
      const verification = await runInSlices(verify(body, journal, registry))
      signal?.throwIfAborted()
      if (verification.matched >= wanted || (isOver && !isNew)) return verification
      if (isNew || isOver) continue
      await new Promise<void>(resolve => {
        wake = resolve
      })
    }
  } finally {
    unsubscribe()
    clearTimeout(timer)
    signal?.removeEventListener('abort', end)
  }
}
