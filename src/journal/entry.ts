import type { Authorization } from '../auth/authorization.ts'
import type { OperationFacts } from '../operation.ts'
import type { Reason } from '../reasons.ts'
import type { Principal } from '../store/principals.ts'

/** What a check of a request came to. */
export type Outcome = 'accepted' | 'refused' | 'not reached'

/**
 * One request on the Atlas surface as it is kept: raw, secrets included. It never leaves as it is; only
 * `presentEntry` shows it. The journal's limit counts each text, buffer and list of it.
 */
export interface Entry {
  /** Place in the journal, from 1; never used twice. */
  id: number
  /** Organization that the request is attributed to: the caller's, else the one that its path names. */
  orgId: string | undefined
  /** Milliseconds since the epoch, by the clock in force. */
  time: number
  /** Milliseconds from the request's arrival to its response. */
  duration: number
  /** The caller's address. */
  address: string
  httpVersion: string
  method: string
  /** The request target as it was sent, query included. */
  target: string
  /** As JSON. */
  headers: string
  /** The body as it was sent; undefined where none was read. */
  body: Buffer | undefined
  /** Undefined: an unknown path or method. */
  operation: OperationFacts | undefined
  /** From the path. */
  projectId: string | undefined
  /** From the path, as it was sent. */
  integrationType: string | undefined
  /** Scheme of the Authorization header. */
  scheme: Authorization['scheme']
  /** Its roles as callers are read: a few, however many there are. */
  principal: Pick<Principal, 'id' | 'kind' | 'orgId' | 'roles'> | undefined
  authentication: Outcome
  role: Outcome
  /** Of query and body. */
  validation: Outcome
  /** Why the request was refused; undefined: it was not, or by a fault of the plan. */
  reason: Reason | undefined
  /** Undefined: the connection ended without a response. */
  status: number | undefined
  /** As JSON. */
  answerHeaders: string
  /** Undefined: no body. */
  answerBody: string | undefined
  /** The fault that fired on it. */
  fault: { id: string; effect: string } | undefined
}

/** Whether a request is the first half of a Digest call: without credentials, answered with a challenge. */
export function isChallenge({ scheme, status }: Entry): boolean {
  return status === 401 && scheme === 'none'
}
