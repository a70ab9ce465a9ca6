import { STATUS_CODES } from 'node:http'
import type { Test } from 'tap'
import { type App, buildApp } from '../src/app.ts'
import { readAsset } from '../src/assets.ts'
import { createSources } from '../src/base/sources.ts'
import {
  type Exchange,
  type ExchangeRequest,
  payloadOf,
  readExchanges
} from '../src/proof/compare/exchange.ts'
import { idIn, PLACEHOLDERS } from '../src/proof/compare/placeholders.ts'
import { classify } from '../src/proof/label/classify.ts'
import type { CallClass } from '../src/proof/label/rows.ts'
import type { Seed } from '../types/seed.d.ts'
import { challenge, digestHeader, KEYS } from './app.ts'

export const EXCHANGES = readExchanges()

/** Headers that the mock omits on purpose. */
const OMITTED = readAsset<{ header: string; why: string }[]>('fixtures/omitted-headers.json').map(
  ({ header }) => header.toLowerCase()
)

const HOST = 'localhost:8080'

/** Connection headers of HTTP/1.1; the recordings use HTTP/2, which does not have them. */
const HOP_BY_HOP = ['connection', 'keep-alive']

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
  const { response, evidence } = exchange
  const { earlier, last } = await send(exchange, clients).catch(cause => {
    throw new Error(exchange.title, { cause })
  })
  const isRecorded = evidence === 'recorded'
  const expected = {
    status: response.status,
    reason: STATUS_CODES[response.status],
    headers: Object.fromEntries(
      Object.entries(response.headers).map(([name, value]) => {
        const header = name.toLowerCase()
        return [header, value === null || OMITTED.includes(header) ? undefined : value]
      })
    ),
    body: response.rawBody
  }
  const known = Object.keys(expected.headers)
  // Recorded responses have all headers, other ones those that are known.
  const names = isRecorded ? [...known, ...Object.keys(last.headers)] : known
  const headers = names
    .filter(name => !HOP_BY_HOP.includes(name) || known.includes(name))
    .map(name => [name, masked(last.headers[name], expected.headers[name])])
  const actual = {
    status: last.statusCode,
    reason: last.statusMessage,
    headers: Object.fromEntries(headers),
    body: response.rawBody === undefined ? undefined : masked(last.body, response.rawBody)
  }
  const failed = earlier.filter(({ statusCode }) => statusCode >= 300)
  t.strictSame(
    { failed: failed.map(({ statusCode, body }) => ({ statusCode, body })), ...actual },
    { failed: [], ...expected },
    `${exchange.id}: ${exchange.title}`
  )
}

/** Sends an exchange's requests. @param clients by settings; a server is reset before each exchange */
export async function send({ given = [], settings = {}, request }: Exchange, clients: Map<string, Client>) {
  const key = JSON.stringify(settings)
  const client = clients.get(key) ?? (await Client.start(settings))
  clients.set(key, client)
  client.reset()
  const earlier = []
  for (const setup of given) {
    for (let turn = 0; turn < (setup.times ?? 1); turn++) earlier.push(await client.send(setup))
  }
  return { client, earlier, last: await client.send(request) }
}

/** Returns the expected text if the received one equals it, byte for byte except for wildcards; otherwise the received. */
function masked(received: unknown, expected: string | undefined): string | undefined {
  const text = received === undefined ? undefined : String(received)
  if (text === undefined || expected === undefined || text === expected) return text
  const pattern = expected
    .split(/\{\{(\w+)\}\}/)
    .map((part, index) =>
      index % 2
        ? part === 'base'
          ? literal(`http://${HOST}`)
          : (PLACEHOLDERS[part] ?? '(?!)')
        : literal(part)
    )
    .join('')
  return new RegExp(`^${pattern}$`, 's').test(text) ? expected : text
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

  static async start({
    prefer,
    rateLimits,
    seed,
    ...others
  }: NonNullable<Exchange['settings']>): Promise<Client> {
    const clock = { now: START }
    const sources = createSources({ now: () => clock.now })
    const settings = {
      ...others,
      ...(prefer && { prefer: prefer === 'on' }),
      ...(rateLimits && { rateLimits: rateLimits === 'on' }),
      ...(seed && { seed: JSON.stringify(seed) }),
      logLevel: 'silent' as const
    }
    return new Client(await buildApp({ settings, sources }), clock)
  }

  reset(): void {
    this.#clock.now = START
    this.#app.services.control.reset({})
  }

  async close(): Promise<void> {
    await this.#app.server.close()
  }

  /** Returns the class of the last call. */
  classify(): CallClass {
    const { journal, registry } = this.#app.services
    const entry = journal.find(journal.newestId)
    if (!entry) throw new Error('the journal is empty')
    return classify(entry, registry)
  }

  async send(template: ExchangeRequest) {
    const request = JSON.parse(JSON.stringify(template).replaceAll('{{id}}', this.#id)) as ExchangeRequest
    const authorization = await this.#authorization(request)
    const payload = payloadOf(request)
    const response = await this.#app.server.inject({
      method: request.method as 'GET',
      url: request.path,
      headers: { host: HOST, ...request.headers, ...(authorization && { authorization }) },
      ...(payload === undefined ? {} : { payload }),
      ...(request.from === undefined ? {} : { remoteAddress: request.from })
    })
    this.#id = idIn(response.body) ?? this.#id
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
