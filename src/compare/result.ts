import type { Evidence } from '../catalogue/evidence.ts'
import type { Difference } from './difference.ts'

/** The result of one exchange or of one request of a HAR. */
export interface Result {
  /** The operationId, or `other requests`. */
  operation: string
  title: string
  /** The label of the exchange; undefined for a request of a HAR. */
  evidence?: Evidence
  differences: Difference[]
}

/** Requests that were not compared, grouped. */
export interface Skipped {
  why: 'not covered' | 'credentials' | 'earlier state' | 'transient' | 'body missing'
  /** Method and path with placeholders. */
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
