import type { Permission } from './permissions.ts'
import type { TypedResource } from './vocabulary.ts'

/**
 * The content of an operation's bodies: settings of the types of a resource, entries of the IP access list, alert
 * configurations, `tenancy` projects and organizations, which contain no secrets, `token` OAuth forms and responses.
 */
export type BodyKind = TypedResource | 'accessList' | 'alertConfigs' | 'tenancy' | 'token'

/** The properties of an operation, without its handler. */
export interface OperationFacts {
  operationId: string
  content: BodyKind
  /** The roles that permit it; undefined: no role required, as for OAuth. */
  permission?: Permission
  /** X-Java-Method, as recorded; undefined: header not sent. */
  javaMethod?: string
  /** Whether a response lists what the caller may see in other projects. */
  dependsOnCaller?: true
  /** Row of `schemas/rate-limits.json`; undefined for the token endpoint. */
  rateGroup?: string
}
