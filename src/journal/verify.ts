import type { Matcher, Miss, Verification, VerifyBody } from '../../types/wire.d.ts'
import type { Steps } from '../base/time-slices.ts'
import type { Registry } from '../integrations/registry.ts'
import type { Entry } from './entry.ts'
import type { Journal } from './journal.ts'
import { Masks } from './masks.ts'
import { callMisses, findMisses, isMatch } from './match-request.ts'
import { presentUrl } from './target.ts'

/** Limits an expectation or a filter to the requests of a sandbox. */
export interface InSandbox {
  sandbox?: string | undefined
}

/** The part of the journal that a verification reads. */
export type VerifiedJournal = Pick<Journal, 'walk' | 'find' | 'newestId' | 'droppedSince'>

/** The requests of a verification. */
interface Verified {
  /** Iterates over the requests above an id, up to another; by default over all. */
  walk(since?: number, last?: number): Iterable<Entry>
  find(id: number): Entry | undefined
  registry: Registry
}

type NearMiss = NonNullable<Verification['nearest']>[number]

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
  return dropped === 0 ? verification : { ...verification, dropped }
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
  if (ids.length < min) return { ...failed, nearest }
  if (ids.length > max) return { ...failed, offending: ids.slice(max) }
  if (countDropped() > 0 && max < Number.POSITIVE_INFINITY) return failed
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
      return { pass: false, expected, matched: ids.length, ids, step, early, nearest }
    }
    ids.push(id)
  }
  return { pass: true, matched: ids.length, ids }
}

/** Returns the id of the first matching request above an id. */
function* findMatch(
  matcher: Matcher,
  { walk, registry }: Verified,
  since: number | undefined
): Steps<number | undefined> {
  for (const entry of walk(since)) {
    if (isMatch(matcher, entry, registry)) return entry.id
    yield
  }
  return undefined
}

/** Returns the ids of matching requests, and the near misses: fewest differences first, then newest first. */
function* matchEntries(
  matcher: Matcher,
  { find, registry }: Verified,
  entries: Iterable<Entry>
): Steps<{ matched: number[]; nearest: NearMiss[] }> {
  const matched: number[] = []
  const missed: number[] = []
  for (const entry of entries) {
    if (isMatch(matcher, entry, registry)) matched.push(entry.id)
    // A Digest challenge is never a near miss.
    else if (callMisses(matcher, entry).length === 0) missed.push(entry.id)
    yield
  }
  const compared: { id: number; misses: Miss[] }[] = []
  for (const id of missed.slice(-MAX_COMPARED)) {
    const entry = find(id)
    if (entry) compared.push({ id, misses: findMisses(matcher, entry, registry) })
    yield
  }
  const nearest = compared
    .sort((a, b) => a.misses.length - b.misses.length || b.id - a.id)
    .slice(0, MAX_REPORTED)
    .flatMap(({ id, misses }) => {
      const entry = find(id)
      return entry ? [{ request: presentRequest(entry), misses }] : []
    })
  return { matched, nearest }
}

function presentRequest({ id, method, target, status }: Entry): NearMiss['request'] {
  return { id, method, url: presentUrl(target, new Masks()), status: status ?? null }
}
