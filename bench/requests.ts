import { md5 } from '../src/auth/digest.ts'
import { digestAuthorization, parseChallenge } from '../src/client/atlas-client.ts'

const GROUPS = '/api/atlas/v2/groups'
/** The project of lists and conflicts: the seed data has two integrations in it. */
export const STAGING = '5e2211c17a3e5a48f5497de3'
/** A project without integrations. */
export const DEMO = '32b6e34b3d91647abb20e7b8'
const ACCEPT = { accept: 'application/vnd.atlas.2023-01-01+json' }
const JSON_TYPE = { 'content-type': 'application/json' }
/** For servers that do not check it. */
const BEARER = { ...ACCEPT, authorization: 'Bearer ignored' }
export const BODY = '{"type":"WEBHOOK","url":"https://example.com/bench","secret":"bench-secret"}'
/** Organization owners in the seed data. */
export const KEY = { publicKey: 'orgowner', privateKey: '00000000-0000-4000-8000-000000000001' }
export const ACCOUNT = {
  clientId: 'mdb_sa_id_0000000000000000000000a1',
  clientSecret: 'mdb_sa_sk_owner0000000000000000000000000000'
}

/** A request that is measured. */
export interface Shot {
  method: 'GET' | 'POST'
  /** `{project}` in path or body is replaced with the id of a project that has not been used. */
  path: string
  headers: Record<string, string>
  body?: string
  /** Status code of the expected response; any other ends the benchmark. */
  status: number
}

const LIST_SHOT: Shot = { method: 'GET', path: listOf(STAGING), headers: BEARER, status: 200 }
const POST_SHOT: Shot = {
  method: 'POST',
  path: pathOfWebhook('{project}'),
  headers: { ...BEARER, ...JSON_TYPE },
  body: BODY,
  status: 200
}

export const SHOTS = {
  GET: LIST_SHOT,
  POST: POST_SHOT,
  409: { ...POST_SHOT, path: pathOfWebhook(STAGING), status: 409 },
  digest: { ...LIST_SHOT, headers: ACCEPT },
  projects: { ...LIST_SHOT, path: GROUPS }
} satisfies Record<string, Shot>

export type Task = 'GET' | 'POST' | '409' | 'digest'

/** Returns the path of a project's integrations. */
export function listOf(project: string): string {
  return `${GROUPS}/${project}/integrations`
}

/** Returns the path of a project's integration of type WEBHOOK. */
export function pathOfWebhook(project: string): string {
  return `${listOf(project)}/WEBHOOK`
}

/** Returns the header Authorization for a Digest challenge. */
export function digestOf(
  { publicKey: id, privateKey: secret }: typeof KEY,
  method: string,
  path: string,
  header: string | undefined
): string {
  const challenge = parseChallenge(header)
  if (!challenge) throw new Error(`no Digest challenge: ${header}`)
  return digestAuthorization(challenge, { id, secret }, { method, path, count: 1, cnonce: '0a4f113b' }, md5)
}

/** Sends a request and returns the body. @throws {Error} for another status code */
export async function send<Body>(url: string, init: RequestInit = {}, status = 200): Promise<Body> {
  const response = await fetch(url, init)
  const text = await response.text()
  if (response.status !== status) throw new Error(`${url}: ${response.status} ${text}`)
  return (text === '' ? undefined : JSON.parse(text)) as Body
}

/** Requests a token. @returns the headers of a request with it */
export async function bearerOf(url: string, { clientId, clientSecret } = ACCOUNT) {
  const init = {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' })
  }
  const { access_token } = await send<{ access_token: string }>(`${url}/api/oauth/token`, init)
  return { ...ACCEPT, authorization: `Bearer ${access_token}` }
}
