// Finds what follows from writes that the service refused.

import type { Finding } from './findings.ts'
import type { CallsPage } from './pages.ts'
import type { ReplayOutcome } from './replayer.ts'

/** The differences of each call of a page; undefined: not compared. */
export type PageFindings = readonly (readonly Finding[] | undefined)[]

interface RefusalOptions {
  page: CallsPage
  /** The responses of the mock. */
  mine: readonly ReplayOutcome[]
  /** Those of the service. */
  others: readonly ReplayOutcome[]
  findings: PageFindings
  /** Compares responses of another mock with those of the service. */
  compare(mine: readonly ReplayOutcome[]): PageFindings
  /** Replays a page on a new mock. */
  replay(page: CallsPage): Promise<readonly ReplayOutcome[]>
}

/**
 * Tells what follows from writes that the service refused from differences of their own: replays the page on a new mock
 * without these writes, until none is left. What no longer differs follows from the last refusal before it, and counts
 * there. A write that only the service accepted cannot be replayed so: its difference says that it is one.
 */
export async function separateConsequences(options: RefusalOptions): Promise<PageFindings> {
  const { page, others, compare, replay } = options
  let { mine, findings } = options
  const refused = new Set<number>()
  const consequences = new Map<number, number>()
  for (;;) {
    const found = others.flatMap((other, at) => (!refused.has(at) && isRefused(mine[at], other) ? at : []))
    const [first] = found
    if (first === undefined) break
    // Those of one kind at a time: a refused deletion may follow from a refused creation.
    const keyOf = (at: number) => findings[at]?.[0]?.key
    const removed = found.filter(at => keyOf(at) === keyOf(first))
    for (const at of removed) refused.add(at)
    const calls = page.calls.map((call, at) => {
      return refused.has(at) ? { ...call, why: 'not replayed' as const, isOmitted: true } : call
    })
    mine = await replay({ ...page, calls })
    const before = findings
    // A refusal keeps its difference, as does a call that the mock cannot send without what was refused.
    findings = compare(mine).map((now, at) => (refused.has(at) ? before[at] : (now ?? before[at])))
    for (const [at, now = []] of findings.entries()) {
      if (now.length >= (before[at]?.length ?? 0)) continue
      const cause = removed.findLast(place => place < at) ?? first
      consequences.set(cause, (consequences.get(cause) ?? 0) + 1)
    }
  }
  return findings.map((found, at) => {
    const [first, ...rest] = found ?? []
    const isOneSided = isRefused(others[at], options.mine[at])
    return first && [{ ...first, consequences: consequences.get(at) ?? 0, isOneSided }, ...rest]
  })
}

/** Returns whether only the first of two responses to a write is a success. */
function isRefused(accepted: ReplayOutcome | undefined, other: ReplayOutcome | undefined): boolean {
  if (!accepted?.reply || !other?.reply || accepted.call.method === 'GET') return false
  return accepted.reply.status < 300 && other.reply.status >= 400
}
