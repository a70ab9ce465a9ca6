import { METHODS } from 'node:http'
import type { SeedApiKey, SeedServiceAccount } from '../../types/seed.d.ts'
import type { Method } from '../../types/wire.d.ts'
import type { App } from '../app.ts'
import { md5 } from '../auth/digest.ts'
import { AtlasClient, type ClientRequest } from '../client/atlas-client.ts'
import type { ClientCredential } from '../client/environment.ts'

type ApiKey = Pick<SeedApiKey, 'publicKey' | 'privateKey'>
type ServiceAccount = Pick<SeedServiceAccount, 'clientId' | 'clientSecret'>

/** An API key or a service account, with its secret; or both, such as a sandbox's `owner`: then its API key is used. */
export type Caller = ApiKey | ServiceAccount | { apiKey: ApiKey }

/** A request without a network connection. */
export interface InjectRequest {
  /** Case-insensitive; default: GET. */
  method?: Method
  /** Path and query, or a URL of which only these are used; encoded as by `URL`. */
  url: string
  /** Accept and Content-Type default to Atlas's media types. */
  headers?: Record<string, string>
  /** A string, Buffer or Uint8Array is sent unchanged, anything else as JSON. */
  body?: unknown
  /** Credentials: an API key uses Digest, a service account a Bearer token; omitted: none. */
  as?: Caller
}

/** The response to {@link InjectRequest}. */
export interface InjectResponse {
  /** Status code. */
  status: number
  /** Values by lower-case name. */
  headers: Record<string, number | string | string[] | undefined>
  /** The body as text. */
  body: string
  /** Parses the body as JSON. @throws {SyntaxError} */
  json(): unknown
}

const VERSIONED = 'application/vnd.atlas.2023-01-01+json'

/**
 * Returns a function that sends requests without a network connection. It throws an error for an invalid request, or if
 * the connection ends without a response.
 */
export function createInject({
  server,
  services,
  url
}: App): (request: InjectRequest) => Promise<InjectResponse> {
  const { host } = new URL(url)
  const accounts = new Map<string, AtlasClient>()
  const options = {
    hash: md5,
    createCnonce: () => services.sources.randomBytes(8).toString('hex'),
    // Tests that revoke a token expect the 401.
    renewsToken: false
  }

  async function send({ method, path, headers, body: payload }: ClientRequest<Buffer>) {
    const reply = await server.inject({
      method: method as 'GET',
      url: path,
      headers: { host, ...Object.fromEntries(headers) },
      ...(payload !== undefined && { payload })
    })
    const { statusCode: status, headers: received, body } = reply
    const list = Object.entries(received).map(([name, value]) => [name, String(value)] as const)
    return { status, headers: list, body, received }
  }

  function clientFor(credential: ClientCredential): AtlasClient {
    // Each request gets its own challenge: what the journal shows must not depend on earlier requests.
    if (credential.kind === 'apiKey') return new AtlasClient(credential, options)
    // The key includes the secret: an invalid secret must not use the token of a valid one.
    const key = `${credential.id}:${credential.secret}`
    const client = accounts.get(key) ?? new AtlasClient(credential, options)
    accounts.set(key, client)
    return client
  }

  return async request => {
    const call = createCall(request)
    const credential = credentialOf(request.as)
    const reply = credential ? await clientFor(credential).send(call, send) : await send(call)
    const { status, received, body } = reply
    return { status, headers: received, body, json: () => JSON.parse(body) as unknown }
  }
}

function credentialOf(caller: Caller | undefined): ClientCredential | undefined {
  if (caller === undefined) return undefined
  const given: Partial<ApiKey & ServiceAccount & { apiKey: ApiKey }> = Object(caller)
  const { publicKey, privateKey } = given.apiKey ?? given
  if (publicKey !== undefined && privateKey !== undefined) {
    return { kind: 'apiKey', id: publicKey, secret: privateKey }
  }
  const { clientId, clientSecret } = given
  if (clientId !== undefined && clientSecret !== undefined) {
    return { kind: 'serviceAccount', id: clientId, secret: clientSecret }
  }
  throw new Error(
    'as must be an API key { publicKey, privateKey }, a service account { clientId, clientSecret }, or a pair of them such as sandbox.owner; mock.credentials has the seeded ones by id'
  )
}

function createCall({
  method = 'GET',
  url,
  headers = {},
  body: value
}: InjectRequest): ClientRequest<Buffer> {
  const known = String(method).toUpperCase()
  if (!METHODS.includes(known))
    throw new Error(`method must be an HTTP method, not ${JSON.stringify(method)}`)
  const body = bodyOf(value)
  const defaults = { accept: VERSIONED, ...(body !== undefined && { 'content-type': 'application/json' }) }
  return { method: known, path: targetOf(url), headers: Object.entries({ ...defaults, ...headers }), body }
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

function bodyOf(body: unknown): string | Buffer | undefined {
  if (body === undefined || typeof body === 'string') return body
  return body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body)
}
