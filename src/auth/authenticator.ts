import { AtlasError } from '../errors.ts'
import type { Reason } from '../reasons.ts'
import type { CredentialsTables } from '../store/credentials.ts'
import type { Principal, PrincipalsTable } from '../store/principals.ts'
import { type Authorization, isCredentials } from './authorization.ts'
import { type DigestCredentials, digestChallenge, digestResponse, isSameResource } from './digest.ts'
import type { Nonces } from './nonces.ts'
import { equalInConstantTime, REALM, sha256 } from './secrets.ts'
import type { Tokens } from './tokens.ts'

/** What authentication looks at. */
export interface Attempt {
  authorization: Authorization
  received: {
    method: string
    /** The request target as it was sent, query included. */
    target: string
    headers: { host?: string | undefined }
  }
}

/** Stands in for an unknown caller's secret, so that the time does not tell the unknown from the wrong. */
const NOBODY = '0'.repeat(64)

/** Tells who sent a request. */
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
   * Returns who sent a request.
   *
   * @throws {AtlasError} UNAUTHENTICATED with a fresh challenge, or BEARER_REFUSED
   */
  async authenticate({ authorization, received }: Attempt): Promise<Principal> {
    switch (authorization.scheme) {
      case 'digest':
        if (isCredentials(authorization.digest)) return this.#digest(authorization.digest, received)
        throw this.challenge({ code: authorization.digest })
      case 'bearer':
        return await this.#bearer(authorization.token)
      case 'none':
        throw this.challenge({ code: 'no-credentials' })
      default:
        throw this.challenge({ code: 'unknown-scheme' })
    }
  }

  /** Returns a caller as it is now. @throws {AtlasError} what an unknown one gets, where it has gone */
  refresh({ id, kind }: Principal): Principal {
    const caller = this.#principals.findCaller(id)
    if (caller) return caller
    throw kind === 'apiKey'
      ? this.challenge({ code: 'api-key-unknown' })
      : this.refusedBearer({ code: 'service-account-gone' })
  }

  /** The anonymous 401 with a fresh nonce. */
  challenge(reason: Reason, stale = false): AtlasError {
    return new AtlasError('UNAUTHENTICATED', [], reason, {
      'www-authenticate': digestChallenge(this.#nonces.issue(), stale)
    })
  }

  /** The empty 401 of a bearer token. */
  refusedBearer(reason: Reason): AtlasError {
    const challenge = { 'www-authenticate': `Bearer realm="${REALM}", error="invalid_token"` }
    return new AtlasError('BEARER_REFUSED', [], reason, challenge)
  }

  /** Whether a client id and secret belong together. */
  isServiceAccount(clientId: string, secret: string): boolean {
    const hash = this.#credentials.secretHash(clientId)
    return equalInConstantTime(hash ?? NOBODY, sha256(secret)) && hash !== undefined
  }

  #digest(credentials: DigestCredentials, { method, target, headers }: Attempt['received']): Principal {
    const publicKey = credentials.username
    const ha1 = this.#credentials.ha1(publicKey)
    if (credentials.realm !== REALM) throw this.challenge({ code: 'digest-realm' })
    if (!isSameResource(credentials.uri, target, headers.host ?? ''))
      throw this.challenge({ code: 'digest-uri' })
    const expected = digestResponse(ha1 ?? NOBODY, method, credentials)
    const isRight = equalInConstantTime(expected, credentials.response.toLowerCase())
    // Only now: for a key that is known the look-up takes longer, and the time must not tell that.
    const principal = isRight && ha1 !== undefined ? this.#principals.findCaller(publicKey) : undefined
    const nonce = this.#nonces.state(credentials.nonce, principal?.orgId)
    if (!principal) {
      // An unknown name may be a private key in the wrong place: it stays out of the log.
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

  async #bearer(token: string): Promise<Principal> {
    const verified = await this.#tokens.verify(token)
    if ('code' in verified) throw this.refusedBearer(verified)
    const bearer = this.#principals.findBearer(verified)
    if (!bearer) throw this.refusedBearer({ code: 'service-account-gone' })
    const reason = this.#tokens.refusalOf(verified, bearer)
    if (reason) throw this.refusedBearer(reason)
    return bearer.principal
  }
}
