import type { Matcher, Verification, VerifyBody } from '../../types/wire.d.ts'
import type { Steps } from '../base/time-slices.ts'
import type { Registry } from '../integrations/registry.ts'
import type { Entry } from './entry.ts'
import type { Journal } from './journal.ts'
import { findMatch, matchEntries, matchSteps, type Verified } from './match-entries.ts'

/** Limits an expectation or a filter to the requests of a sandbox. */
export interface InSandbox {
  sandbox?: string | undefined
}

/** The part of the journal that a verification reads. */
export type VerifiedJournal = Pick<Journal, 'walk' | 'find' | 'newestId' | 'droppedSince'>

/**
 * Verifies the journal against an expectation. Evicted requests may have matched: if there are any, an expectation
 * with an upper bound fails.
 *
 * @param fails returns whether a request fails the verification, regardless of the expectation
 */
export function* verify(
  body: VerifyBody & InSandbox,
  journal: VerifiedJournal,
  registry: Registry,
  fails?: (entry: Entry) => boolean
): Steps<Verification> {
  // The same requests in each pass, even if others arrive meanwhile.
  const newest = journal.newestId
  const requests: Verified = {
    *walk(since = body.since ?? 0, last = newest) {
      for (const entry of journal.walk(since, last)) if (isSelected(body, entry)) yield entry
    },
    find: id => journal.find(id),
    registry
  }
  const countDropped = () => journal.droppedSince(body.since ?? 0, body.sandbox)
  const verification = body.inOrder
    ? yield* verifyOrder(body.inOrder, requests)
    : yield* verifyCount(body, requests, countDropped)
  const dropped = countDropped()
  const result = dropped === 0 ? verification : { ...verification, dropped }
  return fails ? yield* failOn(fails, requests, result) : result
}

/** Returns a verification, failed if the journal has a request that fails it. */
function* failOn(
  fails: (entry: Entry) => boolean,
  { walk }: Verified,
  verification: Verification
): Steps<Verification> {
  const unknownPaths: number[] = []
  for (const entry of walk()) {
    if (fails(entry)) unknownPaths.push(entry.id)
    yield
  }
  const expected = 'no requests outside the mocked paths'
  const failed = { ...verification, pass: false, expected }
  if (unknownPaths.length === 0) {
    return verification.pass && verification.dropped ? { ...failed, code: 'dropped' } : verification
  }
  if (!verification.pass) return { ...verification, unknownPaths }
  return { ...failed, code: 'unknown-paths', unknownPaths }
}

/** Returns whether a verification or a filter considers an entry. */
export function isSelected(
  { sandbox, since = 0 }: Pick<VerifyBody, 'since'> & InSandbox,
  { id, orgId }: Entry
): boolean {
  return id > since && (sandbox === undefined || sandbox === orgId)
}

function* verifyCount(
  { match = {}, count }: VerifyBody,
  requests: Verified,
  countDropped: () => number
): Steps<Verification> {
  const { matched: ids, nearest } = yield* matchEntries(match, requests, requests.walk())
  const { min, max, expected } = boundsOf(count)
  const failed = { pass: false, expected, matched: ids.length, ids }
  if (ids.length < min) return { ...failed, code: 'too-few', nearest }
  if (ids.length > max) return { ...failed, code: 'too-many', offending: ids.slice(max) }
  if (countDropped() > 0 && max < Number.POSITIVE_INFINITY) return { ...failed, code: 'dropped' }
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

/** Expects requests in this order; others may come between them. */
function* verifyOrder(matchers: readonly Matcher[], requests: Verified): Steps<Verification> {
  const ids: number[] = []
  for (const matcher of matchers) {
    const last = ids.at(-1)
    const id = yield* findMatch(matcher, requests, last)
    if (id === undefined) {
      const { nearest } = yield* matchEntries(matcher, requests, requests.walk(last))
      const before = last === undefined ? [] : requests.walk(undefined, last)
      const { matched: early } = yield* matchEntries(matcher, requests, before)
      const step = ids.length + 1
      const expected = `in order: step ${step} of ${matchers.length}`
      const steps = yield* matchSteps(matchers, requests)
      return {
        pass: false,
        expected,
        matched: ids.length,
        ids,
        code: 'order',
        step,
        steps,
        early,
        nearest
      }
    }
    ids.push(id)
  }
  return { pass: true, matched: ids.length, ids }
}
