import type { Matcher, Miss, Verification, VerifyBody } from '../../types/wire.d.ts'
import type { Registry } from '../integrations/registry.ts'
import type { Steps } from '../time-slices.ts'
import type { Entry } from './entry.ts'
import type { Journal } from './journal.ts'
import { Masks } from './masks.ts'
import { findMisses, isMatch, missCall } from './match-request.ts'
import { presentUrl } from './target.ts'

/** Limits an expectation or a filter to the requests of a sandbox. */
export interface InSandbox {
  sandbox?: string | undefined
}

/** The part of the journal that a verification reads. */
export type VerifiedJournal = Pick<Journal, 'entries' | 'droppedSince'>

/** Maximum number of near misses to report. */
const MAX_REPORTED = 3

/** How many of the newest non-matching requests are compared in full; a whole journal would take too long. */
const MAX_COMPARED = 500

/**
 * Verifies the journal against an expectation. Evicted requests may have matched: if there are any, an expectation
 * with an upper bound fails.
 */
export function* verify(
  body: VerifyBody & InSandbox,
  journal: VerifiedJournal,
  registry: Registry
): Steps<Verification> {
  const inScope = journal.entries(entry => isInScope(body, entry))
  const dropped = journal.droppedSince(body.since ?? 0, body.sandbox)
  const verification = body.inOrder
    ? yield* verifyOrder(body.inOrder, inScope, registry)
    : yield* verifyCount(body, inScope, dropped, registry)
  return dropped === 0 ? verification : { ...verification, dropped }
}

/** Returns whether an entry is in the scope of a verification or filter. */
export function isInScope(
  { sandbox, since = 0 }: Pick<VerifyBody, 'since'> & InSandbox,
  { id, orgId }: Entry
): boolean {
  return id > since && (sandbox === undefined || sandbox === orgId)
}

function* verifyCount(
  { match = {}, count }: VerifyBody,
  entries: readonly Entry[],
  dropped: number,
  registry: Registry
): Steps<Verification> {
  const { matched, nearest } = yield* matchEntries(match, entries, registry)
  const ids = matched.map(({ id }) => id)
  const { min, max, expected } = boundsOf(count)
  const failed = { pass: false, expected, matched: ids.length, ids }
  if (ids.length < min) return { ...failed, nearest }
  if (ids.length > max) return { ...failed, offending: ids.slice(max) }
  if (dropped > 0 && max < Number.POSITIVE_INFINITY) return failed
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
function* verifyOrder(
  matchers: readonly Matcher[],
  entries: readonly Entry[],
  registry: Registry
): Steps<Verification> {
  const ids: number[] = []
  let from = 0
  for (const matcher of matchers) {
    let at = from
    while (at < entries.length && !isMatch(matcher, entries[at] as Entry, registry)) {
      at++
      yield
    }
    if (at === entries.length) {
      const { nearest } = yield* matchEntries(matcher, entries.slice(from), registry)
      const { matched } = yield* matchEntries(matcher, entries.slice(0, from), registry)
      const step = ids.length + 1
      const expected = `in order: step ${step} of ${matchers.length}`
      const early = matched.map(({ id }) => id)
      return { pass: false, expected, matched: ids.length, ids, step, early, nearest }
    }
    ids.push((entries[at] as Entry).id)
    from = at + 1
  }
  return { pass: true, matched: ids.length, ids }
}

/** Returns the matching requests, and the near misses: fewest differences first, then newest first. */
function* matchEntries(
  matcher: Matcher,
  entries: readonly Entry[],
  registry: Registry
): Steps<{ matched: Entry[]; nearest: NonNullable<Verification['nearest']> }> {
  const matched: Entry[] = []
  const missed: Entry[] = []
  for (const entry of entries) {
    if (isMatch(matcher, entry, registry)) matched.push(entry)
    // A Digest challenge is never a near miss.
    else if (missCall(matcher, entry).length === 0) missed.push(entry)
    yield
  }
  const compared: { entry: Entry; misses: Miss[] }[] = []
  for (const entry of missed.slice(-MAX_COMPARED)) {
    compared.push({ entry, misses: findMisses(matcher, entry, registry) })
    yield
  }
  const nearest = compared
    .sort((a, b) => a.misses.length - b.misses.length || b.entry.id - a.entry.id)
    .slice(0, MAX_REPORTED)
    .map(({ entry: { id, method, target, status = null }, misses }) => ({
      request: { id, method, url: presentUrl(target, new Masks()), status },
      misses
    }))
  return { matched, nearest }
}
