import type { Matcher, Miss } from '../../types/wire.d.ts'
import type { Registry } from '../integrations/registry.ts'
import type { Steps } from '../time-slices.ts'
import type { Entry } from './entry.ts'
import { Masks } from './masks.ts'
import { findMisses, isMatch, missCall } from './match-request.ts'
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
export function* sortOut(
  matcher: Matcher,
  entries: readonly Entry[],
  registry: Registry
): Steps<{ matched: Entry[]; nearest: NearMiss[] }> {
  const matched: Entry[] = []
  const missed: Entry[] = []
  for (const entry of entries) {
    if (isMatch(matcher, entry, registry)) matched.push(entry)
    // A challenge is not a call that was nearly the right one.
    else if (missCall(matcher, entry).length === 0) missed.push(entry)
    yield
  }
  const compared: { entry: Entry; misses: Miss[] }[] = []
  for (const entry of missed.slice(-COMPARED)) {
    compared.push({ entry, misses: findMisses(matcher, entry, registry) })
    yield
  }
  return {
    matched,
    nearest: compared
      .sort((a, b) => a.misses.length - b.misses.length || b.entry.id - a.entry.id)
      .slice(0, SHOWN)
      .map(({ entry, misses }) => ({ request: presentBriefly(entry), misses }))
  }
}

function presentBriefly({ id, method, target, status }: Entry): NearMiss['request'] {
  return { id, method, url: presentUrl(target, new Masks()), status: status ?? null }
}
