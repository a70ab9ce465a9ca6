import { AtlasError, type Reason } from '../catalogue/errors.ts'
import type { CredentialsTables } from '../store/credentials.ts'
import type { Principal, PrincipalsTable } from '../store/principals.ts'
import type { IssuedToken } from '../store/tokens.ts'
import type { Authorization } from './authorization.ts'
import { type DigestCredentials, digestChallenge, digestResponse, isSameResource } from './digest.ts'
import type { Nonces } from './nonces.ts'
import { REALM, sha256 } from './secrets.ts'
import type { Tokens } from './tokens.ts'

/** The parts of a request that a Digest response signs. */
interface Signed {
  method: string
  /** The request target as received, query included. */
  target: string
  headers: { host?: string | undefined }
}

/** Verified credentials. {@link Authenticator.identify} checks whether their owner may still use them. */
export type Proof = { publicKey: string; ha1: string } | { tokenHash: string }

/** Authenticates requests. */
export class Authenticator {
  readonly #credentials: CredentialsTables
  readonly #principals: PrincipalsTable
  readonly #nonces: Nonces
  readonly #tokens: Tokens

  constructor(credentials: CredentialsTables, principals: PrincipalsTable, nonces: Nonces, tokens: Tokens) {
    this.#credentials = credentials
    this.#principals = principals
    this.#nonces = nonces
    this.#tokens = tokens
  }

  /**
   * Verifies the credentials of a request. A Digest response uses up its nonce.
   *
   * @throws {AtlasError} UNAUTHENTICATED with a fresh challenge, or BEARER_REFUSED
   */
  verify(authorization: Authorization, signed: Signed): Proof {
    switch (authorization.scheme) {
      case 'digest':
        if ('error' in authorization.digest) throw this.challenge({ code: authorization.digest.error })
        return this.#digest(authorization.digest, signed)
      case 'bearer': {
        const tokenHash = sha256(authorization.token)
        this.#findToken(tokenHash)
        return { tokenHash }
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
    if ('tokenHash' in proof) return this.#bearer(proof.tokenHash, projectId)
    const { publicKey, ha1 } = proof
    const caller = this.#principals.findCaller(publicKey, projectId)
    if (!caller) throw this.challenge({ code: 'api-key-unknown' })
    if (this.#credentials.ha1(publicKey) !== ha1) throw this.challenge({ code: 'digest-response', publicKey })
    return caller
  }

  /** Returns the anonymous 401 with a fresh nonce. */
  challenge(reason: Reason, stale = false): AtlasError {
    return new AtlasError('UNAUTHENTICATED', [], reason, {
      'www-authenticate': digestChallenge(this.#nonces.issue(), stale)
    })
  }

  /** Returns the empty 401 for a bearer token. */
  bearerError(reason: Reason): AtlasError {
    const challenge = { 'www-authenticate': `Bearer realm="${REALM}", error="invalid_token"` }
    return new AtlasError('BEARER_REFUSED', [], reason, challenge)
  }

  /** Returns whether a service account has this client id and secret. */
  isServiceAccount(clientId: string, secret: string): boolean {
    return this.#credentials.secretHash(clientId) === sha256(secret)
  }

  #digest(credentials: DigestCredentials, { method, target, headers }: Signed): Proof {
    const publicKey = credentials.username
    if (credentials.realm !== REALM) throw this.challenge({ code: 'digest-realm' })
    if (!isSameResource(credentials.uri, target, headers.host ?? ''))
      throw this.challenge({ code: 'digest-uri' })
    const ha1 = this.#credentials.ha1(publicKey)
    // Do not log an unknown user name: it may be a misplaced private key.
    if (ha1 === undefined) throw this.challenge({ code: 'api-key-unknown' })
    if (digestResponse(ha1, method, credentials) !== credentials.response.toLowerCase()) {
      throw this.challenge({ code: 'digest-response', publicKey })
    }
    const { nonce, nc } = credentials
    const use = this.#nonces.use(nonce, Number.parseInt(nc, 16), this.#principals.organizationOf(publicKey))
    if (use === 'expired') throw this.challenge({ code: 'nonce-expired' }, true)
    if (use === 'replayed') throw this.challenge({ code: 'nonce-replayed' })
    return { publicKey, ha1 }
  }

  #bearer(tokenHash: string, projectId: string | undefined): Principal {
    const token = this.#findToken(tokenHash)
    const caller = this.#principals.findCaller(token.clientId, projectId)
    if (!caller) throw this.bearerError({ code: 'service-account-gone' })
    const reason = this.#tokens.rejectionOf(token, caller)
    if (reason) throw this.bearerError(reason)
    return caller
  }

  #findToken(hash: string): IssuedToken {
    const token = this.#tokens.find(hash)
    if (!token) throw this.bearerError({ code: 'token-unknown' })
    return token
  }
}
