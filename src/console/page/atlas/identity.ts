/** Somebody who may call the API: an API key (HTTP Digest) or a service account (OAuth 2.0). */
export interface Identity {
  kind: 'apiKey' | 'serviceAccount'
  /** Public key or client id. */
  id: string
  secret: string
  /** `seed`: the seed file's; `sandbox`: made on this page; `own`: typed in, so its secret is not shown. */
  origin: 'seed' | 'sandbox' | 'own'
  /** Id of its organization, where it is known. */
  organization: string | undefined
  roles: readonly { roleName: string; orgId?: string | undefined; groupId?: string | undefined }[]
  /** Addresses that it may call from; empty: all. */
  accessList: readonly string[]
}

/** Tells identities apart: one that is typed in may have the id of another, and another secret. */
export function keyOf({ origin, id }: Identity): string {
  return `${origin} ${id}`
}
