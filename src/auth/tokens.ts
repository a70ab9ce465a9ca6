import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  jwtVerify,
  SignJWT
} from 'jose'
import type { Sources } from '../sources.ts'
import type { TokensTables } from '../store/tokens.ts'
import { sha256 } from './secrets.ts'

/** Seconds that a token is good for (documented). */
export const TOKEN_LIFETIME = 3600

/** Atlas's documented algorithm and audience. */
const ALGORITHM = 'ES512'
const AUDIENCE = 'api://admin'
/** Atlas's issuer is not known; the mock names itself. */
const ISSUER = 'urn:atlas-integrations-mock'

/** Verified tokens remembered: checking an ES512 signature takes over a millisecond. */
const CACHE_SIZE = 10_000

interface VerifiedToken {
  clientId: string
  jti: string
  /** Milliseconds since the epoch. */
  expires: number
}

type Key = Awaited<ReturnType<typeof importJWK>>

interface Keys {
  kid: string
  sign: Key
  verify: Key
}

/** Signs and verifies the bearer tokens of service accounts. */
export class Tokens {
  readonly #table: TokensTables
  readonly #sources: Sources
  readonly #verified = new Map<string, VerifiedToken>()
  #keys: Promise<Keys> | undefined

  constructor(table: TokensTables, sources: Sources) {
    this.#table = table
    this.#sources = sources
  }

  /** A token for a service account that has proved its secret. */
  async issue(clientId: string): Promise<string> {
    const { kid, sign } = await this.#loadKeys()
    const seconds = Math.floor(this.#sources.now() / 1000)
    return await new SignJWT()
      .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT', kid })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setSubject(clientId)
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + TOKEN_LIFETIME)
      .setJti(this.#sources.randomBytes(16).toString('hex'))
      .sign(sign)
  }

  /** @returns the service account's client id, or why the token is refused */
  async verify(token: string): Promise<{ clientId: string } | { refused: string }> {
    const fingerprint = sha256(token)
    const known = this.#verified.get(fingerprint)
    const verified = known ?? (await this.#check(token))
    if ('refused' in verified) return verified
    if (verified.expires <= this.#sources.now()) return { refused: 'token expired' }
    if (this.#table.isRevoked(verified.jti)) return { refused: 'token revoked' }
    if (!known) this.#remember(fingerprint, verified)
    return { clientId: verified.clientId }
  }

  /** Ends a token of that service account; of any other token it takes no notice. */
  async revoke(token: string, clientId: string): Promise<void> {
    const verified = await this.#check(token)
    if ('refused' in verified || verified.clientId !== clientId) return
    this.#table.revoke(verified.jti, verified.expires, this.#sources.now())
  }

  async #check(token: string): Promise<VerifiedToken | { refused: string }> {
    const { verify } = await this.#loadKeys()
    try {
      const { payload } = await jwtVerify(token, verify, {
        algorithms: [ALGORITHM],
        audience: AUDIENCE,
        issuer: ISSUER,
        currentDate: new Date(this.#sources.now()),
        requiredClaims: ['sub', 'jti', 'exp']
      })
      const { sub, jti, exp } = payload as { sub: string; jti: string; exp: number }
      return { clientId: sub, jti, expires: exp * 1000 }
    } catch (error) {
      return { refused: `token invalid: ${(error as Error).message}` }
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
