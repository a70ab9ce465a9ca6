import type { Matcher } from '../../types/wire.d.ts'
import type { Registry } from '../integrations/registry.ts'
import type { Steps } from '../time-slices.ts'
import type { Entry } from './entry.ts'
import { isMatch } from './match-request.ts'
import { matchEntries, type NearMiss } from './near-misses.ts'

/** The expected number of requests; a plain number means exactly. */
export type Count = number | { exactly: number } | { atLeast: number } | { atMost: number } | { never: true }

/** The requests to check: those of a sandbox, with an id above `since`. */
export interface VerifyScope {
  sandbox?: string | undefined
  since?: number
}

/** Expects a number of matching requests: `VerifyBody` of `schemas/control/requests.json`. */
export type VerifyCount = VerifyScope & {
  match: Matcher
  /** By default at least one. */
  count?: Count
}

/** Expects requests in this order; others may come between them. */
export type VerifyOrder = VerifyScope & { inOrder: readonly Matcher[] }

/** The result of a verification: `Verification` of `schemas/control/requests.json`. */
export type Verification =
  | { pass: true; matched: number; ids: number[]; dropped?: number }
  | {
      pass: false
      /** Such as `exactly 2`. */
      expected: string
      matched: number
      ids: number[]
      /** Near misses, if there were too few requests. */
      nearest?: NearMiss[]
      /** Ids beyond the maximum. */
      offending?: number[]
      /** With `inOrder`, the first step without a request, from 1. */
      step?: number
      /** Number of requests that the journal evicted. */
      dropped?: number
      /** Ids of requests that match the step but came too early. */
      early?: number[]
    }

/** The part of the journal that a verification reads. */
export interface VerifiedJournal {
  entries(matches: (entry: Entry) => boolean): Entry[]
  droppedSince(id: number, sandbox?: string): number
}

/**
 * Verifies the journal against an expectation. Evicted requests may have matched: if there are any, an expectation
 * with an upper bound fails.
 */
export function* verify(
  body: VerifyCount | VerifyOrder,
  journal: VerifiedJournal,
  registry: Registry
): Steps<Verification> {
  const inScope = journal.entries(entry => isInScope(body, entry))
  const dropped = journal.droppedSince(body.since ?? 0, body.sandbox)
  const verification =
    'inOrder' in body
      ? yield* verifyOrder(body.inOrder, inScope, registry)
      : yield* verifyCount(body.match, body.count ?? { atLeast: 1 }, inScope, registry)
  if (dropped === 0) return verification
  const isBounded = 'match' in body && boundsOf(body.count ?? { atLeast: 1 }).max < Number.POSITIVE_INFINITY
  if (!verification.pass || !isBounded) return { ...verification, dropped }
  const { matched, ids } = verification
  const { expected } = boundsOf(body.count as Count)
  return { pass: false, expected, matched, ids, dropped }
}

/** Returns whether an entry is in the scope of a verification. */
export function isInScope({ sandbox, since = 0 }: VerifyScope, { id, orgId }: Entry): boolean {
  return id > since && (sandbox === undefined || sandbox === orgId)
}

function* verifyCount(
  matcher: Matcher,
  count: Count,
  entries: readonly Entry[],
  registry: Registry
): Steps<Verification> {
  const { matched, nearest } = yield* matchEntries(matcher, entries, registry)
  const ids = matched.map(({ id }) => id)
  const { min, max, expected } = boundsOf(count)
  if (ids.length >= min && ids.length <= max) return { pass: true, matched: ids.length, ids }
  const failed = { pass: false, expected, matched: ids.length, ids } as const
  return ids.length < min ? { ...failed, nearest } : { ...failed, offending: ids.slice(max) }
}

function boundsOf(count: Count): { min: number; max: number; expected: string } {
  if (typeof count === 'number') return { min: count, max: count, expected: `exactly ${count}` }
  if ('exactly' in count) return boundsOf(count.exactly)
  if ('atLeast' in count) {
    return { min: count.atLeast, max: Number.POSITIVE_INFINITY, expected: `at least ${count.atLeast}` }
  }
  if ('atMost' in count) return { min: 0, max: count.atMost, expected: `at most ${count.atMost}` }
  return { min: 0, max: 0, expected: 'never' }
}

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
