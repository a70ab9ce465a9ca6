import type { Evidence } from '../catalogue/evidence.ts'
import type { HeaderList } from '../client/atlas-client.ts'
import type { Skipped } from './result.ts'
import type { Reply } from './transport.ts'

/** A request with the ids and names of its source. */
export interface PageRequest {
  method: string
  /** Path and query. */
  path: string
  headers: HeaderList
  payload: Buffer | string | undefined
}

/** A request that creates a part of the state before the first call. */
export interface Content extends PageRequest {
  /** The id in the source of what it creates. */
  id?: string
  /** The type of the integration that it creates. */
  type?: string
}

/** A call to replay and to compare. */
export interface PageCall extends PageRequest {
  isAnonymous?: boolean
  /** Why its response is not compared. */
  why?: Skipped['why'] | undefined
  isOmitted?: boolean
  /** The response of the source. */
  recorded?: Reply
  isBodyMissing?: boolean
  /** The host in the links of the source. */
  host?: string
  /** The row of the ledger with the behaviour. */
  behaviour?: { id: string; label: Evidence } | undefined
}

/** Calls on one organization that depend on each other. */
export interface Page {
  source: 'exchange' | 'calls' | 'har'
  org: { id: string; name: string }
  /** Projects that exist before the first call. */
  projects: readonly { id: string; name: string }[]
  contents: readonly Content[]
  calls: readonly PageCall[]
}
