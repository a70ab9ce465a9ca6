import type { Matcher, Miss, Verification } from '../../types/wire.d.ts'
import type { Registry } from '../integrations/registry.ts'
import type { Entry } from './entry.ts'
import { callMisses, findMisses, isMatch } from './match-request.ts'
import { presentEntry } from './present-entry.ts'

/** A request that matches in part. */
export type NearMiss = NonNullable<Verification['nearest']>[number]

/** Maximum number of near misses to report. */
const MAX_REPORTED = 3

/** How many of the newest non-matching requests are compared in full; a whole journal would take too long. */
const MAX_COMPARED = 500

/** Returns the ids of matching requests. */
export function matchEntries(matcher: Matcher, entries: readonly Entry[]): number[] {
  return entries.filter(entry => isMatch(matcher, entry)).map(({ id }) => id)
}

/** Returns the near misses of requests that do not match: fewest differences first, then newest first. */
export function nearestOf(matcher: Matcher, entries: readonly Entry[], registry: Registry): NearMiss[] {
  const compared: { entry: Entry; misses: Miss[] }[] = entries
    // A Digest challenge is a near miss only if the matcher may match one.
    .filter(entry => callMisses(matcher, entry).length === 0 && !isMatch(matcher, entry))
    .slice(-MAX_COMPARED)
    .map(entry => ({ entry, misses: findMisses(matcher, entry, registry) }))
  return compared
    .sort((a, b) => a.misses.length - b.misses.length || b.entry.id - a.entry.id)
    .slice(0, MAX_REPORTED)
    .map(({ entry, misses }) => ({ request: summarize(entry, registry), misses }))
}

function summarize(entry: Entry, registry: Registry): NearMiss['request'] {
  const { id, request, response } = presentEntry(entry, registry)
  return { id, method: request.method, url: request.url, status: response?.status ?? null }
}
