import type { importJWK, JWK } from 'jose'
import type { Sources } from '../base/sources.ts'
import type { Reason } from '../catalogue/errors.ts'
import type { CredentialsTables } from '../store/credentials.ts'
import type { Bearer, Principal } from '../store/principals.ts'
import type { TokensTables } from '../store/tokens.ts'

/** Lifetime of a token in seconds (documented). */
const TOKEN_LIFETIME = 3600

/** Atlas's documented algorithm and audience. */
const ALGORITHM = 'ES512'
const AUDIENCE = 'api://admin'
/** Atlas's issuer is unknown; the mock uses its own name. */
const ISSUER = 'urn:atlas-integrations-mock'

/** Maximum number of cached tokens: verifying an ES512 signature takes over a millisecond. */
const CACHE_SIZE = 10_000

/** A token with a valid signature; it may be expired or revoked. */
export interface VerifiedToken {
  clientId: string
  jti: string
  /** Milliseconds since the epoch. */
  issued: number
  expires: number
}

type Key = Awaited<ReturnType<typeof importJWK>>

/** Loads jose on demand: Digest callers do not need it. */
const loadJose = () => import('jose')

interface Keys {
  kid: string
  sign: Key
  verify: Key
}

/** Signs and verifies the bearer tokens of service accounts. */
export class Tokens {
  readonly #table: TokensTables
  readonly #accounts: Pick<CredentialsTables, 'tokenLifetime'>
  readonly #sources: Sources
  readonly #verified = new Map<string, VerifiedToken>()
  #keys: Promise<Keys> | undefined

  constructor(table: TokensTables, accounts: Pick<CredentialsTables, 'tokenLifetime'>, sources: Sources) {
    this.#table = table
    this.#accounts = accounts
    this.#sources = sources
  }

  /**
   * Issues a token for an authenticated service account.
   *
   * @returns the token and its lifetime in seconds
   */
  async issue(owner: Pick<Principal, 'id' | 'orgId'>): Promise<{ token: string; lifetime: number }> {
    const { kid, sign } = await this.#loadKeys()
    const { SignJWT } = await loadJose()
    const lifetime = this.#accounts.tokenLifetime(owner.id) ?? TOKEN_LIFETIME
    const now = this.#sources.now(owner.orgId)
    const seconds = Math.floor(now / 1000)
    const jti = this.#sources.randomBytes(16).toString('hex')
    const token = await new SignJWT()
      .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT', kid })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setSubject(owner.id)
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + lifetime)
      .setJti(jti)
      .sign(sign)
    this.#table.insertIssued({ jti, clientId: owner.id, expires: (seconds + lifetime) * 1000 }, now)
    return { token, lifetime }
  }

  /** Returns the verified token, or the reason why it is invalid. */
  async verify(token: string): Promise<VerifiedToken | Reason> {
    const known = this.#verified.get(token)
    if (known) return known
    const verified = await this.#check(token)
    if ('code' in verified) return verified
    const [oldest] = this.#verified.keys()
    if (oldest !== undefined && this.#verified.size >= CACHE_SIZE) this.#verified.delete(oldest)
    this.#verified.set(token, verified)
    return verified
  }

  /** Returns why a token is expired or revoked, by its organization's clock; undefined if it is active. */
  rejectionOf({ issued, expires }: VerifiedToken, bearer: Bearer): Reason | undefined {
    const { principal, tokenLifetime = TOKEN_LIFETIME, isInForce } = bearer
    const expiry = Math.min(expires, issued + tokenLifetime * 1000)
    if (expiry <= this.#sources.now(principal.orgId)) return { code: 'token-expired' }
    return isInForce ? undefined : { code: 'token-revoked' }
  }

  /** Revokes a token of a service account; ignores tokens of other accounts. */
  async revoke(token: string, { id }: Pick<Principal, 'id'>): Promise<void> {
    const verified = await this.verify(token)
    if (!('code' in verified) && verified.clientId === id) this.#table.revoke(verified.jti)
  }

  /** Revokes all issued tokens, or those of a service account or an organization. */
  revokeIssued(owner?: { clientId?: string | undefined; orgId?: string | undefined }): void {
    this.#table.revokeIssued(owner)
  }

  async #check(token: string): Promise<VerifiedToken | Reason> {
    const { verify } = await this.#loadKeys()
    const { jwtVerify } = await loadJose()
    try {
      const { payload } = await jwtVerify(token, verify, {
        algorithms: [ALGORITHM],
        audience: AUDIENCE,
        issuer: ISSUER,
        // Skip the expiry check here: it needs the clock of the organization, which is not known yet.
        currentDate: new Date(0),
        requiredClaims: ['sub', 'jti', 'iat', 'exp']
      })
      const { sub, jti, iat, exp } = payload as { sub: string; jti: string; iat: number; exp: number }
      return { clientId: sub, jti, issued: iat * 1000, expires: exp * 1000 }
    } catch (error) {
      // Not the message: it may quote the token.
      return { code: 'token-invalid', detail: String((error as { code?: unknown }).code ?? 'malformed') }
    }
  }

  #loadKeys(): Promise<Keys> {
    this.#keys ??= this.#readKeys().catch((error: unknown) => {
      // The database may be locked only now.
      this.#keys = undefined
      throw error
    })
    return this.#keys
  }

  async #readKeys(): Promise<Keys> {
    const { importJWK } = await loadJose()
    const stored = this.#table.signingKey() ?? (await this.#createKey())
    const privateJwk = JSON.parse(stored.privateJwk) as JWK
    const { d: _private, ...publicJwk } = privateJwk
    return {
      kid: stored.kid,
      sign: await importJWK(privateJwk, ALGORITHM),
      verify: await importJWK(publicJwk, ALGORITHM)
    }
  }

  async #createKey() {
    const { calculateJwkThumbprint, exportJWK, generateKeyPair } = await loadJose()
    const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true })
    const jwk = await exportJWK(privateKey)
    const kid = await calculateJwkThumbprint(jwk)
    return this.#table.insertSigningKey({
      kid,
      privateJwk: JSON.stringify(jwk),
      created: this.#sources.now()
    })
  }
}
