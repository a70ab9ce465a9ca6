import { AtlasError, type Why } from '../errors.ts'
import type { CredentialsTables } from '../store/credentials.ts'
import type { Principal, PrincipalsTable } from '../store/principals.ts'
import { digestChallenge, digestResponse, isSameResource, parseDigest } from './digest.ts'
import type { Nonces } from './nonces.ts'
import { equalInConstantTime, REALM, sha256 } from './secrets.ts'
import type { Tokens, VerifiedToken } from './tokens.ts'

/** What authentication looks at. */
export interface Attempt {
  method: string
  /** The request target as it was sent, query included. */
  target: string
  /** The Host header. */
  host: string
  authorization: string | undefined
}

/** Stands in for an unknown caller's secret, so that the time does not tell the unknown from the wrong. */
const NOBODY = '0'.repeat(64)

const GONE = 'the service account is gone'

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
   * @throws {AtlasError} UNAUTHENTICATED with a fresh challenge, or BEARER_REFUSED
   */
  authenticate(attempt: Attempt): Principal | Promise<Principal> {
    const [, scheme = '', rest = ''] = (attempt.authorization ?? '').match(/^(\S+)(?: +(.*))?$/s) ?? []
    switch (scheme.toLowerCase()) {
      case 'digest':
        return this.#digest(attempt, rest)
      case 'bearer':
        return this.#bearer(rest.trim())
      default:
        throw this.challenge({
          reason: attempt.authorization === undefined ? 'no credentials' : 'unknown authentication scheme'
        })
    }
  }

  /** A caller as it is now. @throws {AtlasError} what an unknown one gets, where it has gone */
  stillThere({ id, kind }: Principal): Principal {
    const caller = this.#principals.findCaller(id)
    if (caller) return caller
    throw kind === 'apiKey' ? this.challenge({ reason: 'unknown API key' }) : this.refusedBearer(GONE)
  }

  /** The anonymous 401 with a fresh nonce. */
  challenge(why: Why, stale = false): AtlasError {
    return new AtlasError('UNAUTHENTICATED', [], why, {
      'www-authenticate': digestChallenge(this.#nonces.issue(), stale)
    })
  }

  /** The empty 401 of a bearer token. */
  refusedBearer(reason: string): AtlasError {
    const challenge = { 'www-authenticate': `Bearer realm="${REALM}", error="invalid_token"` }
    return new AtlasError('BEARER_REFUSED', [], { reason }, challenge)
  }

  /** Whether a client id and secret belong together. */
  isServiceAccount(clientId: string, secret: string): boolean {
    const hash = this.#credentials.secretHash(clientId)
    return equalInConstantTime(hash ?? NOBODY, sha256(secret)) && hash !== undefined
  }

  #digest({ method, target, host }: Attempt, header: string): Principal {
    const credentials = parseDigest(header)
    if (typeof credentials === 'string') throw this.challenge({ reason: credentials })
    const publicKey = credentials.username
    const ha1 = this.#credentials.ha1(publicKey)
    // An unknown name may be a private key in the wrong place: it stays out of the log.
    const known = ha1 === undefined ? {} : { publicKey }
    const refuse = (reason: string, stale = false) => this.challenge({ reason, ...known }, stale)

    if (credentials.realm !== REALM) throw refuse('foreign realm')
    if (!isSameResource(credentials.uri, target, host)) throw refuse('uri unlike the request target')
    const expected = digestResponse(ha1 ?? NOBODY, method, credentials)
    const isRight = equalInConstantTime(expected, credentials.response.toLowerCase())
    // Only now: for a key that is known the look-up takes longer, and the time must not tell that.
    const principal = isRight && ha1 !== undefined ? this.#principals.findCaller(publicKey) : undefined
    const nonce = this.#nonces.state(credentials.nonce, principal?.orgId)
    if (!principal) throw refuse(ha1 === undefined ? 'unknown API key' : 'wrong response')
    if (nonce === 'forged') throw refuse('nonce not issued here')
    if (nonce === 'expired') throw refuse('nonce expired', true)
    if (!this.#nonces.use(credentials.nonce, Number.parseInt(credentials.nc, 16))) {
      throw refuse('replay: nc used before on this nonce')
    }
    return principal
  }

  #bearer(token: string): Principal | Promise<Principal> {
    const verdict = this.#tokens.verify(token)
    return verdict instanceof Promise
      ? verdict.then(settled => this.#ownerOf(settled))
      : this.#ownerOf(verdict)
  }

  #ownerOf(verdict: VerifiedToken | { refused: string }): Principal {
    if ('refused' in verdict) throw this.refusedBearer(verdict.refused)
    const bearer = this.#principals.findBearer(verdict)
    if (!bearer) throw this.refusedBearer(GONE)
    const reason = this.#tokens.refusalOf(verdict, bearer)
    if (reason !== undefined) throw this.refusedBearer(reason)
    return bearer.principal
  }
}
