import { bytesToHex } from '@noble/hashes/utils.js'
import { authorizationOf, type Challenge, parseChallenge } from './digest.ts'
import type { Exchange } from './exchange.ts'
import type { Identity } from './identity.ts'
import { jsonOf } from './json.ts'
import { type AtlasRequest, type Prepared, type Sent, send } from './send.ts'

/** Calls Atlas's API as one identity. */
export class AtlasClient {
  readonly #identity: Identity
  #challenge: Challenge | undefined
  #count = 0
  #token: string | undefined

  constructor(identity: Identity) {
    this.#identity = identity
  }

  /**
   * Sends a request with credentials. Retries once after a Digest challenge or an expired token.
   *
   * @returns all exchanges in order; the last one is the request itself, or a failed token request
   */
  async call(request: AtlasRequest): Promise<Exchange[]> {
    const { version = '2023-01-01', ...rest } = request
    const own = {
      ...rest,
      headers: request.headers ?? [
        ['Accept', `application/vnd.atlas.${version}+json`] as const,
        ...(request.body === undefined ? [] : [['Content-Type', 'application/json'] as const])
      ]
    }
    return this.#identity.kind === 'apiKey' ? this.#callByDigest(own) : this.#callByToken(own)
  }

  async #callByDigest(request: Prepared): Promise<Exchange[]> {
    const first = await send(this.#withDigest(request))
    const challenge = parseChallenge(first.challenge)
    if (!challenge) return [first.exchange]
    // After a restart, the mock rejects earlier nonces without `stale`.
    this.#challenge = challenge
    this.#count = 0
    const second = await send(this.#withDigest(request))
    return [first.exchange, second.exchange]
  }

  #withDigest(request: Prepared): Prepared {
    if (!this.#challenge) return request
    this.#count += 1
    const { method, target } = request
    const cnonce = bytesToHex(crypto.getRandomValues(new Uint8Array(8)))
    const authorization = authorizationOf(this.#challenge, this.#identity, {
      method,
      uri: target,
      count: this.#count,
      cnonce
    })
    return withHeader(request, 'Authorization', authorization)
  }

  async #callByToken(request: Prepared): Promise<Exchange[]> {
    const exchanges: Exchange[] = []
    const isReused = this.#token !== undefined
    if (!isReused) exchanges.push(await this.#login())
    if (this.#token === undefined) return exchanges
    const sent = await this.#withToken(request)
    exchanges.push(sent.exchange)
    // A missing role is a 401 too, but without a challenge.
    if (!isReused || !/^bearer/i.test(sent.challenge ?? '')) return exchanges
    exchanges.push(await this.#login())
    if (this.#token !== undefined) exchanges.push((await this.#withToken(request)).exchange)
    return exchanges
  }

  #withToken(request: Prepared): Promise<Sent> {
    return send(withHeader(request, 'Authorization', `Bearer ${this.#token}`))
  }

  /** Requests a token (RFC 6749 §4.4). */
  async #login(): Promise<Exchange> {
    this.#token = undefined
    const { id, secret } = this.#identity
    const credentials = btoa(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`)
    const { exchange } = await send({
      method: 'POST',
      target: '/api/oauth/token',
      headers: [
        ['Authorization', `Basic ${credentials}`],
        ['Content-Type', 'application/x-www-form-urlencoded'],
        ['Accept', 'application/json']
      ],
      body: 'grant_type=client_credentials'
    })
    if (exchange.response?.status === 200) {
      const { access_token: token } = Object(jsonOf(exchange.response.body)) as { access_token?: unknown }
      if (typeof token === 'string' && token !== '') this.#token = token
    }
    return exchange
  }
}

function withHeader(request: Prepared, name: string, value: string): Prepared {
  return { ...request, headers: [[name, value], ...request.headers] }
}
