import type { Matcher, Verification, VerifyBody, WaitBody } from '../../types/wire.d.ts'
import type { Registry } from '../integrations/registry.ts'
import type { Entry } from './entry.ts'
import type { Journal } from './journal.ts'
import { isMatch, matchEntries, nearestOf } from './match.ts'

export interface InSandbox {
  sandbox?: string | undefined
}

export function isSelected(
  { sandbox, since = 0 }: Pick<VerifyBody, 'since'> & InSandbox,
  { id, orgId }: Entry
): boolean {
  return id > since && (sandbox === undefined || sandbox === orgId)
}

/**
 * Verifies the journal against an expectation. Evicted requests may have matched: if there are any, an expectation
 * with an upper bound fails.
 *
 * @param fails returns whether a request fails the verification, regardless of the expectation
 */
export function verify(
  body: VerifyBody & InSandbox,
  journal: Journal,
  registry: Registry,
  fails?: (entry: Entry) => boolean
): Verification {
  const { sandbox, since = 0, inOrder } = body
  const entries = journal.entries(sandbox, since)
  const dropped = journal.droppedSince(since, sandbox)
  const verification = inOrder
    ? verifyOrder(inOrder, entries, registry)
    : verifyCount(body, entries, registry, dropped)
  const result = dropped === 0 ? verification : { ...verification, dropped }
  return fails ? failOn(fails, entries, result) : result
}

/** Returns a verification, failed if the journal has a request that fails it. */
function failOn(
  fails: (entry: Entry) => boolean,
  entries: readonly Entry[],
  verification: Verification
): Verification {
  const unknownPaths = entries.filter(fails).map(({ id }) => id)
  const expected = 'no requests outside the mocked paths'
  const failed = { ...verification, pass: false, expected }
  if (unknownPaths.length === 0) {
    return verification.pass && verification.dropped ? { ...failed, code: 'dropped' } : verification
  }
  if (!verification.pass) return { ...verification, unknownPaths }
  return { ...failed, code: 'unknown-paths', unknownPaths }
}

function verifyCount(
  { match = {}, count }: VerifyBody,
  entries: readonly Entry[],
  registry: Registry,
  dropped: number
): Verification {
  const ids = matchEntries(match, entries)
  const { min, max, expected } = boundsOf(count)
  const failed = { pass: false, expected, matched: ids.length, ids }
  if (ids.length < min) return { ...failed, code: 'too-few', nearest: nearestOf(match, entries, registry) }
  if (ids.length > max) return { ...failed, code: 'too-many', offending: ids.slice(max) }
  if (dropped > 0 && max < Number.POSITIVE_INFINITY) return { ...failed, code: 'dropped' }
  return { pass: true, matched: ids.length, ids }
}

/** Returns the allowed numbers of requests, by default at least one; a plain number means exactly. */
export function boundsOf(count: VerifyBody['count'] = { atLeast: 1 }): {
  min: number
  max: number
  /** Such as `exactly 2`. */
  expected: string
} {
  if (typeof count === 'number') return { min: count, max: count, expected: `exactly ${count}` }
  const { exactly, atLeast, atMost } = count
  if (exactly !== undefined) return boundsOf(exactly)
  if (atLeast !== undefined) {
    return { min: atLeast, max: Number.POSITIVE_INFINITY, expected: `at least ${atLeast}` }
  }
  if (atMost !== undefined) return { min: 0, max: atMost, expected: `at most ${atMost}` }
  return { min: 0, max: 0, expected: 'never' }
}

/** Maximum number of matching requests to report of each step of an order. */
const MAX_OF_STEP = 5

/** Expects requests in this order; others may come between them. */
function verifyOrder(
  matchers: readonly Matcher[],
  entries: readonly Entry[],
  registry: Registry
): Verification {
  const ids: number[] = []
  for (const matcher of matchers) {
    const last = ids.at(-1) ?? 0
    const later = entries.filter(({ id }) => id > last)
    const next = later.find(entry => isMatch(matcher, entry))
    if (!next) {
      const step = ids.length + 1
      return {
        pass: false,
        expected: `in order: step ${step} of ${matchers.length}`,
        matched: ids.length,
        ids,
        code: 'order',
        step,
        steps: matchers.map(each => {
          const matching = matchEntries(each, entries)
          return { matched: matching.length, ids: matching.slice(0, MAX_OF_STEP) }
        }),
        early: matchEntries(matcher, entries).filter(id => id <= last && !ids.includes(id)),
        nearest: nearestOf(matcher, later, registry)
      }
    }
    ids.push(next.id)
  }
  return { pass: true, matched: ids.length, ids }
}

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
