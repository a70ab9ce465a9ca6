import type { IncomingHttpHeaders } from 'node:http'
import type { Fault, Outcome } from '../../types/wire.d.ts'
import type { Authorization } from '../auth/authenticator.ts'
import type { Reason } from '../catalogue/errors.ts'
import type { OperationFacts } from '../catalogue/operation-facts.ts'
import type { Principal } from '../store/principals.ts'

export interface ReceivedRequest {
  method: string
  /** The request target as received, query included. */
  target: string
  headers: IncomingHttpHeaders
  address: string
  httpVersion: string
  /** Whether the console sent it by itself, such as a list that it shows. */
  isBackground: boolean
  /** Whether the console sent it: its browser would repeat a request whose connection ends before the response. */
  isOfConsole: boolean
  /** The client's id for it. */
  callId: string | undefined
  /** Path parameters, decoded. */
  params: Readonly<Record<string, string | undefined>>
}

/**
 * A recorded request on the Atlas API. It contains secrets: only `present-entry.ts` and the recorder of calls may
 * expose it. The journal's limit counts its target, headers and bodies.
 */
export interface Entry extends Omit<ReceivedRequest, 'headers' | 'params' | 'isOfConsole'> {
  /** Position in the journal, from 1; never reused. 0: not in the journal yet. */
  id: number
  /** Bytes that count against the journal's limit. */
  size: number
  /** Id of the Digest challenge that it follows. */
  challenge: number | undefined
  /** Organization of the request: the caller's, else the one named by path or credentials. */
  orgId: string | undefined
  /** As JSON, which takes a tenth of the memory of an object with many short fields. */
  headers: string
  /** The body as received, one character per byte; undefined if none was read. */
  body: string | undefined
  /** Undefined: no operation has this path and method. */
  operation: OperationFacts | undefined
  /** From the path. */
  projectId: string | undefined
  /** From the path, as received. */
  integrationType: string | undefined
  /** Whether an update created what it would have replaced. */
  isCreation: boolean
  scheme: Authorization['scheme']
  /** The caller; `roles` may be incomplete, because authentication reads only some of them. */
  principal: Omit<Principal, 'accessList' | 'requiresAccessList'> | undefined
  authentication: Outcome
  /** Outcome of the role check. */
  authorization: Outcome
  /** Outcome of the query and body checks. */
  validation: Outcome
  /** Why the request was rejected, or which feature forced the response; undefined on success. */
  reason: Reason | undefined
  /** The error code of the response: Atlas's errorCode, or RFC 6749's error. */
  errorCode: string | undefined
  /** Undefined: the connection ended without a response. */
  status: number | undefined
  responseHeaders: Readonly<Record<string, unknown>>
  responseBody: string | undefined
  /** Milliseconds from the request's arrival. */
  duration: number
  /** Milliseconds since the epoch, by the mock's clock. */
  time: number
  /** Whether a test had set or frozen that clock. */
  isClockSet: boolean
  fault: { id: string; effect: string; stage: Fault['stage'] } | undefined
}

export type SentResponse = Pick<
  Entry,
  'status' | 'responseHeaders' | 'responseBody' | 'duration' | 'time' | 'isClockSet'
>

/** Returns whether a request is the first of a Digest call: without credentials, rejected with a challenge. */
export function isChallenge({ scheme, status }: Entry): boolean {
  return status === 401 && scheme === 'none'
}

/** Effects before the commit that roll it back. */
const DISCARDING = ['truncate', 'empty']

/** Effects after which the response is the usual one. */
const DELAYING = ['delay', 'slow']

/** Returns whether the operation ran and its changes were kept. */
export function isExecuted({ operation, fault, reason, status = 0 }: Entry): boolean {
  if (fault?.stage === 'after-commit') return true
  if (fault && DISCARDING.includes(fault.effect)) return false
  return operation !== undefined && reason === undefined && status >= 200 && status < 300
}

/** Returns whether a fault determined the response, not only when it was sent. */
export function isChanged({ fault }: Entry): boolean {
  return fault !== undefined && !DELAYING.includes(fault.effect)
}

const UNMOCKED: readonly (Reason['code'] | undefined)[] = [
  'path-unknown',
  'path-undecodable',
  'method-unknown',
  'operation-not-mocked'
]

/** Returns whether a request matched no route and no stub. */
export function isUnmocked({ reason }: Entry): boolean {
  return UNMOCKED.includes(reason?.code)
}
