import type { IncomingHttpHeaders } from 'node:http'
import type { Effect } from '../../types/wire.d.ts'
import { type Authorization, parseAuthorization } from '../auth/authorization.ts'
import type { OperationFacts } from '../operation.ts'
import type { Reason } from '../reasons.ts'
import type { Principal } from '../store/principals.ts'
import type { Entry, Outcome } from './entry.ts'

/** How far a request came: the checks of Atlas, the state that the handler met, and the end. */
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

/** A fault that fires on a request. */
export interface Firing {
  id: string
  effect: Effect
  /** Milliseconds to wait first. */
  delay: number
}

/** A request as it arrived. */
export interface ReceivedRequest {
  method: string
  /** The request target as it was sent, query included. */
  target: string
  headers: IncomingHttpHeaders
  /** The caller's address. */
  address: string
  httpVersion: string
  /** Values from the path as they were sent, decoded. */
  params: Readonly<Record<string, string | undefined>>
}

/** What a client got. */
export interface SentResponse {
  /** Undefined: the connection ended without a response. */
  status: number | undefined
  headers: Readonly<Record<string, unknown>>
  body: string | undefined
  /** Milliseconds from the request's arrival. */
  duration: number
  /** Milliseconds since the epoch, by the clock in force. */
  time: number
}

/** One request on the Atlas surface, from its arrival to its response: all that is known of it. */
export class RequestRecord {
  readonly received: ReceivedRequest
  readonly authorization: Authorization
  operation: OperationFacts | undefined
  /** The body as it was sent. */
  body: Buffer | undefined
  /** Who called, once that is proven. */
  caller: Principal | undefined
  /** Why it got another response than a success; undefined: it did not. */
  reason: Reason | undefined
  fault: Firing | undefined
  /** Its caller's rate limit, once the request is counted. */
  rate: { limit: number; remaining: number } | undefined
  isRecorded = false
  /** In the order in which they were reached. */
  #stages: Stage[] = []
  #isRefused = false
  readonly #attribute: (record: RequestRecord) => string | undefined
  #attributed: { orgId: string | undefined } | undefined

  /** @param attribute finds the organization of a request whose caller is not proven */
  constructor(received: ReceivedRequest, attribute: (record: RequestRecord) => string | undefined) {
    this.received = received
    this.authorization = parseAuthorization(received.headers.authorization)
    this.#attribute = attribute
  }

  /** Organization that the request belongs to: the caller's, else the one that its path or header names. */
  get orgId(): string | undefined {
    if (this.caller) return this.caller.orgId
    this.#attributed ??= { orgId: this.#attribute(this) }
    return this.#attributed.orgId
  }

  get projectId(): string | undefined {
    return this.received.params['groupId']
  }

  /** Notes that a stage is reached. The first one again means that the checks are made again. */
  enter(stage: Stage): void {
    if (stage === 'authentication') this.#stages = []
    this.#stages.push(stage)
  }

  /** Notes that the stage reached last refuses the request. */
  refuse(reason: Reason): void {
    this.reason = reason
    this.#isRefused = true
  }

  /** The request as the journal keeps it. */
  toEntry({ status, headers, body, duration, time }: SentResponse): Omit<Entry, 'id'> {
    const { method, target, address, httpVersion, params } = this.received
    const { caller, fault } = this
    return {
      orgId: this.orgId,
      time,
      duration,
      address,
      httpVersion,
      method,
      target,
      // As JSON, an object with many short headers takes a tenth of the memory.
      headers: JSON.stringify(this.received.headers),
      body: this.body && withOwnMemory(this.body),
      operation: this.operation,
      projectId: this.projectId,
      integrationType: params['integrationType'],
      scheme: this.authorization.scheme,
      principal: caller && { id: caller.id, kind: caller.kind, orgId: caller.orgId, roles: caller.roles },
      authentication: this.#outcome('authentication'),
      role: this.operation?.permission ? this.#outcome('authorization') : 'not reached',
      validation: this.#validation(),
      reason: this.reason,
      status,
      answerHeaders: JSON.stringify(headers),
      answerBody: body,
      fault: fault && { id: fault.id, effect: fault.effect.type }
    }
  }

  /** A stage that the request did not get past counts only where it refused the request. */
  #outcome(stage: Stage): Outcome {
    const at = this.#stages.lastIndexOf(stage)
    if (at < 0) return 'not reached'
    if (at < this.#stages.length - 1) return 'accepted'
    return this.#isRefused ? 'refused' : 'not reached'
  }

  /** Of query and body, whichever was refused; else of the one that is checked last. */
  #validation(): Outcome {
    const [query, body] = [this.#outcome('query'), this.#outcome('body')]
    if (query === 'refused' || body === 'refused') return 'refused'
    // Where the body names the organization, the role is checked after it.
    return body === 'accepted' || this.#stages.includes('state') ? 'accepted' : 'not reached'
  }
}

/** A small buffer keeps alive the pool that it was cut from. */
function withOwnMemory(bytes: Buffer): Buffer {
  if (bytes.length === bytes.buffer.byteLength) return bytes
  const copy = Buffer.allocUnsafeSlow(bytes.length)
  bytes.copy(copy)
  return copy
}
