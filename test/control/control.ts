import type { Test } from 'tap'
import type { App, AppOptions } from '../../src/app.ts'
import { createAjv } from '../../src/base/ajv.ts'
import { createSources } from '../../src/base/sources.ts'
import { readControlSchemas } from '../../src/control-api/schemas.ts'
import type { OrganizationState } from '../../src/state/document.ts'
import type { CreatedSandbox, CredentialPair, SandboxBody } from '../../types/wire.d.ts'
import { build, call, digestHeader, KEYS, nonceIn, type Request, type Response } from '../app.ts'

export type ApiKey = Pick<CredentialPair['apiKey'], 'publicKey' | 'privateKey'>
export type ServiceAccount = Pick<CredentialPair['serviceAccount'], 'clientId' | 'clientSecret'>

/** Seeded service accounts. */
export const ACCOUNT = {
  owner: {
    clientId: 'mdb_sa_id_0000000000000000000000a1',
    clientSecret: 'mdb_sa_sk_owner0000000000000000000000000000'
  },
  reader: {
    clientId: 'mdb_sa_id_0000000000000000000000a2',
    clientSecret: 'mdb_sa_sk_reader000000000000000000000000000'
  }
} as const satisfies Record<string, ServiceAccount>

export const ORGS = '/api/atlas/v2/orgs'
export const NOON = '2026-11-25T12:00:00.000Z'
export const OWNER = keyOf('orgowner')

/** Returns a seeded API key. */
export function keyOf(publicKey: string): ApiKey {
  return { publicKey, privateKey: KEYS[publicKey] as string }
}

/**
 * Calls the control plane; errors must be problems that match their schema.
 *
 * @param path below `/_mock/v1`
 */
export async function control(
  app: App,
  method: string,
  path: string,
  body?: unknown,
  query: Record<string, string | undefined> = {}
): Promise<Response> {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const search = new URLSearchParams(given).toString()
  const url = `/_mock/v1${path}${search && `?${search}`}`
  const reply = await call(app, { method, url, ...(body !== undefined && { body }) })
  if (reply.status < 400) return reply
  const fault = faultsOf('Problem', reply.json)
  const isProblem = reply.headers['content-type'] === 'application/problem+json' && fault === ''
  if (isProblem && reply.status < 500) return reply
  throw new Error(`${method} ${url} returned ${reply.status}: ${reply.text} ${fault}`)
}

/** Returns what a GET of the control plane returns. */
export async function get<T = unknown>(
  app: App,
  path: string,
  query?: Record<string, string | undefined>
): Promise<T> {
  return (await control(app, 'GET', path, undefined, query)).json as T
}

/** Builds a server with a paused clock. */
export async function frozen(t: Test, settings: AppOptions['settings'] = {}, now = NOON) {
  const app = await build(t, { settings })
  await control(app, 'PUT', '/clock', { now, frozen: true })
  return app
}

/** Returns the exported organizations, all or those of a sandbox. */
export async function stateOf(app: App, sandbox?: string): Promise<OrganizationState[]> {
  return (await get<{ organizations: OrganizationState[] }>(app, '/state', { sandbox })).organizations
}

/** Returns what the control plane shows of a sandbox, as texts. */
export async function viewOf(app: App, { id }: Pick<CreatedSandbox, 'id'>): Promise<string[]> {
  const paths = ['/state', '/faults', '/clock', '/requests', '/snapshots']
  const calls = paths.map(path => control(app, 'GET', path, undefined, { sandbox: id }))
  return (await Promise.all(calls)).map(({ text }) => text)
}

/** Returns the names of the exported organizations. */
export async function namesOf(app: App): Promise<string[]> {
  return (await stateOf(app)).map(({ name }) => name)
}

/** Returns a fake clock of the machine, paused until the test sets it. */
export function machine(now = Date.parse(NOON)) {
  const time = { now }
  return Object.assign(time, { sources: createSources({ now: () => time.now }) })
}

/** Returns a response without its variable parts. */
export function whole({ status, headers, text }: Response) {
  const { date: _date, connection: _connection, ...others } = headers
  const challenged = String(others['www-authenticate'] ?? '').replace(/nonce="[^"]+"/, 'nonce="…"')
  return { status, headers: { ...others, ...(challenged && { 'www-authenticate': challenged }) }, text }
}

/** Returns the body of Atlas's error for an empty bucket. */
export function tooMany(path: string, seconds: number, capacity: number, refill: number) {
  return {
    detail: `Rate limit exceeded for ${path}. Please retry after ${seconds} seconds. Request capacity: ${capacity}. Refill rate: ${refill} per 60 seconds. For more information, see: http://dochub.mongodb.org/core/atlas-api-rate-limit.`,
    error: 429,
    errorCode: 'RATE_LIMITED_TOKEN_BUCKET',
    parameters: [path, seconds, capacity, refill, 60],
    reason: 'Too Many Requests'
  }
}

/** Returns the body of a problem response. */
export function problem(status: number, title: string, detail: string, errors?: Record<string, string>) {
  const places = Object.entries(errors ?? {}).map(([path, detail]) => ({ path, detail }))
  return { type: 'about:blank', title, status, detail, ...(errors && { errors: places }) }
}

/** Returns the problem for an invalid body: messages by JSON pointer. */
export function wrongBody(errors: Record<string, string>) {
  return problem(400, 'Bad Request', 'invalid body', errors)
}

export function notFound(detail: string) {
  return problem(404, 'Not Found', detail)
}

export async function newSandbox(app: App, body?: SandboxBody): Promise<CreatedSandbox> {
  const { status, json, text } = await control(app, 'POST', '/sandboxes', body)
  if (status !== 201) throw new Error(text)
  return json as CreatedSandbox
}

/** Creates two equal sandboxes, to show that what happens in one does not concern the other. */
export async function twoSandboxes(app: App, body?: SandboxBody): Promise<[CreatedSandbox, CreatedSandbox]> {
  return [await newSandbox(app, body), await newSandbox(app, body)]
}

/** Returns the id of the first project. */
export function projectOf({ projects }: Pick<CreatedSandbox, 'projects'>): string {
  return projects[0]?.id ?? ''
}

/** Sends a request with Digest: first without credentials, then with the response to the challenge. */
export async function asKey(app: App, key: ApiKey, request: Request): Promise<Response> {
  const challenged = await call(app, request)
  const nonce = nonceOf(challenged)
  return nonce === undefined ? challenged : await withNonce(app, key, request, nonce)
}

/** Sends a request with an existing nonce. */
export function withNonce(
  app: App,
  { publicKey, privateKey }: ApiKey,
  request: Request,
  nonce: string,
  nc = '00000001'
): Promise<Response> {
  const authorization = digestHeader(publicKey, request, nonce, { nc }, privateKey)
  return call(app, { ...request, headers: { authorization, ...request.headers } })
}

/** Returns the nonce of a challenge. */
export function nonceOf({ headers }: Response): string | undefined {
  return nonceIn(headers['www-authenticate'])
}

/** Sends a form to an OAuth endpoint. @param more changes the request */
export function oauth(
  app: App,
  endpoint: 'token' | 'revoke',
  { clientId, clientSecret }: ServiceAccount,
  body: string,
  { headers, ...more }: Partial<Request> = {}
): Promise<Response> {
  const basic = Buffer.from(`${clientId}:${encodeURIComponent(clientSecret)}`).toString('base64')
  const form = { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' }
  const url = `/api/oauth/${endpoint}`
  return call(app, { method: 'POST', url, body, headers: { ...form, ...headers }, ...more })
}

/** Requests a token. */
export function askToken(app: App, account: ServiceAccount, more?: Partial<Request>): Promise<Response> {
  return oauth(app, 'token', account, 'grant_type=client_credentials', more)
}

export async function tokenFor(app: App, account: ServiceAccount): Promise<string> {
  const { status, json, text } = await askToken(app, account)
  if (status !== 200) throw new Error(text)
  return (json as { access_token: string }).access_token
}

export function asBearer(app: App, token: string, request: Request): Promise<Response> {
  return call(app, { ...request, headers: { authorization: `Bearer ${token}`, ...request.headers } })
}

const ajv = createAjv({ allErrors: true, discriminator: true })
for (const schema of readControlSchemas()) ajv.addSchema(schema)

/** Returns the validation errors of a value for a schema of `schemas/control/`; empty if it is valid. */
export function faultsOf(shape: string, value: unknown): string {
  return ajv.validate(shape, value) ? '' : ajv.errorsText(ajv.errors)
}

/** Values of `keep` in a reset. */
export const KEEPABLE = ['faults', 'clock', 'journal', 'rates', 'inbox'] as const
