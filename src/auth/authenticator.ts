import { asObject, tryParseJson } from '../base/json.ts'
import { AtlasError, type Reason } from '../catalogue/errors.ts'
import type { Principal } from '../store/principals.ts'
import type { Store } from '../store/store.ts'
import {
  type DigestCredentials,
  digestResponse,
  isSameResource,
  type MalformedDigest,
  type Nonces,
  parseDigest,
  REALM,
  sha256
} from './digest.ts'
import type { Tokens } from './tokens.ts'

/** A parsed `Authorization` header. */
export type Authorization =
  | { scheme: 'none' | 'other' }
  | { scheme: 'digest'; digest: DigestCredentials | MalformedDigest }
  | { scheme: 'bearer'; token: string }
  /** Undefined: the credentials are malformed. */
  | { scheme: 'basic'; id: string | undefined; secret: string | undefined }

/** Parses an `Authorization` header (RFC 9110 §11.6.2); the scheme is case-insensitive. */
export function parseAuthorization(header: string | undefined): Authorization {
  if (header === undefined) return { scheme: 'none' }
  const end = header.indexOf(' ')
  const scheme = end === -1 ? header : header.slice(0, end)
  const rest = header.slice(scheme.length).trim()
  switch (scheme.toLowerCase()) {
    case 'digest':
      return { scheme: 'digest', digest: parseDigest(rest) }
    case 'bearer':
      return { scheme: 'bearer', token: rest }
    case 'basic':
      return { scheme: 'basic', ...parseBasic(rest) }
    default:
      return { scheme: 'other' }
  }
}

/** Returns the unverified caller id in a header: public key, client id, or the subject of a token. */
export function claimedId(authorization: Authorization): string | undefined {
  switch (authorization.scheme) {
    case 'digest':
      return authorization.digest.username
    case 'bearer':
      return claimsOf(authorization.token).sub
    case 'basic':
      return authorization.id
    default:
      return undefined
  }
}

/** Parses client id and secret, each form-encoded within Basic (RFC 6749 §2.3.1). */
function parseBasic(encoded: string): { id: string | undefined; secret: string | undefined } {
  const malformed = { id: undefined, secret: undefined }
  if (!/^[A-Za-z0-9+/]+=*$/.test(encoded)) return malformed
  const [, id, secret] = /^([^:]*):([\s\S]*)$/.exec(Buffer.from(encoded, 'base64').toString()) ?? []
  if (id === undefined || secret === undefined) return malformed
  try {
    const decode = (text: string) => decodeURIComponent(text.replaceAll('+', ' '))
    return { id: decode(id), secret: decode(secret) }
  } catch {
    return malformed
  }
}

/** Returns subject and expiry (in seconds) of a token's claims, without verifying the token. */
function claimsOf(token: string): { sub?: string; exp?: number } {
  const [, claims = ''] = token.split('.', 2)
  const { sub, exp } = asObject(tryParseJson(Buffer.from(claims, 'base64url').toString())) ?? {}
  return { ...(typeof sub === 'string' && { sub }), ...(typeof exp === 'number' && { exp }) }
}

/** The parts of a request that a Digest response signs. */
interface SignedRequest {
  method: string
  /** The request target as received, query included. */
  target: string
  headers: { host?: string | undefined }
}

/** Verified credentials. {@link Authenticator.identify} checks whether their owner may still use them. */
export type Proof = { publicKey: string; ha1: string } | { token: string }

/** Authenticates requests. */
export class Authenticator {
  readonly #store: Store
  readonly #nonces: Nonces
  readonly #tokens: Tokens

  constructor(store: Store, nonces: Nonces, tokens: Tokens) {
    this.#store = store
    this.#nonces = nonces
    this.#tokens = tokens
  }

  /**
   * Verifies the credentials of a request. A Digest response uses up its nonce.
   *
   * @throws {AtlasError} UNAUTHENTICATED with a fresh challenge, or BEARER_REFUSED
   */
  verify(authorization: Authorization, signed: SignedRequest): Proof {
    switch (authorization.scheme) {
      case 'digest':
        if ('error' in authorization.digest) throw this.challenge({ code: authorization.digest.error })
        return this.#digest(authorization.digest, signed)
      case 'bearer': {
        const { token } = authorization
        if (!this.#store.tokens.find(token)) throw this.bearerError({ code: this.#whyUnknown(token) })
        return { token }
      }
      case 'none':
        throw this.challenge({ code: 'no-credentials' })
      default:
        throw this.challenge({ code: 'unknown-scheme' })
    }
  }

  /**
   * Returns the owner of valid credentials.
   *
   * @param projectId of the project whose roles to read
   * @throws {AtlasError} if the key, account or token is no longer valid
   */
  identify(proof: Proof, projectId?: string): Principal {
    if ('token' in proof) return this.#bearer(proof.token, projectId)
    const { publicKey, ha1 } = proof
    const caller = this.#store.principals.findCaller(publicKey, projectId)
    if (!caller) throw this.challenge({ code: 'api-key-unknown' })
    if (this.#store.credentials.ha1(publicKey) !== ha1)
      throw this.challenge({ code: 'digest-response', publicKey })
    return caller
  }

  /** Returns the anonymous 401 with a fresh nonce, as recorded 2026-08-10. The Go client splits it at exactly `", "`. */
  challenge(reason: Reason, stale = false): AtlasError {
    const nonce = this.#nonces.issue()
    const challenge = `Digest realm="${REALM}", domain="", nonce="${nonce}", algorithm=MD5, qop="auth", stale=${stale}`
    return new AtlasError('UNAUTHENTICATED', [], reason, { 'www-authenticate': challenge })
  }

  /** Returns the empty 401 for a bearer token. */
  bearerError(reason: Reason): AtlasError {
    const challenge = { 'www-authenticate': `Bearer realm="${REALM}", error="invalid_token"` }
    return new AtlasError('BEARER_REFUSED', [], reason, challenge)
  }

  /** Returns whether a service account has this client id and secret. */
  isServiceAccount(clientId: string, secret: string): boolean {
    return this.#store.credentials.secretHash(clientId) === sha256(secret)
  }

  #digest(credentials: DigestCredentials, { method, target, headers }: SignedRequest): Proof {
    const publicKey = credentials.username
    if (credentials.realm !== REALM) throw this.challenge({ code: 'digest-realm' })
    if (!isSameResource(credentials.uri, target, headers.host ?? ''))
      throw this.challenge({ code: 'digest-uri' })
    const ha1 = this.#store.credentials.ha1(publicKey)
    // Do not log an unknown user name: it may be a misplaced private key.
    if (ha1 === undefined) throw this.challenge({ code: 'api-key-unknown' })
    if (digestResponse(ha1, method, credentials) !== credentials.response.toLowerCase()) {
      throw this.challenge({ code: 'digest-response', publicKey })
    }
    const { nonce, nc } = credentials
    const use = this.#nonces.use(
      nonce,
      Number.parseInt(nc, 16),
      this.#store.principals.organizationOf(publicKey)
    )
    if (use === 'expired') throw this.challenge({ code: 'nonce-expired' }, true)
    if (use === 'replayed') throw this.challenge({ code: 'nonce-replayed' })
    return { publicKey, ha1 }
  }

  #bearer(token: string, projectId: string | undefined): Principal {
    const issued = this.#store.tokens.find(token)
    if (!issued) throw this.bearerError({ code: 'token-unknown' })
    const caller = this.#store.principals.findCaller(issued.clientId, projectId)
    if (!caller) throw this.bearerError({ code: 'service-account-gone' })
    const reason = this.#tokens.rejectionOf(issued, caller)
    if (reason) throw this.bearerError(reason)
    return caller
  }

  #whyUnknown(token: string): 'token-dropped' | 'token-unknown' {
    const { sub, exp } = claimsOf(token)
    const isDropped = sub !== undefined && exp !== undefined && this.#store.tokens.isDropped(sub, exp * 1000)
    return isDropped ? 'token-dropped' : 'token-unknown'
  }
}
