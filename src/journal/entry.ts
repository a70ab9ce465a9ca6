import type { IncomingHttpHeaders } from 'node:http'
import type { Authorization } from '../auth/authorization.ts'
import type { Reason } from '../errors.ts'
import type { OperationFacts } from '../operation.ts'
import type { Principal } from '../store/principals.ts'

/** The outcome of a check. */
export type Outcome = 'accepted' | 'refused' | 'not reached'

/**
 * A recorded request on the Atlas API, unmasked. It contains secrets: only `presentEntry` may expose it. The
 * journal's memory limit must count every string, buffer and list of it; see `Journal`.
 */
export interface Entry {
  /** Position in the journal, from 1; never reused. */
  id: number
  /** Estimated memory in bytes. */
  size: number
  /** Organization of the request: the caller's, else the one named by path or credentials. */
  orgId: string | undefined
  /** Milliseconds since the epoch, by the mock's clock. */
  time: number
  /** Milliseconds from the request's arrival to its response. */
  duration: number
  /** The client's IP address. */
  address: string
  httpVersion: string
  method: string
  /** The request target as received, query included. */
  target: string
  /** As JSON, which takes a tenth of the memory of an object with many short headers. */
  headers: string
  /** The body as received, one character per byte; undefined if none was read. */
  body: string | undefined
  /** Undefined: no operation has this path and method. */
  operation: OperationFacts | undefined
  /** From the path. */
  projectId: string | undefined
  /** From the path, as received. */
  integrationType: string | undefined
  /** Scheme of the Authorization header. */
  scheme: Authorization['scheme']
  /** The caller; `roles` may be incomplete, because authentication reads only some of them. */
  principal: Omit<Principal, 'accessList'> | undefined
  authentication: Outcome
  role: Outcome
  /** Outcome of the query and body checks. */
  validation: Outcome
  /** Why the request was rejected, or which feature forced the response; undefined on success. */
  reason: Reason | undefined
  /** Undefined: the connection ended without a response. */
  status: number | undefined
  /** The error code of the response: Atlas's errorCode, or RFC 6749's error. */
  errorCode: string | undefined
  responseHeaders: Readonly<Record<string, unknown>>
  /** Undefined: no body. */
  responseBody: string | undefined
  /** The fault that fired on the request. */
  fault: { id: string; effect: string } | undefined
}

/** An entry that is not in the journal yet. */
export type NewEntry = Omit<Entry, 'id' | 'size' | 'headers'> & { headers: IncomingHttpHeaders }

/** Returns whether a request is the first of a Digest call: without credentials, rejected with a challenge. */
export function isChallenge({ scheme, status }: Entry): boolean {
  return status === 401 && scheme === 'none'
}

/** The fields of an entry that filters and matchers compare by equality, by the names that they use. */
export const ENTRY_FIELDS = {
  sandbox: entry => entry.orgId,
  organization: entry => entry.orgId,
  project: entry => entry.projectId,
  operation: entry => entry.operation?.operationId,
  method: entry => entry.method,
  integrationType: entry => entry.integrationType,
  principal: entry => entry.principal?.id,
  status: entry => entry.status,
  errorCode: entry => entry.errorCode,
  fault: entry => entry.fault?.id
} satisfies Record<string, (entry: Entry) => string | number | undefined>
