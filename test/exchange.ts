import { STATUS_CODES } from 'node:http'
import type { Test } from 'tap'
import { type App, buildApp } from '../src/app.ts'
import { readAsset, readAssetFolder } from '../src/assets.ts'
import type { Settings } from '../src/config.ts'
import type { Evidence } from '../src/errors.ts'
import { createSources } from '../src/sources.ts'
import type { Seed } from '../src/state/seed.ts'
import { challenge, digestHeader, KEYS } from './app.ts'

/** A request of `fixtures/exchanges/`. The test adds only Host and credentials. */
export interface ExchangeRequest {
  method: string
  path: string
  /** Public key of a seeded API key (Digest) or client id of a seeded service account (OAuth). */
  as?: string
  credentials?: {
    /** Seconds between the challenge or the token and the request. */
    age?: number
    /** The token is revoked before the request. */
    revoked?: true
    /** Replaces the private key. */
    secret?: string
    /** Uses the challenge of the previous request. */
    reuse?: true
    /** Changed fields of the Digest header; null omits a field. */
    fields?: Record<string, string | null>
  }
  authorization?: string
  /** Address of the caller, by default 127.0.0.1. */
  from?: string
  headers?: Record<string, string>
  body?: unknown
  rawBody?: string
  base64Body?: string
  /** Sends a body of this many bytes `x`. */
  bodySize?: number
}

/** A request and Atlas's response, as far as it is known. */
export interface Exchange {
  title: string
  evidence: Evidence
  source: string
  date: string
  note?: string
  given?: ExchangeRequest[]
  settings?: {
    accept?: Settings['accept']
    roleDeniedStatus?: Settings['roleDeniedStatus']
    publicUrl?: string
    prefer?: 'on' | 'off'
  }
  request: ExchangeRequest
  response: {
    status: number
    /** Null: the header must be absent. */
    headers: Record<string, string | null>
    rawBody?: string
  }
}

export const EXCHANGES = readAssetFolder<Exchange[]>('fixtures/exchanges').flat()

/** Headers that the mock omits on purpose. */
export const OMITTED = readAsset<{ header: string; why: string }[]>('fixtures/omitted-headers.json').map(
  ({ header }) => header.toLowerCase()
)

const HOST = 'localhost:8080'

/** Connection headers of HTTP/1.1; the recordings use HTTP/2, which does not have them. */
const HOP_BY_HOP = ['connection', 'keep-alive']

const WILDCARDS: Readonly<Record<string, string>> = {
  id: '[0-9a-f]{24}',
  date: '[A-Z][a-z]{2}, \\d{2} [A-Z][a-z]{2} \\d{4} \\d{2}:\\d{2}:\\d{2} GMT',
  count: '\\d+',
  nonce: '[A-Za-z0-9+/]{32}',
  base: `http://${HOST}`
}

const SERVICE_ACCOUNTS = new Map(
  readAsset<Seed>('fixtures/seed.json').organizations.flatMap(organization =>
    (organization.serviceAccounts ?? []).map(account => [account.clientId, account.clientSecret])
  )
)

/**
 * Sends an exchange's requests and compares the last response with the expected one.
 *
 * @param clients by settings; a server is reset before each exchange
 */
export async function replay(t: Test, exchange: Exchange, clients: Map<string, Client>): Promise<void> {
  const { given = [], settings = {}, request, response } = exchange
  const key = JSON.stringify(settings)
  const client = clients.get(key) ?? (await Client.start(settings))
  clients.set(key, client)
  client.reset()
  for (const earlier of given) {
    const { statusCode, body } = await client.send(earlier)
    t.ok(statusCode < 300, 'earlier requests succeed', { statusCode, body })
  }
  const answer = await client.send(request)

  t.equal(answer.statusCode, response.status, 'status')
  t.equal(answer.statusMessage, STATUS_CODES[response.status], 'reason phrase')
  if (response.rawBody !== undefined) compare(t, answer.body, response.rawBody, 'body')
  for (const [name, expected] of Object.entries(response.headers)) {
    const actual = answer.headers[name.toLowerCase()]
    if (expected === null || OMITTED.includes(name.toLowerCase())) t.equal(actual, undefined, `no ${name}`)
    else compare(t, actual === undefined ? undefined : String(actual), expected, name)
  }
  if (exchange.evidence !== 'recorded') return
  const known = [...Object.keys(response.headers).map(name => name.toLowerCase()), ...HOP_BY_HOP]
  const unknown = Object.keys(answer.headers).filter(name => !known.includes(name))
  t.same(unknown, [], 'no header that was not recorded')
}

/** Compares texts byte for byte, except for wildcards in the expected text. */
function compare(t: Test, actual: string | undefined, expected: string, what: string): void {
  const pattern = expected
    .split(/\{\{(\w+)\}\}/)
    .map((part, index) => (index % 2 ? (WILDCARDS[part] ?? '(?!)') : literal(part)))
    .join('')
  if (actual !== undefined && new RegExp(`^${pattern}$`, 's').test(actual)) t.pass(what)
  else t.equal(actual, expected, what)
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
}

const START = Date.parse('2026-08-10T03:07:01Z')

/** A client with a paused clock, so that rate counters do not restart during an exchange. */
export class Client {
  readonly #app: App
  readonly #clock: { now: number }
  #nonce = ''
  #id = ''

  constructor(app: App, clock: { now: number }) {
    this.#app = app
    this.#clock = clock
  }

  static async start({ prefer, ...others }: NonNullable<Exchange['settings']>): Promise<Client> {
    const clock = { now: START }
    const sources = createSources({ now: () => clock.now })
    const settings = { ...others, ...(prefer && { prefer: prefer === 'on' }), logLevel: 'silent' as const }
    return new Client(await buildApp({ settings, sources }), clock)
  }

  reset(): void {
    this.#clock.now = START
    this.#app.services.control.reset({})
  }

  async close(): Promise<void> {
    await this.#app.server.close()
  }

  async send(template: ExchangeRequest) {
    const request = withId(template, this.#id)
    const authorization = await this.#authorization(request)
    const payload = payloadOf(request)
    const response = await this.#app.server.inject({
      method: request.method as 'GET',
      url: request.path,
      headers: { host: HOST, ...request.headers, ...(authorization && { authorization }) },
      ...(payload === undefined ? {} : { payload }),
      ...(request.from === undefined ? {} : { remoteAddress: request.from })
    })
    this.#id = /"(?:id|metricIntegrationId)":"([0-9a-f]{24})"/.exec(response.body)?.[1] ?? this.#id
    return response
  }

  async #authorization(request: ExchangeRequest): Promise<string | undefined> {
    const { as: caller, credentials = {} } = request
    if (caller === undefined) return request.authorization
    const token = SERVICE_ACCOUNTS.has(caller) ? await this.#token(caller) : ''
    if (credentials.revoked) await this.#oauth(caller, 'revoke', `token=${token}`)
    if (!credentials.reuse) this.#nonce = await challenge(this.#app)
    this.#clock.now += (credentials.age ?? 0) * 1000
    if (token) return `Bearer ${token}`
    const fields = Object.entries(credentials.fields ?? {}).map(([name, value]) => [name, value ?? undefined])
    return digestHeader(
      caller,
      { method: request.method, url: request.path },
      this.#nonce,
      Object.fromEntries(fields),
      credentials.secret ?? KEYS[caller]
    )
  }

  async #token(clientId: string): Promise<string> {
    const body = await this.#oauth(clientId, 'token', 'grant_type=client_credentials')
    const form = /^\{"access_token":"((?:[\w-]+\.){2}[\w-]+)","expires_in":3600,"token_type":"Bearer"\}$/
    return form.exec(body)?.[1] ?? `no token: ${body}`
  }

  async #oauth(clientId: string, endpoint: 'token' | 'revoke', payload: string): Promise<string> {
    const basic = Buffer.from(`${clientId}:${SERVICE_ACCOUNTS.get(clientId)}`).toString('base64')
    const { body } = await this.#app.server.inject({
      method: 'POST',
      url: `/api/oauth/${endpoint}`,
      headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' },
      payload
    })
    return body
  }
}

/** Returns the request with the id of the last response that has one in place of `{{id}}`. */
function withId(request: ExchangeRequest, id: string): ExchangeRequest {
  return JSON.parse(JSON.stringify(request).replaceAll('{{id}}', id)) as ExchangeRequest
}

function payloadOf({ body, rawBody, base64Body, bodySize }: ExchangeRequest): string | Buffer | undefined {
  if (bodySize !== undefined) return 'x'.repeat(bodySize)
  if (base64Body !== undefined) return Buffer.from(base64Body, 'base64')
  return rawBody ?? (body === undefined ? undefined : JSON.stringify(body))
}
