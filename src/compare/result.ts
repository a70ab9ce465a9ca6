import type { NotCompared } from '../../types/calls.d.ts'
import type { Evidence } from '../catalogue/evidence.ts'
import type { Difference } from './difference.ts'

/** The result of one exchange or of one call. */
export interface Result {
  /** The operationId, or `other requests`. */
  operation: string
  title: string
  /** The label of the behaviour; undefined for a request of a HAR. */
  evidence?: Evidence
  /** The row of the ledger with the behaviour of a recorded call. */
  row?: string
  differences: Difference[]
}

/** Requests that were not compared, grouped. */
export interface Skipped {
  why:
    | NotCompared
    | 'earlier state'
    | 'outside a project'
    | 'not replayed'
    | 'too many projects'
    | 'not reproducible'
    | 'state not created'
    | 'no counterpart'
  /** Method and path with placeholders; for a page its title and the reason. */
  request: string
  count: number
}

/** The result of a comparison. */
export interface Comparison {
  /** The service's origin, or the name of the HAR. */
  source: string
  results: Result[]
  skipped: Skipped[]
  /** Why it ended before its last response. */
  stopped?: string
}

/** Returns requests that were not compared with those of the same kind counted together. */
export function group(skipped: readonly Skipped[]): Skipped[] {
  const groups = Map.groupBy(skipped, ({ why, request }) => `${why} ${request}`)
  return [...groups.values()].map(rows => ({
    ...(rows[0] as Skipped),
    count: rows.reduce((sum, { count }) => sum + count, 0)
  }))
}
