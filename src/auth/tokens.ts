import type { importJWK, JWK } from 'jose'
import type { Reason } from '../reasons.ts'
import type { Sources } from '../sources.ts'
import type { CredentialsTables } from '../store/credentials.ts'
import type { Bearer } from '../store/principals.ts'
import type { TokensTables } from '../store/tokens.ts'
import { sha256 } from './secrets.ts'

/** Seconds that a token is good for (documented). */
const TOKEN_LIFETIME = 3600

/** Atlas's documented algorithm and audience. */
const ALGORITHM = 'ES512'
const AUDIENCE = 'api://admin'
/** Atlas's issuer is not known; the mock names itself. */
const ISSUER = 'urn:atlas-integrations-mock'

/** Verified tokens remembered: checking an ES512 signature takes over a millisecond. */
const CACHE_SIZE = 10_000

/** A token whose signature is good; whether it is still in force is another question. */
export interface VerifiedToken {
  clientId: string
  jti: string
  /** Milliseconds since the epoch. */
  issued: number
  expires: number
}

/** The service account that a token is for. */
export interface TokenOwner {
  id: string
  orgId: string
}

type Key = Awaited<ReturnType<typeof importJWK>>

/** Who calls with Digest needs none of it. */
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
   * A token for a service account that has proved its secret.
   *
   * @returns the token and the seconds that it is good for
   */
  async issue(owner: TokenOwner): Promise<{ token: string; lifetime: number }> {
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

  /** Returns what a token says, or why it is invalid. */
  async verify(token: string): Promise<VerifiedToken | Reason> {
    const fingerprint = sha256(token)
    const known = this.#verified.get(fingerprint)
    if (known) return known
    const verified = await this.#check(token)
    if (!('code' in verified)) this.#remember(fingerprint, verified)
    return verified
  }

  /** Why a token is no longer in force, by the clock of its owner's organization; undefined: it is. */
  refusalOf({ issued, expires }: VerifiedToken, bearer: Bearer): Reason | undefined {
    const { principal, tokenLifetime = TOKEN_LIFETIME, isInForce } = bearer
    const ends = Math.min(expires, issued + tokenLifetime * 1000)
    if (ends <= this.#sources.now(principal.orgId)) return { code: 'token-expired' }
    return isInForce ? undefined : { code: 'token-revoked' }
  }

  /** Ends a token of that service account; of any other token it takes no notice. */
  async revoke(token: string, { id }: TokenOwner): Promise<void> {
    const verified = await this.#check(token)
    if (!('code' in verified) && verified.clientId === id) this.#table.revoke(verified.jti)
  }

  /** Ends all tokens that were given out, or those of a service account or an organization. */
  revokeIssued(whose?: { clientId?: string | undefined; orgId?: string | undefined }): void {
    this.#table.revokeIssued(whose)
  }

  async #check(token: string): Promise<VerifiedToken | Reason> {
    const { verify } = await this.#loadKeys()
    const { jwtVerify } = await loadJose()
    try {
      const { payload } = await jwtVerify(token, verify, {
        algorithms: [ALGORITHM],
        audience: AUDIENCE,
        issuer: ISSUER,
        // Whether it has expired is judged by its owner's clock, which is not known yet.
        currentDate: new Date(0),
        requiredClaims: ['sub', 'jti', 'iat', 'exp']
      })
      const { sub, jti, iat, exp } = payload as { sub: string; jti: string; iat: number; exp: number }
      return { clientId: sub, jti, issued: iat * 1000, expires: exp * 1000 }
    } catch (error) {
      return { code: 'token-invalid', detail: (error as Error).message }
    }
  }

  #remember(fingerprint: string, verified: VerifiedToken): void {
    this.#verified.set(fingerprint, verified)
    if (this.#verified.size <= CACHE_SIZE) return
    for (const oldest of this.#verified.keys()) {
      this.#verified.delete(oldest)
      break
    }
  }

  #loadKeys(): Promise<Keys> {
    this.#keys ??= this.#readKeys()
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
