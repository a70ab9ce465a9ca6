import type { App } from '../app.ts'
import { digestResponse } from '../auth/digest.ts'
import { ha1Of, REALM } from '../auth/secrets.ts'

/** An API key or a service account, with its secret. */
export type Caller = { publicKey: string; privateKey: string } | { clientId: string; clientSecret: string }

/** A request without a connection. */
export interface InjectRequest {
  /** By default GET. */
  method?: string
  /** Path and query. */
  url: string
  /** Accept and Content-Type are Atlas's unless given. */
  headers?: Record<string, string>
  /** A string or Buffer is sent as it is, anything else as JSON. */
  body?: unknown
  /** Who calls: by Digest, or with a bearer token. Left out: without credentials. */
  as?: Caller
}

/** The answer to a request without a connection. */
export interface InjectAnswer {
  status: number
  headers: Record<string, number | string | string[] | undefined>
  /** The body as text. */
  body: string
  /** The body as JSON. @throws {SyntaxError} where it is none */
  json(): unknown
}

const VERSIONED = 'application/vnd.atlas.2023-01-01+json'

/** Sends requests to a server that need not listen. */
export class RequestSender {
  readonly #app: App
  readonly #host: string
  readonly #tokens = new Map<string, string>()

  /** @param url of the mock, for the links in its answers */
  constructor(app: App, url: string) {
    this.#app = app
    this.#host = new URL(url).host
  }

  /** @throws {Error} where the connection ends without an answer */
  async send(given: InjectRequest): Promise<InjectAnswer> {
    // The target as it goes over the wire, which Digest signs.
    const url = given.url.replace(/^https?:\/\/[^/]*/i, '').replaceAll(' ', '%20')
    const request = { ...given, url }
    const { as } = request
    if (as === undefined) return await this.#send(request)
    return 'publicKey' in as ? await this.#sendDigest(request, as) : await this.#sendBearer(request, as)
  }

  async #sendDigest(
    request: InjectRequest,
    key: Extract<Caller, { publicKey: string }>
  ): Promise<InjectAnswer> {
    const challenge = await this.#send(request)
    const nonce = /nonce="([^"]+)"/.exec(String(challenge.headers['www-authenticate']))?.[1]
    // Answered without a look at the credentials, as by a fault.
    if (challenge.status !== 401 || nonce === undefined) return challenge
    return await this.#send(request, digestHeader(request, key, nonce))
  }

  async #sendBearer(
    request: InjectRequest,
    account: Extract<Caller, { clientId: string }>
  ): Promise<InjectAnswer> {
    const { clientId, clientSecret } = account
    // A wrong secret must not profit from the right one.
    const known = `${clientId}:${clientSecret}`
    let token = this.#tokens.get(known)
    if (token === undefined) {
      const reply = await this.#send({
        method: 'POST',
        url: '/api/oauth/token',
        headers: {
          authorization: `Basic ${Buffer.from(`${clientId}:${encodeURIComponent(clientSecret)}`).toString('base64')}`,
          'content-type': 'application/x-www-form-urlencoded'
        },
        body: 'grant_type=client_credentials'
      })
      if (reply.status !== 200) return reply
      token = (reply.json() as { access_token: string }).access_token
      this.#tokens.set(known, token)
    }
    const answer = await this.#send(request, `Bearer ${token}`)
    // It may have expired: the next request asks for another.
    if (answer.status === 401) this.#tokens.delete(known)
    return answer
  }

  async #send(request: InjectRequest, authorization?: string): Promise<InjectAnswer> {
    const { method = 'GET', url, body } = request
    const isBytes = typeof body === 'string' || Buffer.isBuffer(body)
    const reply = await this.#app.server.inject({
      method: method as 'GET',
      url,
      headers: {
        host: this.#host,
        accept: VERSIONED,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(authorization !== undefined && { authorization }),
        ...request.headers
      },
      ...(body !== undefined && { payload: isBytes ? body : JSON.stringify(body) })
    })
    const { statusCode, headers, body: text } = reply
    return { status: statusCode, headers, body: text, json: () => JSON.parse(text) as unknown }
  }
}

/** A Digest header as a client computes it (RFC 7616 §3.4). */
function digestHeader(
  { method = 'GET', url }: InjectRequest,
  { publicKey, privateKey }: Extract<Caller, { publicKey: string }>,
  nonce: string
): string {
  const fields = {
    username: publicKey,
    realm: REALM,
    nonce,
    uri: url,
    qop: 'auth',
    nc: '00000001',
    cnonce: '0123456789abcdef'
  }
  const response = digestResponse(ha1Of(publicKey, privateKey), method, { ...fields, response: '' })
  const text = Object.entries({ ...fields, response }).map(([name, value]) => `${name}="${value}"`)
  return `Digest ${text.join(', ')}`
}
