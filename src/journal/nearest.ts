import type { Registry } from '../integrations/registry.ts'
import type { Entry } from './entry.ts'
import { Masks } from './masks.ts'
import type { Matcher, Miss } from './matcher.ts'
import { findMisses, isMatch, missCall } from './misses.ts'
import { presentUrl } from './target.ts'

/** A request that nearly was what a matcher asks for. */
export interface NearMiss {
  /** `status` is null where the connection ended without an answer. */
  request: { id: number; method: string; url: string; status: number | null }
  misses: Miss[]
}

/** Near misses that are worth reading. */
const SHOWN = 3

/** How many of the newest requests that do not match are compared in full: of a full journal it takes too long. */
const COMPARED = 500

/** The requests that match, and the newest others that came nearest: fewest misses first, of equals the newest. */
export function sortOut(
  matcher: Matcher,
  entries: readonly Entry[],
  registry: Registry
): { matched: Entry[]; nearest: NearMiss[] } {
  const matched: Entry[] = []
  const missed: Entry[] = []
  for (const entry of entries) {
    if (isMatch(matcher, entry, registry)) matched.push(entry)
    // A challenge is no call that nearly was the right one.
    else if (missCall(matcher, entry).length === 0) missed.push(entry)
  }
  return {
    matched,
    nearest: missed
      .slice(-COMPARED)
      .map(entry => ({ entry, misses: findMisses(matcher, entry, registry) }))
      .sort((a, b) => a.misses.length - b.misses.length || b.entry.id - a.entry.id)
      .slice(0, SHOWN)
      .map(({ entry, misses }) => ({ request: presentBriefly(entry), misses }))
  }
}

function presentBriefly({ id, method, target, status }: Entry): NearMiss['request'] {
  return { id, method, url: presentUrl(target, new Masks()), status: status ?? null }
}
