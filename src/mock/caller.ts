import { METHODS } from 'node:http'
import type { App } from '../app.ts'
import { digestAuthorization } from '../auth/digest.ts'
import { REALM } from '../auth/secrets.ts'

/** An API key or a service account, with its secret. */
export type Caller = { publicKey: string; privateKey: string } | { clientId: string; clientSecret: string }

/** A request without a network connection. */
export interface InjectRequest {
  /** Case-insensitive; default: GET. */
  method?: string
  /** Path and query, or a URL of which only these are used; encoded as by `URL`. */
  url: string
  /** Accept and Content-Type default to Atlas's media types. */
  headers?: Record<string, string>
  /** A string, Buffer or Uint8Array is sent unchanged, anything else as JSON. */
  body?: unknown
  /** Credentials: an API key uses Digest, a service account a Bearer token. */
  as?: Caller
}

/** The response to {@link InjectRequest}. */
export interface InjectResponse {
  status: number
  headers: Record<string, number | string | string[] | undefined>
  /** The body as text. */
  body: string
  /** Parses the body as JSON. @throws {SyntaxError} */
  json(): unknown
}

/** A normalized request: Digest signs its method and target. */
interface Message {
  method: string
  /** Path and query, encoded. */
  target: string
  headers: Record<string, string>
  payload: string | Buffer | undefined
}

const VERSIONED = 'application/vnd.atlas.2023-01-01+json'

type ApiKey = Extract<Caller, { publicKey: string }>
type ServiceAccount = Extract<Caller, { clientId: string }>

/**
 * Returns a function that sends requests without a network connection. It throws an error for an invalid request, or if
 * the connection ends without a response.
 *
 * @param url of the mock for links in responses
 */
export function createInject(
  { server }: App,
  url: string
): (request: InjectRequest) => Promise<InjectResponse> {
  const { host } = new URL(url)
  const tokens = new Map<string, string>()

  async function send(message: Message, authorization?: string): Promise<InjectResponse> {
    const { method, target, headers, payload } = message
    const reply = await server.inject({
      method: method as 'GET',
      url: target,
      headers: {
        host,
        accept: VERSIONED,
        ...(payload !== undefined && { 'content-type': 'application/json' }),
        ...(authorization !== undefined && { authorization }),
        ...headers
      },
      ...(payload !== undefined && { payload })
    })
    const { statusCode, headers: received, body } = reply
    return { status: statusCode, headers: received, body, json: () => JSON.parse(body) as unknown }
  }

  async function sendDigest(message: Message, key: ApiKey): Promise<InjectResponse> {
    const challenge = await send(message)
    const nonce = /nonce="([^"]+)"/.exec(String(challenge.headers['www-authenticate']))?.[1]
    // A fault or an error that precedes authentication.
    if (challenge.status !== 401 || nonce === undefined) return challenge
    return await send(message, digestAuthorization(message, key, { realm: REALM, nonce, count: 1 }))
  }

  async function sendBearer(message: Message, account: ServiceAccount): Promise<InjectResponse> {
    const { clientId, clientSecret } = account
    // The key includes the secret: an invalid secret must not use the token of a valid one.
    const key = `${clientId}:${clientSecret}`
    let token = tokens.get(key)
    if (token === undefined) {
      const reply = await send(tokenRequest(account))
      if (reply.status !== 200) return reply
      token = (reply.json() as { access_token: string }).access_token
      tokens.set(key, token)
    }
    const response = await send(message, `Bearer ${token}`)
    // The token may have expired: the next request gets a new one.
    if (response.status === 401) tokens.delete(key)
    return response
  }

  return async request => {
    const message = createMessage(request)
    const { as } = request
    if (as === undefined) return await send(message)
    return 'publicKey' in as ? await sendDigest(message, as) : await sendBearer(message, as)
  }
}

function tokenRequest({ clientId, clientSecret }: ServiceAccount): Message {
  const credentials = Buffer.from(`${clientId}:${encodeURIComponent(clientSecret)}`).toString('base64')
  return {
    method: 'POST',
    target: '/api/oauth/token',
    headers: {
      authorization: `Basic ${credentials}`,
      'content-type': 'application/x-www-form-urlencoded'
    },
    payload: 'grant_type=client_credentials'
  }
}

function createMessage({ method = 'GET', url, headers = {}, body }: InjectRequest): Message {
  const known = METHODS.find(name => name === String(method).toUpperCase())
  if (known === undefined) throw new Error(`method must be an HTTP method, not ${JSON.stringify(method)}`)
  return { method: known, target: targetOf(url), headers, payload: payloadOf(body) }
}

/** Returns the encoded path and query of a URL; two leading slashes are part of the path. */
function targetOf(url: string): string {
  const base = 'http://localhost'
  const isGiven = typeof url === 'string' && url.trim() !== ''
  const parsed = isGiven ? URL.parse(url.startsWith('/') ? base + url : url, base) : null
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
    throw new Error(`url must be a path, or an http or https URL, not ${JSON.stringify(url)}`)
  }
  return parsed.pathname + parsed.search
}

function payloadOf(body: unknown): string | Buffer | undefined {
  if (body === undefined || typeof body === 'string') return body
  return body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body)
}
