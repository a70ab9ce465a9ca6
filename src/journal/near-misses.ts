import type { Matcher, Miss } from '../../types/wire.d.ts'
import type { Registry } from '../integrations/registry.ts'
import type { Steps } from '../time-slices.ts'
import type { Entry } from './entry.ts'
import { Masks } from './masks.ts'
import { findMisses, isMatch, missCall } from './match-request.ts'
import { presentUrl } from './target.ts'

/** A request that nearly matches. */
export interface NearMiss {
  /** `status` is null if the connection ended without a response. */
  request: { id: number; method: string; url: string; status: number | null }
  misses: Miss[]
}

/** Maximum number of near misses to report. */
const MAX_REPORTED = 3

/** How many of the newest non-matching requests are compared in full; a whole journal would take too long. */
const MAX_COMPARED = 500

/** Returns the matching requests, and the near misses: fewest differences first, then newest first. */
export function* matchEntries(
  matcher: Matcher,
  entries: readonly Entry[],
  registry: Registry
): Steps<{ matched: Entry[]; nearest: NearMiss[] }> {
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
  return {
    matched,
    nearest: compared
      .sort((a, b) => a.misses.length - b.misses.length || b.entry.id - a.entry.id)
      .slice(0, MAX_REPORTED)
      .map(({ entry, misses }) => ({ request: presentBriefly(entry), misses }))
  }
}

function presentBriefly({ id, method, target, status }: Entry): NearMiss['request'] {
  return { id, method, url: presentUrl(target, new Masks()), status: status ?? null }
}
