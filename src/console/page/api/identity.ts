import type { ClientCredential } from '../../../client/environment.ts'

/** Credentials: an API key (HTTP Digest) or a service account (OAuth 2.0). */
export interface Identity extends ClientCredential {
  /** `seed`: seed data; `sandbox`: a sandbox created in this tab; `own`: entered, so its secret is not shown. */
  origin: 'seed' | 'sandbox' | 'own'
  /** Name of the sandbox. */
  sandboxName?: string
  /** ID of its organization, if known. */
  organization: string | undefined
  roles: readonly { roleName: string; orgId?: string | undefined; groupId?: string | undefined }[]
  /** Allowed addresses; empty: all. */
  accessList: readonly string[]
}

/** Returns a secret key of what calls are sent with: the user may enter an id again, with another secret. */
export function credentialsKey({ kind, id, secret }: Identity): string {
  return JSON.stringify([kind, id, secret])
}

/** Returns a unique key: entered and seeded credentials may have the same ID. */
export function keyOf({ origin, id }: Identity): string {
  return `${origin} ${id}`
}
