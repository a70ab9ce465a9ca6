import type { ClientCredential } from './environment.ts'

/** Names and values, in message order. */
export type HeaderList = readonly (readonly [name: string, value: string])[]

/** A request. Its body is a string, or of a type that {@link Send} accepts. */
export interface ClientRequest<Body = never> {
  method: string
  /** Path and query, as sent. */
  path: string
  headers: HeaderList
  body?: Body | string | undefined
}

export interface Reply {
  status: number
  headers: HeaderList
  body: string
}

export type Send<Body, R extends Reply> = (request: ClientRequest<Body>) => Promise<R>

/** Returns a hash as hexadecimal digits. @param algorithm as the service names it, such as `MD5` or `SHA-256` */
export type Hash = (text: string, algorithm: string) => string

export interface ClientOptions {
  hash: Hash
  /** Returns a new client nonce for Digest. */
  createCnonce(): string
  /** False: a rejected token is not replaced until the next request. */
  renewsToken?: boolean
}

/** The characters of RFC 6750 §2.1. */
const TOKEN = /"access_token" ?: ?"([\w.~+/-]+=*)"/

/** Returns the values of a header, joined by commas; undefined if it is absent. @param name in lower case */
export function headerOf({ headers }: Pick<Reply, 'headers'>, name: string): string | undefined {
  let joined: string | undefined
  for (const [key, value] of headers) {
    if (key.toLowerCase() === name) joined = joined === undefined ? value : `${joined}, ${value}`
  }
  return joined
}

/**
 * Adds credentials to requests: an API key's by HTTP Digest, a service account's by OAuth 2.0 client credentials. Keeps
 * the nonce or the token for the next requests.
 */
export class AtlasClient {
  readonly #credential: ClientCredential
  readonly #options: ClientOptions
  #challenge: Challenge | undefined
  #count = 0
  #token: string | undefined

  constructor(credential: ClientCredential, options: ClientOptions) {
    this.#credential = credential
    this.#options = options
  }

  /**
   * Sends a request, and once more after a new challenge or with a new token if the service rejected the old one.
   *
   * @returns the response, or that of the token request if it returned no token
   */
  send<Body, R extends Reply>(request: ClientRequest<Body>, send: Send<Body, R>): Promise<R> {
    return this.#credential.kind === 'apiKey'
      ? this.#sendDigest(request, send)
      : this.#sendBearer(request, send)
  }

  /** Revokes the token, if any. */
  async revoke<Body, R extends Reply>(send: Send<Body, R>): Promise<void> {
    const token = this.#token
    this.#token = undefined
    if (token === undefined) return
    await send(this.#oauthCall('revoke', `token=${token}&token_type_hint=access_token`))
  }

  async #sendDigest<Body, R extends Reply>(request: ClientRequest<Body>, send: Send<Body, R>): Promise<R> {
    const first = await send(this.#withDigest(request))
    const challenge = first.status === 401 ? parseChallenge(headerOf(first, 'www-authenticate')) : undefined
    if (!challenge || challenge.nonce === this.#challenge?.nonce) return first
    this.#challenge = challenge
    this.#count = 0
    return await send(this.#withDigest(request))
  }

  #withDigest<Body>(request: ClientRequest<Body>): ClientRequest<Body> {
    if (!this.#challenge) return request
    this.#count++
    const { hash, createCnonce } = this.#options
    const signed = { method: request.method, path: request.path, count: this.#count, cnonce: createCnonce() }
    return authorize(request, digestAuthorization(this.#challenge, this.#credential, signed, hash))
  }

  async #sendBearer<Body, R extends Reply>(request: ClientRequest<Body>, send: Send<Body, R>): Promise<R> {
    const old = this.#token
    if (old !== undefined) {
      const reply = await send(authorize(request, `Bearer ${old}`))
      if (!isTokenRejected(reply)) return reply
      // Another request may have replaced it.
      if (this.#token === old) this.#token = undefined
      if (this.#options.renewsToken === false) return reply
    }
    const login = await send(this.#oauthCall('token', 'grant_type=client_credentials'))
    const token = login.status === 200 ? TOKEN.exec(login.body)?.[1] : undefined
    if (token === undefined) return login
    this.#token = token
    return await send(authorize(request, `Bearer ${token}`))
  }

  #oauthCall(endpoint: 'token' | 'revoke', form: string): ClientRequest {
    const { id, secret } = this.#credential
    // RFC 6749 §2.3.1.
    const pair = `${encodeURIComponent(id)}:${encodeURIComponent(secret)}`
    return {
      method: 'POST',
      path: `/api/oauth/${endpoint}`,
      headers: [
        ['Authorization', `Basic ${btoa(pair)}`],
        ['Content-Type', 'application/x-www-form-urlencoded'],
        ['Accept', 'application/json']
      ],
      body: form
    }
  }
}

function authorize<Body>(request: ClientRequest<Body>, authorization: string): ClientRequest<Body> {
  return { ...request, headers: [['Authorization', authorization], ...request.headers] }
}

/** Returns whether a 401 is about the token. A missing role is a 401 too, with a body and without a challenge. */
function isTokenRejected(reply: Reply): boolean {
  const challenge = headerOf(reply, 'www-authenticate') ?? ''
  return reply.status === 401 && (reply.body === '' || /^Bearer\b/i.test(challenge))
}

/** A Digest challenge (RFC 7616 §3.3). */
interface Challenge {
  realm: string
  nonce: string
  algorithm: string
  opaque: string | undefined
}

/** A scheme, or a parameter of the scheme before it (RFC 9110 §11.6.1). */
const PART = /([^\s,="]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+)))?/gs

/** Parses the header WWW-Authenticate. @returns the first Digest challenge; undefined if there is none with a nonce */
export function parseChallenge(header = ''): Challenge | undefined {
  const parameters = new Map<string, string>()
  let scheme = ''
  for (const [, token = '', quoted, unquoted] of header.matchAll(PART)) {
    const value = quoted?.replace(/\\(.)/gs, '$1') ?? unquoted
    if (value === undefined && scheme === 'digest') break
    if (value === undefined) scheme = token.toLowerCase()
    else if (scheme === 'digest') parameters.set(token.toLowerCase(), value)
  }
  const nonce = parameters.get('nonce')
  if (nonce === undefined) return undefined
  return {
    realm: parameters.get('realm') ?? '',
    nonce,
    algorithm: parameters.get('algorithm') ?? 'MD5',
    opaque: parameters.get('opaque')
  }
}

/** The request that a Digest header authorizes. */
interface Signed {
  method: string
  /** Path and query, as sent. */
  path: string
  /** Uses of the nonce, this one included. */
  count: number
  /** The client's nonce. */
  cnonce: string
}

/** Returns the header Authorization for a challenge, with qop auth (RFC 7616 §3.4). */
export function digestAuthorization(
  { realm, nonce, algorithm, opaque }: Challenge,
  { id, secret }: Pick<ClientCredential, 'id' | 'secret'>,
  { method, path, count, cnonce }: Signed,
  hash: Hash
): string {
  const nc = count.toString(16).padStart(8, '0')
  const ha1 = hash(`${id}:${realm}:${secret}`, algorithm)
  const ha2 = hash(`${method}:${path}`, algorithm)
  const response = hash(`${ha1}:${nonce}:${nc}:${cnonce}:auth:${ha2}`, algorithm)
  const fields = [
    `username=${quote(id)}`,
    `realm=${quote(realm)}`,
    `nonce=${quote(nonce)}`,
    `uri=${quote(path)}`,
    `algorithm=${algorithm}`,
    'qop=auth',
    `nc=${nc}`,
    `cnonce=${quote(cnonce)}`,
    `response="${response}"`,
    ...(opaque === undefined ? [] : [`opaque=${quote(opaque)}`])
  ]
  return `Digest ${fields.join(', ')}`
}

/** Returns a quoted-string (RFC 9110 §5.6.4). */
function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}
