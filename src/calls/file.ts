import type { OrganizationState } from '../state/document.ts'

/**
 * A file of recorded calls: an HTTP archive 1.2 (http://www.softwareishard.com/blog/har-12-spec/) with two members of
 * the mock's own. `schemas/calls.json` describes it.
 */
export interface CallsFile {
  log: {
    version: '1.2'
    creator: { name: string; version: string }
    /** What is missing, if anything is. */
    comment?: string
    pages: RecordedPage[]
    entries: RecordedCall[]
  }
}

/** The calls on one organization between two changes of its state by the control plane. */
export interface RecordedPage {
  id: string
  /** The name of the sandbox, which the examples set to the test's; else that of the organization. */
  title: string
  startedDateTime: string
  pageTimings: object
  /** The organization before the first call, with stand-ins; null: the calls name none. */
  _state: PageState | null
}

/** The resources of an organization. */
export type PageState = Pick<OrganizationState, 'id' | 'name' | 'projects' | 'logIntegrations'>

interface NameValue {
  name: string
  value: string
}

/** A call and the mock's response to it, with stand-ins for every value that the mock's own vocabulary lacks. */
export interface RecordedCall {
  pageref: string
  startedDateTime: string
  /** Milliseconds. */
  time: number
  request: {
    method: string
    /** The host is reserved. */
    url: string
    httpVersion: string
    cookies: []
    headers: NameValue[]
    queryString: NameValue[]
    postData?: { mimeType: string; text: string }
    headersSize: -1
    bodySize: number
  }
  response: {
    /** 0: the connection ended without a response. */
    status: number
    statusText: string
    httpVersion: string
    cookies: []
    headers: NameValue[]
    content: { size: number; mimeType: string; text: string }
    redirectURL: ''
    headersSize: -1
    bodySize: -1
  }
  cache: object
  timings: { send: 0; wait: number; receive: 0 }
  _mock: CallFacts
}

/** Why a call is not compared. */
export type NotCompared =
  | 'fault'
  | 'stub'
  | 'prefer'
  /** Rejected; the caller is not an owner. */
  | 'credentials'
  /** The response lists what the caller may see. */
  | 'other projects'
  /** The body could not be recorded. */
  | 'body missing'
  /** The mock does not implement the path or the method. */
  | 'not covered'
  /** A 429 or 5xx: the same call may get another response next time. */
  | 'transient'

/** What the mock knows about a call. */
export interface CallFacts {
  operation: string | null
  integrationType: string | null
  errorCode: string | null
  /** The code of `schemas/reasons.json`; null: no check rejected the call. */
  reason: string | null
  /** `owner`: ORG_OWNER or GROUP_OWNER of what the call names; null: not authenticated. */
  caller: 'owner' | 'other' | null
  /** Whether the operation ran and its changes were kept: a later call may depend on it. */
  executed: boolean
  /** Null: the response can be compared with that of a service. */
  notCompared: NotCompared | null
  /** Ids of the ledger's rows that the call relies on, its behaviour's first, if there is one; see `behaviourOf`. */
  rows: string[]
}
