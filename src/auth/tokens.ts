import type { Sources } from '../base/sources.ts'
import type { Reason } from '../catalogue/errors.ts'
import type { Principal } from '../store/principals.ts'
import type { Store } from '../store/store.ts'
import type { IssuedToken } from '../store/tokens.ts'

/** Lifetime of a token in seconds (documented). */
const TOKEN_LIFETIME = 3600

/** Active tokens of a service account (documented); enforced with the rate limits only. */
const MAX_ACTIVE_TOKENS = 100

/** Header and audience as documented; clients cannot verify the signature, so it is as many random bytes. */
const HEADER = encode({ alg: 'ES512', typ: 'JWT', kid: 'atlas-integrations-mock' })
const AUDIENCE = 'api://admin'
const SIGNATURE_BYTES = 132
/** Atlas's issuer is unknown; the mock uses its own name. */
const ISSUER = 'urn:atlas-integrations-mock'

/** The bearer tokens of service accounts. They have the form of Atlas's; the table of issued tokens decides. */
export class Tokens {
  readonly #store: Store
  readonly #sources: Sources

  constructor(store: Store, sources: Sources) {
    this.#store = store
    this.#sources = sources
  }

  /**
   * Issues a token for an authenticated service account.
   *
   * @returns the token and its lifetime in seconds
   */
  issue(owner: Pick<Principal, 'id' | 'orgId'>): { token: string; lifetime: number } {
    const lifetime = this.#lifetimeOf(owner)
    const now = this.#sources.now(owner.orgId)
    const iat = Math.floor(now / 1000)
    const exp = iat + lifetime
    const jti = this.#sources.randomBytes(16).toString('hex')
    const claims = encode({ iss: ISSUER, aud: AUDIENCE, sub: owner.id, iat, exp, jti })
    const signature = this.#sources.randomBytes(SIGNATURE_BYTES).toString('base64url')
    const token = `${HEADER}.${claims}.${signature}`
    const row = { token, clientId: owner.id, issued: iat * 1000, expires: exp * 1000 }
    this.#store.tokens.insert(row, now)
    return { token, lifetime }
  }

  /** Returns whether a service account has as many active tokens as Atlas allows. */
  isAtLimit(owner: Pick<Principal, 'id' | 'orgId'>): boolean {
    const now = this.#sources.now(owner.orgId)
    const active = this.#store.tokens.countActive(owner.id, now, now - this.#lifetimeOf(owner) * 1000)
    return active >= MAX_ACTIVE_TOKENS
  }

  #lifetimeOf({ id }: Pick<Principal, 'id'>): number {
    return this.#store.credentials.tokenLifetime(id) ?? TOKEN_LIFETIME
  }

  /** Returns why a token is expired or revoked, by its organization's clock; undefined if it is active. */
  rejectionOf({ issued, expires, isRevoked }: IssuedToken, owner: Principal): Reason | undefined {
    const expiry = Math.min(expires, issued + this.#lifetimeOf(owner) * 1000)
    if (expiry <= this.#sources.now(owner.orgId)) return { code: 'token-expired' }
    return isRevoked ? { code: 'token-revoked' } : undefined
  }

  /** Revokes a token of a service account; ignores tokens of other accounts. */
  revoke(token: string, { id }: Pick<Principal, 'id'>): void {
    this.#store.tokens.revoke(token, id)
  }
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
