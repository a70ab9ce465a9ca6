import { digestAuthorization } from '../auth/digest.ts'
import type { ClientCredential } from '../client/environment.ts'
import { CompareError } from './compare-error.ts'
import { type Call, headerOf, type Reply } from './transport.ts'

/** Sends a request without credentials. */
export type Send = (call: Call) => Promise<Reply>

/** Adds credentials to requests, as the official clients do. */
export interface Identity {
  /** Returns the Authorization header; undefined until a challenge is known. */
  authorize(call: Call): Promise<string | undefined>
  /** Returns whether a response allows another attempt: it has a new challenge, or rejects an old token. */
  shouldRetry(reply: Reply): boolean
  /** Revokes the access token, if any. */
  revoke(): Promise<void>
}

/** Returns the identity of an API key (HTTP Digest) or of a service account (OAuth 2.0 client credentials). */
export function createIdentity(credential: ClientCredential, send: Send): Identity {
  return credential.kind === 'apiKey' ? new DigestIdentity(credential) : new TokenIdentity(credential, send)
}

class DigestIdentity implements Identity {
  readonly #key
  #challenge: { realm: string; nonce: string } | undefined
  #count = 0

  constructor({ id, secret }: ClientCredential) {
    this.#key = { publicKey: id, privateKey: secret }
  }

  async authorize({ method, path }: Call): Promise<string | undefined> {
    if (this.#challenge === undefined) return undefined
    this.#count++
    return digestAuthorization({ method, target: path }, this.#key, {
      ...this.#challenge,
      count: this.#count
    })
  }

  shouldRetry(reply: Reply): boolean {
    const challenge = headerOf(reply, 'www-authenticate') ?? ''
    const [, parameters = ''] = /\bDigest (.*)$/i.exec(challenge) ?? []
    const [, nonce] = /\bnonce="([^"]+)"/i.exec(parameters) ?? []
    if (reply.status !== 401 || nonce === undefined || nonce === this.#challenge?.nonce) return false
    const [, algorithm = 'MD5'] = /\balgorithm="?([\w-]+)/i.exec(parameters) ?? []
    if (algorithm.toUpperCase() !== 'MD5') {
      throw new CompareError(`the service requires Digest with ${algorithm}, which Atlas does not use`)
    }
    this.#challenge = { realm: /\brealm="([^"]*)"/i.exec(parameters)?.[1] ?? '', nonce }
    this.#count = 0
    return true
  }

  async revoke(): Promise<void> {}
}

class TokenIdentity implements Identity {
  readonly #basic: string
  readonly #send: Send
  #token: string | undefined

  constructor({ id, secret }: ClientCredential, send: Send) {
    // RFC 6749 §2.3.1.
    const pair = [id, secret].map(encodeURIComponent).join(':')
    this.#basic = `Basic ${Buffer.from(pair).toString('base64')}`
    this.#send = send
  }

  async authorize(): Promise<string | undefined> {
    if (this.#token === undefined) {
      const { status, body } = await this.#post('token', 'grant_type=client_credentials')
      // The characters of RFC 6750 §2.1.
      this.#token = /"access_token" ?: ?"([\w.~+/-]+=*)"/.exec(body)?.[1]
      if (status === 200 && this.#token === undefined) throw new CompareError('the service returned no token')
    }
    return this.#token === undefined ? undefined : `Bearer ${this.#token}`
  }

  shouldRetry(reply: Reply): boolean {
    const isOfToken = reply.body === '' || /^Bearer\b/i.test(headerOf(reply, 'www-authenticate') ?? '')
    const isRejected = reply.status === 401 && isOfToken && this.#token !== undefined
    if (isRejected) this.#token = undefined
    return isRejected
  }

  async revoke(): Promise<void> {
    const token = this.#token
    this.#token = undefined
    if (token !== undefined) await this.#post('revoke', `token=${token}&token_type_hint=access_token`)
  }

  #post(endpoint: 'token' | 'revoke', form: string): Promise<Reply> {
    return this.#send({
      method: 'POST',
      path: `/api/oauth/${endpoint}`,
      headers: {
        Authorization: this.#basic,
        Accept: 'application/json',
        'Content-Type': 'application/x-www-form-urlencoded'
      },
      payload: Buffer.from(form)
    })
  }
}
