import type { OperationId } from '../auth/roles.ts'
import type { AtlasError } from '../errors.ts'
import type { Principal } from '../store/principals.ts'

/** The operations outside the Admin API's document, beside {@link OperationId}. */
export type RecordedOperation = OperationId | 'createToken' | 'revokeToken'

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
  /** Milliseconds from the request's arrival to its answer. */
  duration: number
  /** The caller's address. */
  address: string
  httpVersion: string
  method: string
  /** The request target as it was sent, query included. */
  target: string
  /** As JSON, which takes a tenth of the memory of an object with many short headers. */
  headers: string
  /** The body as it was sent; undefined where none was read. */
  body: Buffer | undefined
  /** Undefined: an unknown path or method. */
  operationId: RecordedOperation | undefined
  /** From the path. */
  projectId: string | undefined
  /** From the path, as it was sent. */
  integrationType: string | undefined
  /** Its roles as {@link Principal} callers are read: a few, however many there are. */
  principal: Pick<Principal, 'id' | 'kind' | 'orgId' | 'roles'> | undefined
  /** Whether the credentials were found good; undefined: nobody looked at them. */
  isAuthenticated: boolean | undefined
  /** Whether the role check passed; undefined: not reached. */
  isAuthorized: boolean | undefined
  /** Why the request was refused; undefined: it was not, or by a fault. */
  refusal: Pick<AtlasError, 'why'> | undefined
  /** Undefined: the connection ended without an answer. */
  status: number | undefined
  /** As JSON. */
  answerHeaders: string
  /** Undefined: no body. */
  answerBody: string | undefined
  /** The fault that fired on it. */
  fault: { id: string; effect: string } | undefined
}
