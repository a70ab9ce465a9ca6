import type { Effect } from '../../types/wire.d.ts'
import { type Authorization, parseAuthorization } from '../auth/authorization.ts'
import type { VerifiedToken } from '../auth/tokens.ts'
import type { Reason } from '../errors.ts'
import type { OperationFacts } from '../operation.ts'
import type { Principal } from '../store/principals.ts'
import type { NewEntry, Outcome, ReceivedRequest, SentResponse } from './entry.ts'

/** How far a request got: Atlas's checks, the handler's state checks, and completion. */
export type Stage =
  | 'authentication'
  | 'accessList'
  | 'version'
  | 'path'
  | 'limit'
  | 'authorization'
  | 'query'
  | 'body'
  | 'state'
  | 'done'

/** A fault that fired on a request. */
export interface FiredFault {
  id: string
  effect: Effect
  /** Milliseconds to wait before its effect. */
  delay: number
}

/** Collects everything known of one request on the Atlas API, from arrival to response. */
export class RequestRecord {
  readonly received: ReceivedRequest
  readonly authorization: Authorization
  operation: OperationFacts | undefined
  /** The body as received. */
  body: Buffer | undefined
  /** The claims of a bearer token with a valid signature. */
  token: VerifiedToken | undefined
  /** The authenticated caller. */
  caller: Principal | undefined
  /** Why the request did not succeed; undefined on success. */
  reason: Reason | undefined
  fault: FiredFault | undefined
  /** The error code of the response: Atlas's errorCode, or RFC 6749's error. */
  errorCode: string | undefined
  /** The caller's token bucket, after the request is counted. */
  rate: { capacity: number; remaining: number } | undefined
  isRecorded = false
  /** In the order reached. */
  #stages: Stage[] = []
  #isRejected = false
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

  get projectId(): string | undefined {
    // The router also matches an empty parameter.
    return this.received.params['groupId'] || undefined
  }

  /** Records that a stage is reached. Reaching `authentication` again restarts the sequence. */
  enter(stage: Stage): void {
    if (stage === 'authentication') this.#stages = []
    this.#stages.push(stage)
  }

  /** Records that the current stage rejects the request. */
  reject(reason: Reason): void {
    this.reason = reason
    this.#isRejected = true
  }

  /** Returns the journal entry of the request. */
  toEntry({ headers: responseHeaders, body: responseBody, ...sent }: SentResponse): NewEntry {
    const { headers, params, ...received } = this.received
    const { caller, fault } = this
    return {
      ...received,
      ...sent,
      orgId: this.orgId,
      headers: JSON.stringify(headers),
      body: this.body?.toString('latin1'),
      operation: this.operation,
      projectId: this.projectId,
      integrationType: params['integrationType'],
      scheme: this.authorization.scheme,
      // Without its access list, which may be long.
      principal: caller && { id: caller.id, kind: caller.kind, orgId: caller.orgId, roles: caller.roles },
      authentication: this.#authentication(),
      role: this.operation?.permission ? this.#outcome('authorization') : 'not reached',
      validation: this.#validation(),
      reason: this.reason,
      errorCode: sent.status === undefined ? undefined : this.errorCode,
      responseHeaders,
      responseBody,
      fault: fault && { id: fault.id, effect: fault.effect.type }
    }
  }

  /** Returns the outcome of a stage. If it is the last, it was reached only if it rejected the request. */
  #outcome(stage: Stage): Outcome {
    const at = this.#stages.lastIndexOf(stage)
    if (at < 0) return 'not reached'
    if (at < this.#stages.length - 1) return 'accepted'
    return this.#isRejected ? 'refused' : 'not reached'
  }

  #authentication(): Outcome {
    const outcome = this.#outcome('authentication')
    return outcome === 'not reached' && this.caller ? 'accepted' : outcome
  }

  /** Returns the outcome of query and body together. */
  #validation(): Outcome {
    const [query, body] = [this.#outcome('query'), this.#outcome('body')]
    if (query === 'refused' || body === 'refused') return 'refused'
    // `state` too: some operations check the role after the body.
    return body === 'accepted' || this.#stages.includes('state') ? 'accepted' : 'not reached'
  }
}
