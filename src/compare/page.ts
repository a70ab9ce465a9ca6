import type { Evidence } from '../catalogue/evidence.ts'
import type { HeaderList } from '../client/atlas-client.ts'
import type { Skipped } from './result.ts'
import type { Reply } from './transport.ts'

/** A request to replay, with the ids and names of its source. */
export interface PageRequest {
  method: string
  /** Path and query. */
  path: string
  headers: HeaderList
  payload: Buffer | string | undefined
}

/** A call to replay and to compare. */
export interface PageCall extends PageRequest {
  /** Without credentials. */
  isAnonymous?: boolean
  /** Why its response is not compared. */
  why?: Skipped['why'] | undefined
  /** The request is not sent. */
  isOmitted?: boolean
  /** As the source has it. */
  recorded?: Reply
  /** The source lacks the body of the response. */
  isBodyMissing?: boolean
  /** The host of the recorded links. */
  host?: string
  /** The row of the ledger with the behaviour. */
  behaviour?: { id: string; label: Evidence } | undefined
}

/** A request that creates a part of the state before the first call. */
export interface Content extends PageRequest {
  /** The id in the source of what it creates. */
  id?: string
  /** The type of the integration that it creates. */
  type?: string
}

/** Calls to replay on one organization, which depend on each other. */
export interface Page {
  title: string
  org: { id: string; name: string }
  /** Projects that exist before the first call. */
  projects: readonly { id: string; name: string }[]
  contents: readonly Content[]
  calls: readonly PageCall[]
  /**
   * How responses show ids. `numbered`: all but those that a request names, by their order; `mapped`: as the source
   * shows them; `hidden`: all the same.
   */
  ids: 'numbered' | 'mapped' | 'hidden'
}
