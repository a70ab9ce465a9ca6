import type { Registry } from '../integrations/registry.ts'
import type { Entry } from './entry.ts'
import { Masks } from './masks.ts'
import type { Matcher, Miss } from './matcher.ts'
import { CHALLENGE, findMisses } from './misses.ts'
import { presentUrl } from './target.ts'

/** A request that nearly was what a matcher asks for. */
export interface NearMiss {
  /** `status` is null where the connection ended without an answer. */
  request: { id: number; method: string; url: string; status: number | null }
  misses: Miss[]
}

/** Near misses that are worth reading. */
const SHOWN = 3

/** The requests that match, and the others that came nearest: fewest misses first, of equals the newest. */
export function sortOut(
  matcher: Matcher,
  entries: readonly Entry[],
  registry: Registry
): { matched: Entry[]; nearest: NearMiss[] } {
  const all = entries.map(entry => ({ entry, misses: findMisses(matcher, entry, registry) }))
  // A challenge is no call that nearly was the right one.
  const missed = all.filter(({ misses }) => misses[0] !== undefined && misses[0].at !== CHALLENGE)
  return {
    matched: all.filter(({ misses }) => misses.length === 0).map(({ entry }) => entry),
    nearest: missed
      .sort((a, b) => a.misses.length - b.misses.length || b.entry.id - a.entry.id)
      .slice(0, SHOWN)
      .map(({ entry, misses }) => ({ request: presentBriefly(entry), misses }))
  }
}

function presentBriefly({ id, method, target, status }: Entry): NearMiss['request'] {
  return { id, method, url: presentUrl(target, new Masks()), status: status ?? null }
}
