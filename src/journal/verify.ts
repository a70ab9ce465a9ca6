import type { Matcher } from '../../types/wire.d.ts'
import type { Registry } from '../integrations/registry.ts'
import type { Steps } from '../time-slices.ts'
import type { Entry } from './entry.ts'
import { isMatch } from './match-request.ts'
import { type NearMiss, sortOut } from './nearest.ts'

/** How many requests there must be; a number means exactly so many. */
export type Count = number | { exactly: number } | { atLeast: number } | { atMost: number } | { never: true }

/** Which requests are looked at: of a sandbox, with a higher id than `since`. */
export interface VerifyScope {
  sandbox?: string | undefined
  since?: number
}

/** So many requests like one: `VerifyBody` of `schemas/control/requests.json`. */
export type VerifyCount = VerifyScope & {
  match: Matcher
  /** Left out: at least one. */
  count?: Count
}

/** Requests one after the other, whatever came between them. */
export type VerifyOrder = VerifyScope & { inOrder: readonly Matcher[] }

/** What a verification came to: `Verification` of `schemas/control/requests.json`. */
export type Verification =
  | { pass: true; matched: number; ids: number[]; dropped?: number }
  | {
      pass: false
      /** Such as `exactly 2`. */
      expected: string
      matched: number
      ids: number[]
      /** Where there were too few. */
      nearest?: NearMiss[]
      /** The ids that were too many. */
      offending?: number[]
      /** Of an order, the step that found no request, from 1. */
      step?: number
      /** Requests that the journal had no room for any longer. */
      dropped?: number
      /** Requests that are like that step, but came before their turn. */
      early?: number[]
    }

/** What a verification reads of the journal. */
export interface VerifiedJournal {
  entries(matches: (entry: Entry) => boolean): Entry[]
  droppedSince(id: number, sandbox?: string): number
}

/**
 * Holds the journal against an expectation. What was pushed out of it may have matched: then there is no
 * telling that there were no more.
 */
export function* verify(
  body: VerifyCount | VerifyOrder,
  journal: VerifiedJournal,
  registry: Registry
): Steps<Verification> {
  const looked = journal.entries(entry => isLookedAt(body, entry))
  const dropped = journal.droppedSince(body.since ?? 0, body.sandbox)
  const verification =
    'inOrder' in body
      ? yield* verifyOrder(body.inOrder, looked, registry)
      : yield* verifyCount(body.match, body.count ?? { atLeast: 1 }, looked, registry)
  if (dropped === 0) return verification
  const isBounded = 'match' in body && boundsOf(body.count ?? { atLeast: 1 }).most < Number.POSITIVE_INFINITY
  if (!verification.pass || !isBounded) return { ...verification, dropped }
  const { matched, ids } = verification
  const { expected } = boundsOf(body.count as Count)
  return { pass: false, expected, matched, ids, dropped }
}

/** Whether an entry lies in the scope of a verification. */
export function isLookedAt({ sandbox, since = 0 }: VerifyScope, { id, orgId }: Entry): boolean {
  return id > since && (sandbox === undefined || sandbox === orgId)
}

function* verifyCount(
  matcher: Matcher,
  count: Count,
  entries: readonly Entry[],
  registry: Registry
): Steps<Verification> {
  const { matched, nearest } = yield* sortOut(matcher, entries, registry)
  const ids = matched.map(({ id }) => id)
  const { least, most, expected } = boundsOf(count)
  if (ids.length >= least && ids.length <= most) return { pass: true, matched: ids.length, ids }
  const failed = { pass: false, expected, matched: ids.length, ids } as const
  return ids.length < least ? { ...failed, nearest } : { ...failed, offending: ids.slice(most) }
}

function boundsOf(count: Count): { least: number; most: number; expected: string } {
  if (typeof count === 'number') return { least: count, most: count, expected: `exactly ${count}` }
  if ('exactly' in count) return boundsOf(count.exactly)
  if ('atLeast' in count) {
    return { least: count.atLeast, most: Number.POSITIVE_INFINITY, expected: `at least ${count.atLeast}` }
  }
  if ('atMost' in count) return { least: 0, most: count.atMost, expected: `at most ${count.atMost}` }
  return { least: 0, most: 0, expected: 'never' }
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
      const { nearest } = yield* sortOut(matcher, entries.slice(from), registry)
      const { matched } = yield* sortOut(matcher, entries.slice(0, from), registry)
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
