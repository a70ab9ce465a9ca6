import { readdirSync, readFileSync } from 'node:fs'
import { VERSIONED } from '../app.ts'
import { TYPES } from './canaries.ts'

/** A request, before or after mutation. */
export interface Draft {
  method: string
  /** With the placeholders `{project}`, `{other}`, `{org}` and `{sandbox}` for a worker's ids. */
  target: string
  headers: [name: string, value: string][]
  /** Latin-1: one character for each byte. */
  body: string | undefined
}

/** A valid body of each type. */
const BODIES = new Map(TYPES.map(({ title, 'x-examples': examples }) => [title, examples?.[0]?.value ?? {}]))

const JSON_HEADERS: Draft['headers'] = [
  ['Accept', VERSIONED],
  ['Content-Type', 'application/json']
]

function draft(method: string, target: string, body?: unknown, headers = JSON_HEADERS): Draft {
  return { method, target, headers, body: body === undefined ? undefined : utf8(body) }
}

/** Returns the request for a text or a JSON value. */
export function utf8(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return Buffer.from(text).toString('latin1')
}

function ofProject(base: string): Draft[] {
  const all = `${base}/groups/{project}/integrations`
  return [
    draft('GET', `${all}?itemsPerPage=10&pageNum=1&includeCount=true`),
    draft('GET', `${all}?pretty=true&envelope=true`),
    ...[...BODIES].flatMap(([type, body]) => [
      draft('POST', `${all}/${type}`, body),
      draft('PUT', `${all}/${type}`, body),
      draft('GET', `${all}/${type}`),
      draft('DELETE', `${all}/${type}`)
    ]),
    draft('POST', `${all}/HIP_CHAT`, {})
  ]
}

function ofTenancy(base: string): Draft[] {
  const tags = [{ key: 'k', value: 'v' }]
  return [
    draft('GET', `${base}/groups`),
    draft('POST', `${base}/groups`, { name: 'new project', orgId: '{org}', tags }),
    draft('GET', `${base}/groups/{project}`),
    draft('GET', `${base}/groups/byName/demo`),
    draft('DELETE', `${base}/groups/{other}`),
    draft('GET', `${base}/orgs`),
    draft('GET', `${base}/orgs/{org}`),
    draft('GET', `${base}/orgs/{org}/groups`)
  ]
}

const FORM: Draft['headers'] = [['Content-Type', 'application/x-www-form-urlencoded']]

/** The Atlas API. */
export const ATLAS: readonly Draft[] = [
  ...['/api/atlas/v2', '/api/atlas/v1.0'].flatMap(base => [...ofProject(base), ...ofTenancy(base)]),
  draft('POST', '/api/oauth/token', 'grant_type=client_credentials', FORM),
  draft('POST', '/api/oauth/revoke', 'token=a.b.c&token_type_hint=access_token', FORM),
  draft('POST', '/api/private/v1.0/telemetry/events', []),
  draft('POST', '/api/private/unauth/telemetry/events', []),
  draft('GET', '/api/private/unauth/nds/defaultMongoDBMajorVersion'),
  draft('GET', '/api/private/ipinfo')
]

/** Files and documents. */
export const FILES: readonly Draft[] = [
  '/',
  '/openapi.json',
  '/_mock/openapi.json',
  '/_mock/docs',
  '/_mock/docs/swagger-ui.css',
  '/_mock/docs/index.html',
  ...readdirSync(new URL('../../dist/console', import.meta.url)).map(name => `/_mock/console/${name}`),
  '/_mock/v1/health',
  '/_mock/v1/types'
].map(target => draft('GET', target))

const MATCH = { operation: 'createGroupIntegration', body: { type: 'WEBHOOK' } }

/** The control plane. These requests do not call the Atlas API, so faults that they add never apply. */
export const CONTROL: readonly Draft[] = [
  draft('GET', '/errors'),
  draft('GET', '/organizations'),
  draft('POST', '/reset?tokens=revoke', { keep: ['faults'] }),
  draft('POST', '/sandboxes', {
    name: 'box',
    projects: [{ name: 'p', integrations: [BODIES.get('WEBHOOK')] }]
  }),
  draft('GET', '/sandboxes'),
  draft('GET', '/sandboxes/{sandbox}'),
  draft('POST', '/sandboxes/{sandbox}/reset'),
  draft('DELETE', '/sandboxes/{sandbox}'),
  draft('GET', '/state?sandbox={sandbox}'),
  draft(
    'PUT',
    '/state',
    JSON.parse(readFileSync(new URL('../../fixtures/state.json', import.meta.url), 'utf8'))
  ),
  draft('POST', '/snapshots', { name: 'one' }),
  draft('GET', '/snapshots'),
  draft('POST', '/snapshots/one/restore'),
  draft('DELETE', '/snapshots/one'),
  draft('GET', '/faults?fired=false'),
  draft('POST', '/faults', {
    match: { operation: ['getGroup'], path: '/api/*', headers: { accept: '*' } },
    effect: { type: 'status', status: 503, delay: { distribution: 'uniform', min: 0, max: 2 } },
    when: { probability: 0.5, seed: 7, first: 1 }
  }),
  draft('DELETE', '/faults'),
  draft('GET', '/faults/000000000000000000000000'),
  draft('POST', '/stubs?sandbox={sandbox}', {
    method: 'GET',
    path: '/api/atlas/v2/groups/{groupId}/clusters',
    headers: { 'x-stub': 'yes' },
    body: { results: [] }
  }),
  draft('GET', '/stubs'),
  draft('GET', '/stubs/unknown'),
  draft('DELETE', '/stubs?sandbox={sandbox}'),
  draft('GET', '/requests?operation=getGroup&limit=10&path=/api/*&since=0'),
  draft('GET', '/requests/stream?background=false'),
  draft('GET', '/requests.har?limit=10'),
  draft('GET', '/requests.txt?limit=10'),
  draft('GET', '/advice'),
  draft('DELETE', '/requests?sandbox={sandbox}'),
  draft('POST', '/requests/verify', { match: MATCH, count: { exactly: 0 } }),
  draft('POST', '/requests/wait', { match: MATCH, timeout: 5 }),
  draft('GET', '/clock'),
  draft('PUT', '/clock', { now: '2026-11-25T12:00:00Z', frozen: true }),
  draft('POST', '/clock/advance', { seconds: 60 }),
  draft('DELETE', '/clock'),
  draft('POST', '/nonces/expire', { singleUse: true }),
  draft('POST', '/tokens/revoke', { clientId: 'mdb_sa_id_0000000000000000000000a1' }),
  draft('GET', '/principals'),
  draft('GET', '/principals/orgowner'),
  draft('PATCH', '/principals/readonly', { roles: [{ roleName: 'GROUP_READ_ONLY', groupId: '{project}' }] }),
  draft('POST', '/alerts', { project: '{other}', event: 'alert.close', alert: { humanReadable: 'x' } }),
  draft('GET', '/inbox?limit=3')
].map(one => ({ ...one, target: `/_mock/v1${one.target}` }))
