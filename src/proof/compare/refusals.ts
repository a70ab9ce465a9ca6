// Finds what follows from writes that the service refused.

import { isRead } from './effects.ts'
import type { Finding } from './findings.ts'
import type { Page } from './pages.ts'
import type { ReplayOutcome } from './replayer.ts'

/** The differences of each call of a page; undefined: not compared. */
export type PageFindings = readonly (readonly Finding[] | undefined)[]

interface RefusalOptions {
  page: Page
  /** The responses of the mock. */
  mine: readonly ReplayOutcome[]
  /** Those of the service. */
  others: readonly ReplayOutcome[]
  findings: PageFindings
  /** Compares responses of another mock with those of the service. */
  compare(mine: readonly ReplayOutcome[]): PageFindings
  /** Replays a page on a new mock. */
  replay(page: Page): Promise<readonly ReplayOutcome[]>
}

/** Maximum number of replays of a page: a service may refuse each write with another code. */
const MAX_REPLAYS = 20

/**
 * Tells what follows from writes that the service refused from differences of their own: replays the page on a new mock
 * without these writes, until none is left. What then differs less follows from the last refusal before it, and counts
 * there. A write that only the service accepted cannot be replayed so: its difference says that it is one.
 */
export async function separateConsequences(options: RefusalOptions): Promise<PageFindings> {
  const { page, others, compare, replay } = options
  let { mine, findings } = options
  const refused = new Set<number>()
  const hasLater = (at: number) => findings.findLastIndex(found => found !== undefined) > at
  /** The refusal that a response follows from. */
  const causes = new Map<number, number>()
  for (let count = 0; count < MAX_REPLAYS; count++) {
    const found = others.flatMap((other, at) => {
      return findings[at]?.length && !refused.has(at) && hasLater(at) && isRefused(mine[at], other) ? at : []
    })
    const [first] = found
    if (first === undefined) break
    // Those of one kind at a time: a refused deletion may follow from a refused creation.
    const keyOf = (at: number) => findings[at]?.[0]?.key
    const removed = found.filter(at => keyOf(at) === keyOf(first))
    for (const at of removed) refused.add(at)
    const calls = page.calls.map((call, at) => {
      return refused.has(at) ? { ...call, why: 'not replayed' as const, isOmitted: true } : call
    })
    const outcomes = await replay({ ...page, calls })
    const before = findings
    // The mock cannot send each call without what was refused.
    const now = compare(outcomes).map((found, at) => (refused.has(at) ? before[at] : (found ?? before[at])))
    // Otherwise the service has executed what it refused.
    if (countOf(now) >= countOf(before)) continue
    mine = outcomes
    const key = keyOf(first)
    findings = now.map((found, at) => {
      const isBetter = (found?.length ?? 0) < (before[at]?.length ?? 0)
      if (isBetter && !causes.has(at)) causes.set(at, removed.findLast(place => place < at) ?? first)
      // Never more than before, as no test saw these responses of the mock; but the service may refuse again.
      return isBetter || found?.[0]?.key === key ? found : before[at]
    })
  }
  return findings.map((found, at) => {
    const [first, ...rest] = found ?? []
    const consequences = [...causes.values()].filter(cause => cause === at).length
    const isOneSided = hasLater(at) && isRefused(others[at], mine[at]?.reply ? mine[at] : options.mine[at])
    return first && [{ ...first, consequences, isOneSided }, ...rest]
  })
}

function countOf(findings: PageFindings): number {
  return findings.reduce((sum, found) => sum + (found?.length ?? 0), 0)
}

/** Returns whether only the first of two responses to a write is a success. */
function isRefused(accepted: ReplayOutcome | undefined, other: ReplayOutcome | undefined): boolean {
  if (!accepted?.reply || !other?.reply || isRead(accepted.call.method)) return false
  return accepted.reply.status < 300 && other.reply.status >= 400
}
