import type { Test } from 'tap'
import { type App, type AppOptions, buildApp } from '../src/app.ts'
import { digestResponse, ha1Of, parseDigest } from '../src/auth/digest.ts'

export const DEMO = '32b6e34b3d91647abb20e7b8'
export const STAGING = '5e2211c17a3e5a48f5497de3'
export const ELSEWHERE = '6c7d8e9f0a1b2c3d4e5f6071'
export const ACME = 'a1b2c3d4e5f60718293a4b5c'
export const VERSIONED = 'application/vnd.atlas.2023-01-01+json'

/** Headers of every response except the anonymous 401 (recorded 2026-08-10). */
export const SECURITY = {
  'referrer-policy': 'strict-origin-when-cross-origin',
  'strict-transport-security': 'max-age=31536000; includeSubdomains;',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none'
}

/** Seeded API keys and their private keys. */
export const KEYS: Readonly<Record<string, string>> = {
  orgowner: '00000000-0000-4000-8000-000000000001',
  prjowner: '00000000-0000-4000-8000-000000000002',
  readonly: '00000000-0000-4000-8000-000000000003',
  orgreadr: '00000000-0000-4000-8000-000000000004',
  outsider: '00000000-0000-4000-8000-000000000005',
  fencedin: '00000000-0000-4000-8000-000000000006'
}

export interface Request {
  method?: string
  url: string
  headers?: Record<string, string>
  /** Strings and Buffers are sent unchanged, other values as JSON. */
  body?: unknown
  remoteAddress?: string
}

export interface Response {
  status: number
  headers: Record<string, unknown>
  text: string
  /** The parsed body; undefined if it is not JSON. */
  json: unknown
}

/** Builds a server with its log for one test; closed when the test ends. */
export async function build(t: Test, options: AppOptions = {}): Promise<App & { logged: string[] }> {
  const logged: string[] = []
  const app = await buildApp({
    logStream: {
      write: line => {
        logged.push(line)
      }
    },
    ...options
  })
  t.teardown(() => app.server.close())
  return { ...app, logged }
}

/** Sends a request without credentials, by default with Atlas's Accept and Content-Type; '' omits a header. */
export async function call({ server }: App, request: Request): Promise<Response> {
  const { method = 'GET', url, body, remoteAddress } = request
  const isJson = body !== undefined && typeof body !== 'string' && !Buffer.isBuffer(body)
  const headers: Record<string, string> = { accept: VERSIONED, ...request.headers }
  if (body !== undefined) headers['content-type'] ??= 'application/json'
  for (const [name, value] of Object.entries(headers)) if (value === '') delete headers[name]
  const reply = await server.inject({
    method: method as 'GET',
    url,
    headers,
    ...(body === undefined ? {} : { payload: isJson ? JSON.stringify(body) : (body as string | Buffer) }),
    ...(remoteAddress === undefined ? {} : { remoteAddress })
  })
  const isJsonReply = /json/.test(String(reply.headers['content-type'])) && reply.body !== ''
  return {
    status: reply.statusCode,
    headers: reply.headers,
    text: reply.body,
    json: isJsonReply ? reply.json() : undefined
  }
}

/** Changed fields of a Digest header; undefined omits a field. */
export type DigestFields = Record<string, string | undefined>

/** Returns the nonce of a new challenge. */
export async function challenge(app: App): Promise<string> {
  const reply = await call(app, { method: 'POST', url: integrations(DEMO, 'WEBHOOK') })
  return nonceIn(reply.headers['www-authenticate']) ?? ''
}

/** Returns the nonce in a challenge. */
export function nonceIn(challenge: unknown): string | undefined {
  return /nonce="([^"]+)"/.exec(String(challenge))?.[1]
}

/** Returns the Digest header that a client computes from a challenge. */
export function digestHeader(
  publicKey: string,
  { method = 'GET', url }: Request,
  nonce: string,
  fields: DigestFields = {},
  privateKey = KEYS[publicKey] ?? 'unknown'
): string {
  const base: DigestFields = {
    username: publicKey,
    realm: 'MMS Public API',
    nonce,
    uri: url,
    qop: 'auth',
    nc: '00000001',
    cnonce: '0123456789abcdef',
    ...fields
  }
  const draft = (all: DigestFields) =>
    Object.entries(all)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => (name === 'nc' || name === 'qop' ? `${name}=${value}` : `${name}="${value}"`))
      .join(', ')
  const parsed = parseDigest(draft({ ...base, response: '-' }))
  const response =
    'error' in parsed ? '0'.repeat(32) : digestResponse(ha1Of(publicKey, privateKey), method, parsed)
  return `Digest ${draft({ response, ...base })}`
}

/** Sends a request with Digest: gets a challenge first, then responds to it. */
export async function as(app: App, publicKey: string, request: Request): Promise<Response> {
  const nonce = await challenge(app)
  const authorization = digestHeader(publicKey, request, nonce)
  return await call(app, { ...request, headers: { authorization, ...request.headers } })
}

/** Returns projects with different ids. @param name up to seven characters, with which their names start */
export function newProjects(count: number, name: string): { id: string; name: string }[] {
  return Array.from({ length: count }, (_, at) => ({
    id: Buffer.from(`${name}${at}`.padStart(12, '-')).toString('hex'),
    name: `${name} ${at}`
  }))
}

/** Returns the path of a project's integrations. */
export function integrations(groupId: string, type = ''): string {
  return `/api/atlas/v2/groups/${groupId}/integrations${type && `/${type}`}`
}
