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
  compare(mine: readonly ReplayOutcome[], others: readonly ReplayOutcome[]): PageFindings
  /** Replays a page on a new mock. */
  replay(page: Page): Promise<readonly ReplayOutcome[]>
  /** Replays a page on the service. */
  replayOnService(page: Page): Promise<readonly ReplayOutcome[]>
}

/** Maximum number of replays of a page: a service may refuse each write with another code. */
const MAX_REPLAYS = 20

/** Maximum number of replays of a page on the service. */
const MAX_SERVICE_REPLAYS = 3

/**
 * Tells what follows from writes that the service refused from differences of their own: replays the page on a new mock
 * without these writes, until none is left. What then differs less follows from the last refusal before it, and counts
 * there. A write that only the service accepted is left out of a replay on the service.
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
    const key = findings[first]?.[0]?.key
    const removed = found.filter(at => findings[at]?.[0]?.key === key)
    const before = [...findings]
    const omit = () => replay(without(page, [...refused, ...removed]))
    let outcomes = await omit()
    let compared = compare(outcomes, others)
    // A test repeats a write to see the second response.
    const isRepeat = (at: number) =>
      !removed.includes(at) && compared[at]?.[0]?.key === key && isRefused(outcomes[at], others[at])
    let hasRepeats = false
    for (; count < MAX_REPLAYS; count++) {
      const repeats = [...others.keys()].filter(isRepeat)
      if (repeats.length === 0) break
      hasRepeats = true
      for (const at of repeats) before[at] = compared[at]
      removed.push(...repeats)
      outcomes = await omit()
      compared = compare(outcomes, others)
    }
    removed.sort((a, b) => a - b)
    // The mock cannot send each call without what was refused.
    const now = compared.map((found, at) => (removed.includes(at) ? before[at] : (found ?? before[at])))
    for (const at of found) if (removed.includes(at)) refused.add(at)
    const saved = countOf(findings) - countOf(now)
    // Otherwise the service has executed what it refused.
    if (saved < 0 || (saved === 0 && !hasRepeats)) continue
    for (const at of removed) refused.add(at)
    mine = outcomes
    findings = now.map((found, at) => {
      const isBetter = (found?.length ?? 0) < (before[at]?.length ?? 0)
      if (isBetter && !causes.has(at)) causes.set(at, removed.findLast(place => place < at) ?? first)
      // Never more than before, as no test saw these responses of the mock; but the service may refuse again.
      return isBetter || found?.[0]?.key === key ? found : before[at]
    })
  }
  const oneSided = [...others.keys()].filter(at => {
    const isOfService = isRefused(others[at], mine[at]?.reply ? mine[at] : options.mine[at])
    return isOfService && findings.findLastIndex(found => found && found.length > 0) > at
  })
  for (const at of oneSided.splice(0, MAX_SERVICE_REPLAYS)) {
    const outcomes = await options.replayOnService(without(page, [at]))
    const now = compare(mine, outcomes)
    findings = findings.map((found, place) => {
      const rest = found?.filter(({ key }) => now[place]?.some(other => other.key === key))
      if (place <= at || !now[place] || rest?.length === found?.length) return found
      causes.set(place, at)
      return rest
    })
  }
  return findings.map((found, at) => {
    const [first, ...rest] = found ?? []
    const consequences = [...causes.values()].filter(cause => cause === at).length
    return first && [{ ...first, consequences }, ...rest]
  })
}

/** Returns a page without some of its calls. */
function without(page: Page, omitted: readonly number[]): Page {
  const calls = page.calls.map((call, at) => {
    return omitted.includes(at) ? { ...call, why: 'not replayed' as const, isOmitted: true } : call
  })
  return { ...page, calls }
}

function countOf(findings: PageFindings): number {
  return findings.reduce((sum, found) => sum + (found?.length ?? 0), 0)
}

/** Returns whether only the first of two responses to a write is a success. */
function isRefused(accepted: ReplayOutcome | undefined, other: ReplayOutcome | undefined): boolean {
  if (!accepted?.reply || !other?.reply || isRead(accepted.call.method)) return false
  return accepted.reply.status < 300 && other.reply.status >= 400
}
