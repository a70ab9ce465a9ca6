import { versionedType } from '../atlas/media-type.ts'
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

/** Selects a version of every operation: each accepts a date after its own. */
export const VERSIONED = versionedType('2025-03-12')

const HEADERS = ['Accept', 'Content-Type'].map(name => [name, VERSIONED] as const)

/** Returns a request on the Atlas API. @param path below `/api/atlas/v2` */
export function contentOf(
  method: string,
  path: string,
  body?: object,
  created?: Pick<Content, 'id' | 'type'>
): Content {
  // The service chooses the ids of notifiers, and rejects null.
  const sent = (name: string, value: unknown) => (name === 'notifierId' || value === null ? undefined : value)
  const payload = body && JSON.stringify(body, sent)
  return { method, path: `/api/atlas/v2${path}`, headers: HEADERS, payload, ...created }
}
