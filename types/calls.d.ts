/** Generated from schemas/calls.json by `npm run docs`; do not edit. */
import type { Organization } from './state.d.ts'

export type Pairs = {
  name: string
  value: string
}[]
export type Text = string | null
/**
 * Why the response of a call cannot be compared with that of a service. `credentials`: rejected, and the caller is not an owner; `other projects`: it lists what the caller may see; `not covered`: the mock does not implement path or method; `transient`: a 429 or 5xx.
 */
export type NotCompared =
  | 'fault'
  | 'stub'
  | 'prefer'
  | 'credentials'
  | 'other projects'
  | 'body missing'
  | 'not covered'
  | 'transient'

/**
 * An HTTP archive 1.2 that the mock recorded, as sent but without the credentials of callers. The members that begin with an underscore are the mock's own.
 */
export interface CallsFile {
  log: {
    version: '1.2'
    creator: {
      name: string
      version: string
    }
    /**
     * How many calls were not recorded.
     */
    comment?: string
    pages: RecordedPage[]
    entries: RecordedCall[]
  }
}
/**
 * The calls on an organization between two changes of its state by the control plane.
 */
export interface RecordedPage {
  id: string
  /**
   * The name of the sandbox; `no sandbox` for calls on other organizations.
   */
  title: string
  startedDateTime: string
  pageTimings: {}
  /**
   * The organization before the first call, without callers; null: the calls do not name one.
   */
  _state: Organization | null
}
/**
 * A call and the mock's response to it.
 */
export interface RecordedCall {
  /**
   * The id of a page.
   */
  pageref: string
  startedDateTime: string
  /**
   * Milliseconds.
   */
  time: number
  request: {
    method: string
    url: string
    httpVersion: string
    cookies: unknown[]
    headers: Pairs
    queryString: Pairs
    postData?: {
      mimeType: string
      text: string
    }
    headersSize: number
    bodySize: number
  }
  response: {
    /**
     * 0: the connection ended without a response.
     */
    status: number
    statusText: string
    httpVersion: string
    cookies: unknown[]
    headers: Pairs
    content: {
      size: number
      mimeType: string
      text: string
    }
    redirectURL: string
    headersSize: number
    bodySize: number
  }
  cache: {}
  timings: {
    send: number
    wait: number
    receive: number
  }
  _mock: CallFacts
}
/**
 * What the mock knows about a call.
 */
export interface CallFacts {
  operation: Text
  integrationType: Text
  errorCode: Text
  /**
   * A code of reasons.json; null: no check rejected the call.
   */
  reason: Text
  /**
   * `owner`: ORG_OWNER or GROUP_OWNER of what the call names; null: not authenticated.
   */
  caller: 'owner' | 'other' | null
  /**
   * Whether the operation ran and its changes were kept: a later call may depend on it.
   */
  executed: boolean
  /**
   * Null: the response can be compared with that of a service.
   */
  notCompared: NotCompared | null
  /**
   * Ids of the rows of FIDELITY.md that the call relies on, its behaviour's first, if there is one.
   */
  rows: string[]
  /**
   * Parameters, special values and other properties of the call that the behaviour does not have.
   */
  unlike: string[]
}
