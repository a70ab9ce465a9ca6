import type { Permission } from '../auth/roles.ts'
import type { Principal } from '../store/principals.ts'
import type { Authentication, RecordedOperation } from './entry.ts'
import type { ShownHeaders } from './headers.ts'
import type { Fields } from './json.ts'
import type { WireRole } from './role.ts'
import type { Validation } from './verdict.ts'

/** A request of the journal as it leaves: `RecordedRequest` of `schemas/control/requests.json`. No secrets. */
export interface RecordedRequest {
  id: number
  /** Organization that the request is attributed to. */
  organization: string | null
  /** ISO 8601 with milliseconds, by the clock in force. */
  time: string
  /** Milliseconds. */
  duration: number
  /** The caller's address. */
  address: string
  request: {
    method: string
    /** Path and query. */
    url: string
    path: string
    query: Record<string, string | string[]>
    httpVersion: string
    headers: ShownHeaders
    /** Fields; a text that says what it was where it had none; null where there was none. */
    body: Fields | string | null
  }
  /** Null: an unknown path or method. */
  operation: RecordedOperation | null
  project: string | null
  /** From the path, as it was sent. */
  integrationType: string | null
  principal: Pick<Principal, 'id' | 'kind' | 'orgId'> | null
  authentication: Authentication
  role: {
    decision: 'granted' | 'denied' | 'not reached'
    /** The roles that suffice: one of them on the project, or one on its organization. */
    needed: Permission | null
    had: WireRole[] | null
  }
  validation: Validation
  /** Why it was refused. */
  reason: string | null
  /** Null: the connection ended without one. */
  answer: {
    status: number
    errorCode: string | null
    headers: ShownHeaders
    body: Fields | string | null
  } | null
  fault: { id: string; effect: string } | null
}
