import type { Effect, Fault, Outcome } from '../../types/wire.d.ts'
import { type Authorization, type Proof, parseAuthorization } from '../auth/authenticator.ts'
import type { Reason } from '../catalogue/errors.ts'
import type { OperationFacts } from '../catalogue/operation-facts.ts'
import type { Principal } from '../store/principals.ts'
import type { Entry, ReceivedRequest, SentResponse } from './entry.ts'

/** A check that Atlas makes before it runs an operation. */
export type Check =
  | 'authentication'
  | 'accessList'
  | 'version'
  | 'path'
  | 'limit'
  | 'authorization'
  | 'query'
  | 'body'

/** A fault that fired on a request. */
export interface FiredFault {
  id: string
  effect: Effect
  stage: Fault['stage']
  /** Milliseconds to wait before its effect. */
  delay: number
}

/**
 * Everything known about one request on the Atlas API, from arrival to response. Only the steps of the request in
 * `atlas` write it.
 */
export class RequestRecord {
  readonly received: ReceivedRequest
  readonly authorization: Authorization
  /** The operation that the request calls; undefined: none. */
  operation: OperationFacts | undefined
  /** The body; undefined: none received. */
  body: Buffer | 'too large' | 'incomplete' | undefined
  /** The verified credentials. */
  proof: Proof | undefined
  /** The authenticated caller. */
  caller: Principal | undefined
  /** The fault that fired on the request; there is at most one. */
  fault: FiredFault | undefined
  /** The caller's token bucket, after the request is counted. */
  rate: { capacity: number; remaining: number } | undefined
  /** Why the request did not succeed, or which feature forced its response. */
  reason: Reason | undefined
  /** The error code of the response: Atlas's errorCode, or RFC 6749's error. */
  errorCode: string | undefined
  /** Whether an update created what it would have replaced. */
  isCreation = false
  /** Id of the project that the path names without its id. */
  locatedId: string | undefined
  #passed: readonly Check[] = []
  #rejectedBy: Check | undefined
  #isFinished = false
  readonly #attribute: (record: RequestRecord) => string | undefined
  #attributed: { orgId: string | undefined } | undefined

  /** @param attribute returns the organization of a request without an authenticated caller */
  constructor(received: ReceivedRequest, attribute: (record: RequestRecord) => string | undefined) {
    this.received = received
    this.authorization = parseAuthorization(received.headers.authorization)
    this.#attribute = attribute
  }

  /** Returns the organization of the request: the caller's, else the one named by path or credentials. */
  get orgId(): string | undefined {
    if (this.caller) return this.caller.orgId
    this.#attributed ??= { orgId: this.#attribute(this) }
    return this.#attributed.orgId
  }

  /** Returns the id of the project that the path names. */
  get projectId(): string | undefined {
    // The router also matches an empty parameter.
    return this.locatedId ?? (this.received.params['groupId'] || undefined)
  }

  /** Returns the nonce of the Digest credentials. */
  get nonce(): string | undefined {
    const { authorization } = this
    return authorization.scheme === 'digest' && 'nonce' in authorization.digest
      ? authorization.digest.nonce
      : undefined
  }

  /** Assigns a request without a caller to an organization. */
  assign(orgId: string | undefined): void {
    this.#attributed = { orgId }
  }

  /** Records the credentials as verified; undefined: rejected. */
  authenticate(proof: Proof | undefined): void {
    this.proof = proof
    this.#rejectedBy = proof ? undefined : 'authentication'
  }

  /**
   * Records the outcome of a list of checks, in place of an earlier one.
   *
   * @param caller if identified
   * @param rejectedBy the check that rejected the request
   */
  settle(caller: Principal | undefined, passed: readonly Check[], rejectedBy?: Check): void {
    this.caller = caller
    this.#passed = passed
    this.#rejectedBy = rejectedBy
  }

  /** Records why the request gets its response. */
  conclude(reason: Reason, errorCode: string | undefined): void {
    this.reason = reason
    this.errorCode = errorCode
  }

  /** Ends the record. Returns the entry to add to the journal; undefined if it has ended before. */
  finish(response: SentResponse): Entry | undefined {
    if (this.#isFinished) return undefined
    this.#isFinished = true
    const { method, target, headers, address, httpVersion, isBackground, callId, params } = this.received
    const { status, responseHeaders, responseBody, duration, time, isClockSet } = response
    const { caller, fault } = this
    return {
      id: 0,
      size: 0,
      method,
      target,
      address,
      httpVersion,
      isBackground,
      callId,
      challenge: undefined,
      status,
      duration,
      time,
      isClockSet,
      orgId: this.orgId,
      headers: JSON.stringify(headers),
      body: this.body instanceof Buffer ? this.body.toString('latin1') : undefined,
      operation: this.operation,
      projectId: this.projectId,
      integrationType: params['integrationType'],
      isCreation: this.isCreation,
      scheme: this.authorization.scheme,
      // Without its access list, which may be long.
      principal: caller && { id: caller.id, kind: caller.kind, orgId: caller.orgId, roles: caller.roles },
      authentication: this.#outcome('authentication'),
      authorization: this.operation?.permission ? this.#outcome('authorization') : 'not reached',
      validation: this.#outcome('query', 'body'),
      reason: this.reason,
      errorCode: status === undefined ? undefined : this.errorCode,
      responseHeaders,
      responseBody,
      fault: fault && { id: fault.id, effect: fault.effect.type, stage: fault.stage }
    }
  }

  /** Returns the outcome of the checks with one of the names; a list of checks may lack some. */
  #outcome(...names: Check[]): Outcome {
    if (this.#rejectedBy && names.includes(this.#rejectedBy)) return 'rejected'
    for (const name of this.#passed) if (names.includes(name)) return 'accepted'
    return 'not reached'
  }
}
