import type { NotCompared } from '../calls/file.ts'
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
    | 'not covered'
    | 'earlier state'
    | 'transient'
    | 'outside a project'
    | 'not replayed'
    | 'not reproducible'
    | 'state not created'
    | 'no counterpart'
  /** Method and path with placeholders; for a whole page also its title, and the reason. */
  request: string
  count: number
}

/** The result of a comparison. */
export interface Comparison {
  /** The service's origin, or the name of the HAR. */
  source: string
  results: Result[]
  skipped: Skipped[]
}

/** Counts the requests that are not compared, by reason and request. */
export class SkippedRequests {
  readonly #rows = new Map<string, Skipped>()

  add(why: Skipped['why'], request: string, count = 1): void {
    const key = `${why} ${request}`
    const row = this.#rows.get(key) ?? { why, request, count: 0 }
    this.#rows.set(key, { ...row, count: row.count + count })
  }

  list(): Skipped[] {
    return [...this.#rows.values()]
  }
}
