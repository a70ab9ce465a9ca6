import type { Permission } from './auth/roles.ts'

/**
 * What an operation's bodies hold: `integration` settings of a type, `tenancy` projects and organizations, which
 * have no secrets, `token` forms and responses of OAuth.
 */
export type Content = 'integration' | 'tenancy' | 'token'

/** What is known of an operation apart from how it is carried out. */
export interface OperationFacts {
  operationId: string
  content: Content
  /** The roles that permit it; undefined: it asks for none, as OAuth's do. */
  permission?: Permission
  /** X-Java-Method, as recorded; undefined: none is sent. */
  javaMethod?: string
  /** Where its calls name or return the project that they are about, unless its path has the id. */
  project?: 'returned' | 'created'
}
