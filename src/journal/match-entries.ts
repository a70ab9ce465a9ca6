import type { Matcher, Miss, Verification } from '../../types/wire.d.ts'
import type { Steps } from '../base/time-slices.ts'
import type { Registry } from '../integrations/registry.ts'
import type { Entry } from './entry.ts'
import { callMisses, findMisses, isMatch } from './match-request.ts'
import { presentEntry } from './present-entry.ts'

/** The requests of a verification. */
export interface Verified {
  /** Iterates over the requests with an id in (since, last]; by default over all. */
  walk(since?: number, last?: number): Iterable<Entry>
  find(id: number): Entry | undefined
  registry: Registry
}

/** A request that matches in part. */
export type NearMiss = NonNullable<Verification['nearest']>[number]

/** Maximum number of near misses to report. */
const MAX_REPORTED = 3

/** Maximum number of matching requests to report of each step of an order. */
const MAX_OF_STEP = 5

/** How many of the newest non-matching requests are compared in full; a whole journal would take too long. */
const MAX_COMPARED = 500

/** Returns the number of requests that match each step, in any order, and the ids of the first ones. */
export function* matchSteps(
  matchers: readonly Matcher[],
  { walk }: Verified
): Steps<NonNullable<Verification['steps']>> {
  const steps: NonNullable<Verification['steps']> = []
  for (const matcher of matchers) {
    const step = { matched: 0, ids: [] as number[] }
    for (const entry of walk()) {
      if (isMatch(matcher, entry) && ++step.matched <= MAX_OF_STEP) step.ids.push(entry.id)
      yield
    }
    steps.push(step)
  }
  return steps
}

/** Returns the id of the first matching request above an id. */
export function* findMatch(
  matcher: Matcher,
  { walk }: Verified,
  since: number | undefined
): Steps<number | undefined> {
  for (const entry of walk(since)) {
    if (isMatch(matcher, entry)) return entry.id
    yield
  }
  return undefined
}

/** Returns the ids of matching requests, and the near misses: fewest differences first, then newest first. */
export function* matchEntries(
  matcher: Matcher,
  { find, registry }: Verified,
  entries: Iterable<Entry>
): Steps<{ matched: number[]; nearest: NearMiss[] }> {
  const matched: number[] = []
  const missed: number[] = []
  for (const entry of entries) {
    if (isMatch(matcher, entry)) matched.push(entry.id)
    // A Digest challenge is a near miss only if the matcher may match one.
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
      return entry ? [{ request: summarize(entry, registry), misses }] : []
    })
  return { matched, nearest }
}

function summarize(entry: Entry, registry: Registry): NearMiss['request'] {
  const { id, request, response } = presentEntry(entry, registry)
  return { id, method: request.method, url: request.url, status: response?.status ?? null }
}
