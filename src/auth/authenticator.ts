import { AtlasError, type Reason } from '../errors.ts'
import type { CredentialsTables } from '../store/credentials.ts'
import type { Principal, PrincipalsTable } from '../store/principals.ts'
import type { Authorization } from './authorization.ts'
import { type DigestCredentials, digestChallenge, digestResponse, isSameResource } from './digest.ts'
import type { Nonces } from './nonces.ts'
import { equalInConstantTime, REALM, sha256 } from './secrets.ts'
import type { Tokens, VerifiedToken } from './tokens.ts'

/** The parts of a request that authentication reads. */
export interface Attempt {
  authorization: Authorization
  /** The claims of a bearer token with a valid signature. */
  token: VerifiedToken | undefined
  /** The authenticated caller. */
  caller: Principal | undefined
  received: {
    method: string
    /** The request target as received, query included. */
    target: string
    headers: { host?: string | undefined }
  }
}

/** Replaces the hash of an unknown caller, so that timing does not reveal whether the caller exists. */
const DUMMY_HASH = '0'.repeat(64)

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
   * Returns the authenticated caller of a request.
   *
   * @throws {AtlasError} UNAUTHENTICATED with a fresh challenge, or BEARER_REFUSED
   */
  async authenticate(attempt: Attempt): Promise<Principal> {
    const { authorization, received } = attempt
    switch (authorization.scheme) {
      case 'digest':
        if ('error' in authorization.digest) throw this.challenge({ code: authorization.digest.error })
        return this.#digest(authorization.digest, received)
      case 'bearer': {
        const verified = await this.#tokens.verify(authorization.token)
        if ('code' in verified) throw this.bearerError(verified)
        attempt.token = verified
        return this.#bearer(verified)
      }
      case 'none':
        throw this.challenge({ code: 'no-credentials' })
      default:
        throw this.challenge({ code: 'unknown-scheme' })
    }
  }

  /** Returns the current state of an authenticated caller. @throws {AtlasError} if its key or token is no longer valid */
  refresh({ token, caller: known }: Pick<Attempt, 'token' | 'caller'>): Principal {
    if (token) return this.#bearer(token)
    const caller = known && this.#principals.findCaller(known.id)
    if (caller) return caller
    throw this.challenge({ code: 'api-key-unknown' })
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
    const hash = this.#credentials.secretHash(clientId)
    return equalInConstantTime(hash ?? DUMMY_HASH, sha256(secret)) && hash !== undefined
  }

  #digest(credentials: DigestCredentials, { method, target, headers }: Attempt['received']): Principal {
    const publicKey = credentials.username
    const ha1 = this.#credentials.ha1(publicKey)
    if (credentials.realm !== REALM) throw this.challenge({ code: 'digest-realm' })
    if (!isSameResource(credentials.uri, target, headers.host ?? ''))
      throw this.challenge({ code: 'digest-uri' })
    const expected = digestResponse(ha1 ?? DUMMY_HASH, method, credentials)
    const isValid = equalInConstantTime(expected, credentials.response.toLowerCase())
    // Look up the caller only after a valid response: the lookup takes longer for known keys.
    const principal = isValid && ha1 !== undefined ? this.#principals.findCaller(publicKey) : undefined
    const nonce = this.#nonces.state(credentials.nonce, principal?.orgId)
    if (!principal) {
      // Do not log an unknown user name: it may be a misplaced private key.
      throw this.challenge(
        ha1 === undefined ? { code: 'api-key-unknown' } : { code: 'digest-response', publicKey }
      )
    }
    if (nonce === 'forged' || nonce === 'foreign') {
      throw this.challenge({ code: 'nonce-unknown' }, nonce === 'foreign')
    }
    if (nonce === 'expired') throw this.challenge({ code: 'nonce-expired' }, true)
    if (!this.#nonces.use(credentials.nonce, Number.parseInt(credentials.nc, 16))) {
      throw this.challenge({ code: 'nonce-replayed' })
    }
    return principal
  }

  #bearer(verified: VerifiedToken): Principal {
    const bearer = this.#principals.findBearer(verified)
    if (!bearer) throw this.bearerError({ code: 'service-account-gone' })
    const reason = this.#tokens.rejectionOf(verified, bearer)
    if (reason) throw this.bearerError(reason)
    return bearer.principal
  }
}
