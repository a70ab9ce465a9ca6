import { once } from 'node:events'
import { STATUS_CODES } from 'node:http'
import { request as httpsRequest } from 'node:https'
import t from 'tap'
import type { App } from '../../src/app.ts'
import { OPERATIONS as ATLAS_OPERATIONS } from '../../src/atlas/operations/operations.ts'
import { createSources } from '../../src/base/sources.ts'
import { loadTls } from '../../src/cli/tls.ts'
import { DEFAULTS } from '../../src/config/config.ts'
import { Faults } from '../../src/control/faults.ts'
import type { Effect, ErrorId, Fault, FaultBody, PrincipalPatch, RequestList } from '../../types/wire.d.ts'
import {
  ACME,
  build,
  call,
  challenge,
  DEMO,
  digestHeader,
  ELSEWHERE,
  integrations,
  type Request,
  type Response,
  SECURITY,
  STAGING,
  VERSIONED
} from '../app.ts'
import {
  ACCOUNT,
  type ApiKey,
  asBearer,
  asKey,
  askToken,
  control,
  faultsOf,
  frozen,
  get,
  keyOf,
  newSandbox,
  notFound,
  ORGS,
  OWNER,
  oauth,
  problem,
  projectOf,
  tokenFor,
  tooMany,
  twoSandboxes,
  whole,
  wrongBody
} from './control.ts'
import { addFault, CREATE, KEY, LIST, recordOf } from './journal.ts'
import { listen, open, read, requestText, send } from './socket.ts'

const TEAPOT: FaultBody['effect'] = { type: 'status', status: 418 }

const JAVA = { 'x-java-method': 'ApiGroupIntegrationsResource::getIntegrations' }
const CHALLENGE =
  'Digest realm="MMS Public API", domain="", nonce="…", algorithm=MD5, qop="auth", stale=false'

function show(app: App, { id }: Fault): Promise<Fault> {
  return get<Fault>(app, `/faults/${id}`)
}

async function list(app: App, query: Record<string, string> = {}): Promise<Fault[]> {
  return (await get<{ results: Fault[] }>(app, '/faults', query)).results
}

/** Returns the exported state as text. It is equal if nothing changed and the clock is paused. */
async function stateOf(app: App): Promise<string> {
  return (await control(app, 'GET', '/state')).text
}

/** Returns a response with a length: a JSON body unless the headers say otherwise. */
function answer(status: number, text: string, headers: Record<string, string>) {
  const common = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) }
  return { status, headers: { ...common, ...headers }, text }
}

/** Returns the status, or `cut` if the connection ended first. */
async function outcome(answer: Promise<Response>): Promise<number | 'cut'> {
  try {
    return (await answer).status
  } catch (error) {
    if (/destroyed/.test(String(error))) return 'cut'
    throw error
  }
}

/** Returns the body of an Atlas error without whitespace. */
function compact(error: number, errorCode: string, detail: string, parameters: unknown[] = []) {
  const reason = STATUS_CODES[error] ?? 'Unknown'
  return JSON.stringify({ detail, error, errorCode, parameters, reason })
}

const CONFIGURED = "The integration of type 'DATADOG' is already configured for this group."
const ALREADY = compact(409, 'INTEGRATION_ALREADY_CONFIGURED', CONFIGURED, ['DATADOG'])
const ANONYMOUS = `{
  "error" : 401,
  "reason" : "Unauthorized",
  "detail" : "You are not authorized for this resource.",
  "errorCode" : "UNEXPECTED_ERROR"
}`

function limited(...limit: Parameters<typeof tooMany>): string {
  return JSON.stringify(tooMany(...limit))
}

const SLACK = 'The provided settings for the SLACK integration were invalid: 7.'
const FORBIDDEN = 'Current user is not authorized to perform this action.'
const OWN = { status: 599, errorCode: 'MY_OWN', detail: 'say "no"' }
const RATE = { 'ratelimit-limit': '1200', 'ratelimit-remaining': '0' }

/** Effects that replace the response, with its body, which tells status and error code, and additional headers. */
const ANSWERS: [Effect, body: string, headers?: Record<string, string>][] = [
  [
    { type: 'error', errorCode: 'GROUP_NOT_FOUND' },
    compact(404, 'GROUP_NOT_FOUND', `No group with ID ${STAGING} exists.`, [STAGING])
  ],
  [
    { type: 'error', errorCode: 'INVALID_INTEGRATION_SETTINGS', parameters: ['SLACK', 7] },
    compact(400, 'INVALID_INTEGRATION_SETTINGS', SLACK, ['SLACK', 7])
  ],
  [
    // Without a challenge: Digest clients do not retry.
    { type: 'error', errorCode: 'USER_UNAUTHORIZED', headers: { 'x-mark': 'mine' } },
    compact(401, 'USER_UNAUTHORIZED', FORBIDDEN),
    { 'x-mark': 'mine' }
  ],
  [{ type: 'status', status: 503 }, compact(503, 'UNEXPECTED_ERROR', 'Unexpected error.')],
  [
    { type: 'status', ...OWN, headers: { 'Retry-After': '7', 'set-cookie': 'a=b' } },
    compact(OWN.status, OWN.errorCode, OWN.detail),
    { 'retry-after': '7', 'set-cookie': 'a=b' }
  ],
  [{ type: 'rateLimit' }, limited(LIST.url.slice(1), 60, 1200, 500), { ...RATE, 'retry-after': '60' }],
  [
    { type: 'rateLimit', retryAfter: 0, headers: { 'ratelimit-remaining': '5' } },
    limited(LIST.url.slice(1), 0, 1200, 500),
    { ...RATE, 'retry-after': '0', 'ratelimit-remaining': '5' }
  ]
]

t.test('effects replace the response, before and after authentication', async t => {
  const app = await build(t)
  for (const [effect, body, headers] of ANSWERS) {
    const { error: status, errorCode } = JSON.parse(body) as { error: number; errorCode: string }
    for (const stage of ['service', 'edge'] as const) {
      await addFault(app, { effect, stage, when: { first: 1 } })
      const reply = stage === 'edge' ? await call(app, LIST) : await asKey(app, OWNER, LIST)
      const common = { ...SECURITY, ...(stage === 'service' && JAVA), vary: 'Accept-Encoding' }
      const expected = answer(status, body, { ...common, 'x-error-code': errorCode, ...headers })
      t.strictSame(whole(reply), expected, `${JSON.stringify(effect)} at ${stage}`)
    }
  }
})

const HTML = '<html>502 é</html>'

const PROXY = {
  detail: 'Down.',
  error: { message: KEY },
  errorCode: 'OUR_PROXY',
  content: { detail: 'x', key: KEY }
}

/** Custom responses, with what clients receive and the journal shows. */
const FREE: [Effect, headers: Record<string, string>, text: string, shown: unknown][] = [
  [
    { type: 'status', status: 502, headers: { 'Content-Type': 'text/html' }, body: HTML },
    { 'content-type': 'text/html' },
    HTML,
    '[19 bytes, not JSON: line 1, column 1]'
  ],
  [
    { type: 'status', status: 599, headers: { 'set-cookie': 'a=b' }, body: '' },
    { 'content-type': 'text/plain; charset=utf-8', 'set-cookie': 'a=b' },
    '',
    null
  ],
  [
    { type: 'status', status: 200, body: { apiKey: KEY, results: [{ url: 'https://secret' }], page: 1 } },
    { 'content-type': 'application/json' },
    `{"apiKey":"${KEY}","results":[{"url":"https://secret"}],"page":1}`,
    { apiKey: `${'*'.repeat(28)}cdef`, results: [{ url: '****' }], page: 1 }
  ],
  [
    { type: 'status', status: 503, body: PROXY },
    { 'content-type': 'application/json' },
    JSON.stringify(PROXY),
    { ...PROXY, error: { message: '****' }, content: { detail: 'x', key: '****' } }
  ],
  ...[204, 205, 304].map((status): (typeof FREE)[number] => [
    { type: 'status', status, headers: { etag: '"x"' } },
    { etag: '"x"' },
    '',
    null
  ])
]

t.test('sends a custom body unchanged at every stage, and the journal masks it', async t => {
  const app = await build(t)
  const flagged = { url: `${LIST.url}?pretty=true&envelope=true` }
  for (const [effect, headers, text, shown] of FREE) {
    for (const stage of ['edge', 'service', 'after-commit'] as const) {
      const what = `${JSON.stringify(effect)} at ${stage}`
      await addFault(app, { effect, stage, when: { first: 1 } })
      const reply = stage === 'edge' ? await call(app, flagged) : await asKey(app, OWNER, flagged)
      const { status } = effect as { status: number }
      const length = [204, 304].includes(status) ? {} : { 'content-length': String(Buffer.byteLength(text)) }
      t.strictSame(whole(reply), { status, headers: { ...headers, ...length }, text }, what)
      const [request] = (await get<RequestList>(app, '/requests?limit=1')).results
      const cookie = headers['set-cookie'] === undefined ? {} : { 'set-cookie': '****' }
      const errorCode = status === 503 ? 'OUR_PROXY' : null
      t.strictSame(
        request?.response,
        { status, errorCode, headers: { ...headers, ...cookie }, body: shown },
        what
      )
      const har = (await control(app, 'GET', '/requests.har?limit=1')).text
      t.notOk(har.includes(KEY), 'the archive does not contain the key either')
    }
  }
  await addFault(app, { effect: FREE[0]?.[0] as Effect, stage: 'edge' })
  const head = await call(app, { ...LIST, method: 'HEAD' })
  t.match(head, { status: 502, headers: { 'content-type': 'text/html', 'content-length': '19' }, text: '' })
  t.match(whole(await askToken(app, ACCOUNT.owner)), { status: 502, text: HTML })
})

t.test('a fault with a custom body may have 1 MiB as JSON', async t => {
  const app = await build(t)
  const fault = (length: number) => ({ effect: { type: 'status', status: 502, body: 'x'.repeat(length) } })
  const room = 1_048_576 - JSON.stringify(fault(0)).length
  t.equal((await control(app, 'POST', '/faults', fault(room))).status, 201)
  const { json } = await control(app, 'POST', '/faults', fault(room + 1))
  t.strictSame(json, problem(413, 'Payload Too Large', 'Request body is too large'))
  t.equal((await asKey(app, OWNER, LIST)).text.length, room)
})

t.test('supports the catalogue rows of a challenge and of an empty body, unlike Prefer', async t => {
  const app = await build(t)
  for (const errorCode of ['UNAUTHENTICATED', 'BEARER_REFUSED', 'METHOD_NOT_ALLOWED']) {
    const { headers } = await call(app, { ...LIST, headers: { prefer: `errorCode=${errorCode}` } })
    t.notOk('preference-applied' in headers, errorCode)
  }
  await addFault(app, { effect: { type: 'error', errorCode: 'UNAUTHENTICATED' }, when: { first: 1 } })
  const challenged = answer(401, ANONYMOUS, { vary: 'Accept-Encoding', 'www-authenticate': CHALLENGE })
  t.strictSame(whole(await asKey(app, OWNER, LIST)), challenged)
  const token = await tokenFor(app, ACCOUNT.owner)
  const refused = { type: 'error', errorCode: 'BEARER_REFUSED', headers: { 'x-mark': 'mine' } } as const
  await addFault(app, { effect: refused, when: { first: 1 } })
  t.strictSame(whole(await asBearer(app, token, LIST)), {
    status: 401,
    headers: {
      vary: 'Accept-Encoding',
      'www-authenticate': 'Bearer realm="MMS Public API", error="invalid_token"',
      'x-mark': 'mine',
      'content-length': '0'
    },
    text: ''
  })
  t.equal((await asBearer(app, token, LIST)).status, 200, 'the token was valid')
})

t.test('every catalogue row is available as an effect, with the same response as for Prefer', async t => {
  const app = await build(t)
  const { results } = await get<{ results: { id: ErrorId; status: number }[] }>(app, '/errors')
  for (const { id, status } of results) {
    const fault = await addFault(app, { stage: 'edge', effect: { type: 'error', errorCode: id } })
    const reply = await call(app, CREATE)
    t.equal(reply.status, status, id)
    await control(app, 'DELETE', `/faults/${fault.id}`)
    const preferred = await call(app, { ...CREATE, headers: { prefer: `errorCode=${id}` } })
    if ('preference-applied' in preferred.headers) t.equal(reply.text, preferred.text, id)
    else t.match(id, /^(UNAUTHENTICATED|BEARER_REFUSED|METHOD_NOT_ALLOWED)$/)
  }
})

t.test('a rateLimit fault at the edge has the called path and limits of the operation', async t => {
  const app = await build(t)
  await addFault(app, { stage: 'edge', effect: { type: 'rateLimit', retryAfter: 9 } })
  const cases: [method: string, path: string, capacity: number, refill: number][] = [
    ['GET', 'api/atlas/v2/orgs', 300, 100],
    ['GET', `api/atlas/v2/orgs/${ACME}`, 500, 250],
    ['GET', `api/atlas/v1.0/groups/${DEMO}`, 1200, 500],
    ['GET', `api/atlas/v2/groups/${DEMO}/clusters`, 10_000, 5000],
    ['DELETE', integrations(DEMO, 'SLACK').slice(1), 1200, 500],
    ['GET', 'api/atlas/v2/nowhere', 1200, 500]
  ]
  for (const [method, path, capacity, refill] of cases) {
    const { text, headers } = await call(app, { method, url: `/${path}?pretty=false` })
    t.equal(text, limited(path, 9, capacity, refill))
    t.match(headers, { 'retry-after': '9', 'ratelimit-limit': String(capacity), 'ratelimit-remaining': '0' })
  }
  const doubled = await call(app, { url: '//api/atlas/v2/orgs' })
  t.equal(doubled.text, limited('api/atlas/v2/orgs', 9, 300, 100), 'without the slashes in front')
})

t.test('responses of faults at the token endpoint have its headers and its rate limit', async t => {
  const app = await build(t)
  const detail = 'Resource /api/oauth/token is limited to 50 requests every 1 minutes.'
  const tooOften = compact(429, 'RATE_LIMITED', detail, ['/api/oauth/token', 50, 1])
  const failed = '{"error_description":"Unexpected error.","error":"server_error"}'
  const cases: [Effect, status: number, text: string, headers?: Record<string, string>][] = [
    [{ type: 'rateLimit' }, 429, tooOften, { 'retry-after': '60' }],
    [
      { type: 'rateLimit', retryAfter: 9, headers: { 'x-mark': 'mine' } },
      429,
      tooOften,
      { 'retry-after': '9', 'x-mark': 'mine' }
    ],
    [{ type: 'error', errorCode: 'UNEXPECTED_ERROR' }, 500, failed],
    [{ type: 'status', status: 500 }, 500, failed]
  ]
  for (const [effect, status, text, headers] of cases) {
    for (const stage of ['edge', 'service', 'after-commit'] as const) {
      await addFault(app, { stage, effect, when: { first: 1 } })
      const expected = answer(status, text, { ...SECURITY, 'cache-control': 'no-store', ...headers })
      const what = `${JSON.stringify(effect)} at ${stage}`
      t.strictSame(whole(await askToken(app, ACCOUNT.owner)), expected, what)
    }
  }
  await addFault(app, { effect: { type: 'rateLimit' } })
  t.match(await revoke(app, 'x'), {
    headers: { 'cache-control': 'no-store' },
    json: { errorCode: 'RATE_LIMITED_TOKEN_BUCKET' }
  })
})

/** Calls of all kinds with the owner's credentials, and their status without faults. */
const CALLS: Record<string, { request: Request; usual: number; isBare?: true }> = {
  list: { request: LIST, usual: 200 },
  get: { request: { url: integrations(STAGING, 'DATADOG') }, usual: 200 },
  create: { request: CREATE, usual: 200 },
  update: {
    request: { method: 'PUT', url: integrations(STAGING, 'WEBHOOK'), body: { url: 'https://a.example' } },
    usual: 200
  },
  remove: { request: { method: 'DELETE', url: integrations(STAGING, 'DATADOG') }, usual: 204, isBare: true },
  createProject: {
    request: { method: 'POST', url: '/api/atlas/v2/groups', body: { name: 'new', orgId: ACME } },
    usual: 201
  },
  removeProject: { request: { method: 'DELETE', url: `/api/atlas/v2/groups/${STAGING}` }, usual: 202 }
}

/** Returns what the journal says of the last request's fault. */
async function lastExecuted(app: App): Promise<boolean | null | undefined> {
  const { results } = await get<RequestList>(app, '/requests?limit=1')
  return results[0]?.fault?.executed
}

function revoke(app: App, token: string): Promise<Response> {
  return oauth(app, 'revoke', ACCOUNT.owner, `token=${token}`)
}

/** The result of each effect: a status, the usual status, or a closed connection. */
const SEEN: [Effect, number | 'usual' | 'cut'][] = [
  [{ type: 'error', errorCode: 'INTEGRATION_ALREADY_CONFIGURED' }, 409],
  [{ type: 'status', status: 503, delay: 1 }, 503],
  [{ type: 'reset' }, 'cut'],
  [{ type: 'hangUp', delay: 1 }, 'cut'],
  [{ type: 'truncate' }, 'cut'],
  [{ type: 'empty' }, 'usual']
]

function expectedOf(seen: number | 'usual' | 'cut', usual: number, isBare = false): number | 'cut' {
  if (seen !== 'usual') return seen
  // A response without a body has nothing to omit: the connection is closed instead.
  return isBare ? 'cut' : usual
}

t.test('no fault before the execution changes state, whatever its effect', async t => {
  const app = await frozen(t)
  const token = await tokenFor(app, ACCOUNT.owner)
  const before = await stateOf(app)
  for (const stage of ['edge', 'service'] as const) {
    for (const [effect, seen] of SEEN) {
      const fault = await addFault(app, { stage, effect })
      for (const [name, { request, usual, isBare }] of Object.entries(CALLS)) {
        const what = `${effect.type} on ${name} at ${stage}`
        t.equal(await outcome(asKey(app, OWNER, request)), expectedOf(seen, usual, isBare), what)
        t.equal(await lastExecuted(app), request.method === undefined ? null : false, what)
      }
      const asked = await outcome(askToken(app, ACCOUNT.owner))
      t.equal(asked, expectedOf(seen, 200), `${effect.type} on a token`)
      const revoked = await outcome(revoke(app, token))
      t.equal(revoked, expectedOf(seen, 200, true), `${effect.type} on a revocation`)
      t.ok((await stateOf(app)) === before, `${effect.type} at ${stage}`)
      await control(app, 'DELETE', `/faults/${fault.id}`)
      t.equal((await asBearer(app, token, LIST)).status, 200, 'the token is still valid')
    }
  }
})

t.test('with every effect after the commit, the request is executed', async t => {
  const app = await frozen(t)
  const changing = ['create', 'update', 'remove', 'createProject', 'removeProject']
  for (const [effect, seen] of SEEN) {
    await control(app, 'POST', '/reset', { keep: ['clock'] })
    const token = await tokenFor(app, ACCOUNT.owner)
    const fault = await addFault(app, { stage: 'after-commit', effect })
    await outcome(asKey(app, OWNER, LIST))
    t.equal(await lastExecuted(app), null, 'a read')
    for (const name of changing) {
      const { request, usual, isBare } = CALLS[name] as (typeof CALLS)[string]
      const before = await stateOf(app)
      const what = `${effect.type} on ${name}`
      t.equal(await outcome(asKey(app, OWNER, request)), expectedOf(seen, usual, isBare), what)
      t.ok((await stateOf(app)) !== before, what)
      t.equal(await lastExecuted(app), true, what)
    }
    t.equal(await outcome(revoke(app, token)), expectedOf(seen, 200, true))
    await control(app, 'DELETE', `/faults/${fault.id}`)
    t.equal((await asBearer(app, token, LIST)).status, 401, 'the token is revoked')
  }
})

t.test('slow and delay send the usual response later, and the request is executed', async t => {
  const app = await build(t)
  const plain = whole(await asKey(app, OWNER, LIST))
  const effects: Effect[] = [
    { type: 'slow', bytesPerSecond: 1_000_000 },
    { type: 'delay', delay: 60 },
    { type: 'status', status: 418, delay: 60 }
  ]
  for (const effect of effects) {
    await addFault(app, { effect, when: { first: 1 } })
    const before = performance.now()
    const reply = whole(await asKey(app, OWNER, LIST))
    if (effect.type !== 'slow') t.ok(performance.now() - before >= 59)
    if (effect.type === 'status') continue
    t.equal(reply.text, plain.text)
    t.strictSame(Object.keys(reply.headers), Object.keys(plain.headers))
    await addFault(app, { effect, when: { first: 1 } })
    t.equal((await asKey(app, OWNER, { ...CREATE, method: 'PUT' })).status, 200)
    t.equal(await lastExecuted(app), null)
  }
  t.equal((await asKey(app, OWNER, CREATE)).status, 409)
})

t.test('shapes the response of a rejected request, which is not executed', async t => {
  const app = await build(t)
  await addFault(app, { effect: { type: 'empty' }, when: { first: 1 } })
  const rejected = await asKey(app, OWNER, { ...CREATE, body: { apiKey: 'x' } })
  t.match(rejected, { status: 400, headers: { 'x-error-code': 'INVALID_INTEGRATION_SETTINGS' }, text: '' })
  const late = await addFault(app, { stage: 'after-commit', effect: TEAPOT })
  t.equal((await asKey(app, OWNER, { ...CREATE, body: { apiKey: 'x' } })).status, 400)
  t.match(await show(app, late), { matched: 0, hits: 0 })
})

/** Returns the random delays in milliseconds for a number of requests. */
function draws(delay: Extract<Effect, { type: 'delay' }>['delay'], seed: number | undefined, count = 500) {
  const faults = new Faults(createSources())
  faults.add({ effect: { type: 'delay', delay }, when: seed === undefined ? {} : { seed } })
  const record = recordOf(LIST.url, ACME)
  return Array.from({ length: count }, () => faults.fire('service', record)?.delay ?? Number.NaN)
}

t.test('draws a delay from its range, the same values for the same seed', async t => {
  const uniform = { distribution: 'uniform', min: 100, max: 300 } as const
  const row = (seed: number | undefined) => draws(uniform, seed).join(' ')
  t.equal(row(7), row(7))
  t.not(row(7), row(8))
  t.not(row(undefined), row(undefined))
  const values = draws(uniform, 7)
  t.equal(new Set(values).size, 500)
  t.ok(values.every(value => value >= 100 && value < 300))
  t.ok(Math.abs(values.reduce((sum, value) => sum + value, 0) / values.length - 200) < 10, 'the mean')
  t.strictSame(draws({ distribution: 'uniform', min: 5, max: 5 }, 1, 2), [5, 5])
  t.strictSame(draws(7, 1, 2), [7, 7])
})

t.test('the edge counts the challenge of a Digest call, the service only the call', async t => {
  const app = await build(t)
  const edge = await addFault(app, { stage: 'edge', effect: { type: 'delay', delay: 0 }, when: { first: 2 } })
  t.equal((await asKey(app, OWNER, LIST)).status, 200)
  t.match(await show(app, edge), { matched: 2, hits: 2, left: 0, fired: true, ended: true })
  const service = await addFault(app, { effect: { type: 'delay', delay: 0 } })
  await asKey(app, OWNER, LIST)
  await call(app, LIST)
  await asKey(app, { ...OWNER, privateKey: 'wrong' }, LIST)
  t.match(await show(app, service), { matched: 1, hits: 1, left: null, fired: true, ended: false })
})

t.test('at most one fault fires for a request, the first that is due, whatever the stage', async t => {
  const app = await build(t)
  await addFault(app, { name: 'first', effect: { type: 'empty' } })
  await addFault(app, { name: 'late', stage: 'after-commit', effect: { type: 'delay', delay: 0 } })
  t.match(await asKey(app, OWNER, CREATE), { status: 200, text: '' })
  t.match(await list(app), [
    { name: 'first', hits: 1 },
    { name: 'late', matched: 0, hits: 0 }
  ])
  await control(app, 'DELETE', '/faults')
  t.equal((await asKey(app, OWNER, CREATE)).status, 200, 'the first one had created nothing')
})

t.test('of the matching faults, the first in creation order that is due fires', async t => {
  const app = await build(t)
  const status = (status: number): Effect => ({ type: 'status', status })
  const first = await addFault(app, { effect: status(501), when: { first: 1 } })
  const second = await addFault(app, { effect: status(502), when: { every: 2 } })
  const third = await addFault(app, { effect: status(503) })
  const seen: unknown[] = []
  for (let turn = 0; turn < 4; turn++) seen.push((await asKey(app, OWNER, LIST)).status)
  t.strictSame(seen, [501, 503, 502, 503])
  t.match(await list(app), [
    { id: first.id, matched: 1, hits: 1, left: 0, ended: true },
    { id: second.id, matched: 3, hits: 1, left: null, ended: false },
    { id: third.id, matched: 2, hits: 2, left: null, ended: false }
  ])
})

/** Returns the text of the owner's request, for a socket. */
function ownersText({ method = 'GET', url, body }: Request, nonce: string, nc = '00000001'): string {
  const headers = {
    accept: VERSIONED,
    'content-type': 'application/json',
    authorization: digestHeader('orgowner', { method, url }, nonce, { nc })
  }
  return requestText(method, url, headers, body === undefined ? undefined : JSON.stringify(body))
}

t.test('lost response: the integration exists, the client gets a reset, and the retry a 409', async t => {
  const app = await listen(t)
  const fault = await addFault(app, {
    name: 'lost',
    stage: 'after-commit',
    match: { operation: 'createGroupIntegration' },
    effect: { type: 'reset' },
    when: { first: 1 }
  })
  const nonce = await challenge(app)
  const first = await send(app.port, ownersText(CREATE, nonce))
  t.match(first, { status: undefined, body: '', code: 'ECONNRESET' })
  const stored = await asKey(app, OWNER, { url: integrations(DEMO) })
  t.match(stored.json, { totalCount: 1, results: [{ type: 'DATADOG', apiKey: `${'*'.repeat(28)}cdef` }] })
  const retry = await send(app.port, ownersText(CREATE, nonce, '00000002'))
  t.match(retry, { status: 409, body: ALREADY, code: undefined })
  t.strictSame(await show(app, fault), { ...fault, matched: 1, hits: 1, left: 0, fired: true, ended: true })
})

t.test('over a real connection: reset, hang-up, truncated, empty and slow responses', async t => {
  const app = await listen(t)
  const removal: Request = { method: 'DELETE', url: integrations(STAGING, 'DATADOG') }
  await addFault(app, { effect: { type: 'empty' }, when: { first: 1 } })
  // A response without a body has nothing to omit.
  const emptied = await send(app.port, ownersText(removal, await challenge(app)))
  t.match(emptied, { status: undefined, pieces: 0, code: 'ECONNRESET' })
  const once = async (effect: Effect) => {
    await addFault(app, { stage: 'edge', effect, when: { first: 1 } })
    return await send(app.port, requestText('GET', LIST.url))
  }
  t.match(await once({ type: 'reset' }), { status: undefined, pieces: 0, code: 'ECONNRESET' })
  t.match(await once({ type: 'hangUp' }), { status: undefined, pieces: 0, code: undefined })
  const answered = (length: string, body: string) => {
    return { status: 401, headers: { 'content-length': length }, body, code: undefined }
  }
  t.match(await once({ type: 'truncate' }), answered('142', ANONYMOUS.slice(0, 71)))
  t.match(await once({ type: 'empty' }), answered('0', ''))
  const before = performance.now()
  const slow = await once({ type: 'slow', bytesPerSecond: 720 })
  // 36 bytes at a time, 20 times a second.
  t.ok(performance.now() - before >= 140)
  t.ok(slow.pieces > 2)
  t.ok(slow.pieces <= 1 + Math.ceil(142 / 36), 'with the headers')
  t.match(slow, answered('142', ANONYMOUS))
})

t.test(
  'a request of the console gets an incomplete response, and the journal is as for any client',
  async t => {
    const app = await listen(t)
    const answers: unknown[] = []
    const recorded: unknown[] = []
    for (const headers of [{}, { 'x-mock-console': 'true' }]) {
      for (const type of ['reset', 'hangUp'] as const) {
        await control(app, 'DELETE', '/faults')
        await addFault(app, { stage: 'edge', effect: { type }, when: { first: 1 } })
        const {
          status,
          headers: received,
          body
        } = await send(app.port, requestText('GET', LIST.url, headers))
        answers.push({ status, received, body })
        const { results } = (await control(app, 'GET', '/requests?limit=1')).json as RequestList
        recorded.push(
          results.map(({ request, response, fault, reason }) => [request, response, fault?.effect, reason])
        )
      }
    }
    await addFault(app, { stage: 'edge', effect: { type: 'hangUp' } })
    const head = await send(app.port, requestText('HEAD', LIST.url, { 'x-mock-console': 'true' }))
    const none = { status: undefined, received: {}, body: '' }
    t.match(
      head,
      { status: undefined, headers: {}, pieces: 0 },
      'nothing for HEAD: its response would be whole'
    )
    const begun = { status: 200, received: { 'content-length': '1' }, body: '' }
    t.strictSame(answers, [none, none, begun, begun])
    t.strictSame(recorded.slice(2), recorded.slice(0, 2))
  }
)

t.test('resets a TLS connection too', async t => {
  const settings = { ...DEFAULTS, tls: true }
  const tls = await loadTls(settings)
  const app = await listen(t, { settings, tls })
  for (const [type, code] of [
    ['reset', /^read ECONNRESET$/],
    ['hangUp', /^socket hang up$/]
  ] as const) {
    await addFault(app, { stage: 'edge', effect: { type }, when: { first: 1 } })
    const client = httpsRequest({ port: app.port, path: LIST.url, rejectUnauthorized: false, agent: false })
    client.end()
    const [error] = (await once(client, 'error')) as [Error]
    t.match(error.message, code, type)
  }
})

t.test('checks the caller again after a delay', async t => {
  const app = await listen(t)
  const { id, owner, projects } = await newSandbox(app)
  const { apiKey, serviceAccount } = owner
  const url = integrations(String(projects[0]?.id), 'WEBHOOK')
  await asKey(app, apiKey, { method: 'POST', url, body: { url: 'https://example.com' } })
  await addFault(app, { effect: { type: 'delay', delay: 1 } })
  const { control: services } = app.services
  /** Changes the state while a request waits: synchronously, so that the delay cannot end before. */
  const during = async (request: Promise<Response>, change: () => unknown) => {
    app.logged.length = 0
    await app.line('fault applied')
    change()
    return (await request).status
  }
  const patch = (change: PrincipalPatch) => () => services.principals.patch(apiKey.publicKey, change)
  t.equal(await during(asKey(app, apiKey, { url }), patch({ accessList: ['192.0.2.1'] })), 403)
  patch({ accessList: [] })()
  t.equal(await during(asKey(app, apiKey, { url, method: 'DELETE' }), patch({ roles: [] })), 401)
  t.equal(app.services.integrations.list(String(projects[0]?.id)).length, 1)
  patch({ roles: [{ orgId: id, roleName: 'ORG_OWNER' }] })()
  t.equal(await during(asKey(app, apiKey, { url }), patch({ secret: true })), 401)
  t.match(app.services.journal.entries().at(-1)?.reason, { code: 'digest-response' })
  t.equal(await during(askToken(app, serviceAccount), () => services.removeSandbox(id)), 401)
})

t.test('a request whose client disconnects during a delay changes nothing and is in the journal', async t => {
  const app = await listen(t)
  await control(app, 'PUT', '/clock', { frozen: true })
  const before = await stateOf(app)
  const fault = await addFault(app, { effect: { type: 'delay', delay: 600_000 } })
  const nonce = await challenge(app)
  const client = await open(app.port)
  client.write(ownersText(CREATE, nonce))
  await app.line('fault applied')
  client.destroy()
  const waited = await control(app, 'POST', '/requests/wait', { match: { fault: fault.id }, timeout: 60_000 })
  t.match(waited, { status: 200, json: { pass: true, matched: 1 } })
  t.equal(await stateOf(app), before)
})

t.test('delays and slow responses do not block the shutdown', async t => {
  for (const effect of [
    { type: 'delay', delay: 600_000 },
    { type: 'slow', bytesPerSecond: 1 }
  ] satisfies Effect[]) {
    const app = await listen(t)
    await addFault(app, { stage: 'edge', effect })
    const client = await open(app.port)
    client.write(requestText('GET', LIST.url))
    const answer = read(client)
    await (effect.type === 'slow' ? once(client, 'data') : app.line('fault applied'))
    await app.server.close()
    t.match(await answer, { status: 401, body: ANONYMOUS }, effect.type)
  }
})

t.test('a client that aborts a slow response, and a truncated body, are not logged as errors', async t => {
  const app = await listen(t)
  await addFault(app, { stage: 'edge', effect: { type: 'slow', bytesPerSecond: 20 }, when: { first: 1 } })
  const accepted = once(app.server.server, 'connection')
  const client = await open(app.port)
  const [socket] = await accepted
  client.write(requestText('GET', LIST.url))
  await once(client, 'data')
  const gone = once(socket, 'close')
  client.destroy()
  await gone
  await addFault(app, { stage: 'edge', effect: { type: 'truncate' } })
  await send(app.port, requestText('GET', LIST.url))
  await app.server.close()
  t.notMatch(app.logged.join(''), /"level":[456]0/)
})

/** A request by a key, by default the owner's. */
type By = Request & { key?: ApiKey }

const GET: By = { url: integrations(STAGING, 'DATADOG') }
const ORG: By = { url: `/api/atlas/v2/orgs/${ACME}` }
const PROJECT: By = { url: `/api/atlas/v2/groups/${STAGING}` }
const ELSEWHERE_LIST: By = { url: integrations(ELSEWHERE), key: keyOf('outsider') }

/** The list with headers. */
function listWith(headers: Record<string, string>): By {
  return { ...LIST, headers }
}

const TESTED = listWith({ 'x-test': 'x' })

/** Matchers with requests that match and requests that do not. */
const MATCHES: [match: FaultBody['match'], hits: By[], misses: By[]][] = [
  [{}, [LIST], []],
  [
    { operation: 'listGroupIntegrations' },
    [LIST, { url: `/api/atlas/v1.0/groups/${STAGING}/integrations` }],
    [GET]
  ],
  [{ operation: ['getOrg', 'listOrgs'] }, [{ url: ORGS }, ORG], [{ url: `${ORG.url}/groups` }]],
  [{ project: STAGING }, [LIST, PROJECT], [{ url: integrations(DEMO) }, { url: '/api/atlas/v2/groups' }]],
  [{ integrationType: 'DATADOG' }, [GET], [LIST, { url: integrations(STAGING, 'WEBHOOK') }]],
  [{ organization: ACME }, [LIST, { url: ORGS }], [ELSEWHERE_LIST]],
  [{ method: 'get' }, [LIST], [{ ...CREATE, method: 'PUT' }]],
  [
    { path: '/api/atlas/*/integrations/*' },
    [GET, { url: `${GET.url}?pretty=true` }],
    [LIST, { url: `${ORGS}?x=/integrations/` }]
  ],
  [{ path: LIST.url }, [LIST], [{ url: integrations(DEMO) }]],
  [{ principal: 'orgreadr' }, [{ ...LIST, key: keyOf('orgreadr') }], [LIST]],
  [{ headers: { 'X-Test': 'r-*-a' } }, [listWith({ 'x-test': 'r-7-a' })], [listWith({ 'x-test': 'r-7' })]],
  [{ headers: { 'X-Api-Key': 'r*' } }, [listWith({ 'x-api-key': 'r*' })], [listWith({ 'x-api-key': 'r7' })]],
  [{ headers: { a: '*', b: 'x' } }, [listWith({ a: 'y', b: 'x' })], [listWith({ a: 'x', b: 'y' })]],
  [{ headers: { constructor: '*' } }, [listWith({ constructor: 'x' })], [LIST]],
  [
    {
      operation: ['listGroupIntegrations', 'getGroup'],
      project: STAGING,
      organization: ACME,
      method: 'GET',
      path: '*/integrations',
      principal: 'orgowner',
      headers: { 'x-test': '*' }
    },
    [TESTED],
    [
      LIST,
      { ...TESTED, key: keyOf('orgreadr') },
      { ...TESTED, url: integrations(DEMO) },
      { ...TESTED, ...PROJECT }
    ]
  ]
]

t.test('supports each criterion of a match, alone and combined', async t => {
  const app = await build(t)
  const statusOf = async ({ key = OWNER, ...request }: By) => (await asKey(app, key, request)).status
  for (const [match, hits, misses] of MATCHES) {
    const fault = await addFault(app, { ...(match && { match }), effect: TEAPOT })
    const what = JSON.stringify(match)
    for (const request of hits) t.equal(await statusOf(request), 418, what)
    for (const request of misses) t.equal(await statusOf(request), 200, what)
    t.match(await show(app, fault), { matched: hits.length, hits: hits.length }, what)
    await control(app, 'DELETE', `/faults/${fault.id}`)
  }
})

t.test('matches the token endpoint as an operation and its caller as a principal', async t => {
  const app = await build(t)
  await addFault(app, {
    match: { operation: 'createToken', principal: ACCOUNT.owner.clientId },
    effect: TEAPOT
  })
  t.equal((await askToken(app, ACCOUNT.owner)).status, 418)
  t.equal((await askToken(app, ACCOUNT.reader)).status, 200)
  await control(app, 'DELETE', '/faults')
  await addFault(app, { stage: 'edge', match: { organization: ACME }, effect: TEAPOT })
  t.equal((await askToken(app, ACCOUNT.reader)).status, 418)
  t.equal((await askToken(app, { clientId: 'nobody', clientSecret: 'x' })).status, 401)
})

/** Returns the requests to which a fault applies, as a row of marks, and the fault afterwards. */
async function marks(
  app: App,
  token: string,
  when: FaultBody['when'],
  count: number
): Promise<{ row: string; shown: Fault }> {
  const fault = await addFault(app, { ...(when && { when }), effect: TEAPOT })
  let row = ''
  for (let turn = 0; turn < count; turn++)
    row += (await asBearer(app, token, LIST)).status === 418 ? 'x' : '.'
  const shown = await show(app, fault)
  await control(app, 'DELETE', `/faults/${fault.id}`)
  return { row, shown }
}

t.test('fires on the first, every nth, after some, with a probability, and combined', async t => {
  const app = await build(t)
  const token = await tokenFor(app, ACCOUNT.owner)
  const cases: [FaultBody['when'], row: string, matched: number, hits: number, left: number | null][] = [
    [undefined, 'xxx', 3, 3, null],
    [{}, 'xxx', 3, 3, null],
    [{ first: 2 }, 'xx..', 2, 2, 0],
    [{ first: 9 }, 'xxx', 3, 3, 6],
    [{ after: 2 }, '..xx', 4, 2, null],
    [{ after: 5 }, '...', 3, 0, null],
    [{ every: 3 }, '..x..x.', 7, 2, null],
    [{ after: 1, every: 2, first: 2 }, '..x.x...', 5, 2, 0],
    [{ probability: 0 }, '....', 4, 0, null],
    [{ probability: 1, first: 1 }, 'x..', 1, 1, 0]
  ]
  for (const [when, expected, matched, hits, left] of cases) {
    const { row, shown } = await marks(app, token, when, expected.length)
    t.equal(row, expected, JSON.stringify(when))
    t.match(shown, { matched, hits, left, fired: hits > 0, ended: left === 0 }, JSON.stringify(when))
  }
})

t.test('a probability with a seed gives the same results every time', async t => {
  const app = await build(t)
  const token = await tokenFor(app, ACCOUNT.owner)
  const half = (seed: number, more = {}) => marks(app, token, { probability: 0.5, seed, ...more }, 40)
  const { row } = await half(42)
  t.equal((await half(42)).row, row)
  t.not((await half(43)).row, row)
  t.match(row, /x.*\..*x|\..*x.*\./)
  const capped = await half(42, { first: 3 })
  t.equal(capped.row.replaceAll('.', ''), 'xxx')
  t.equal(capped.shown.ended, true)
})

t.test('a fault ends by the clock of its sandbox, at a time or after seconds', async t => {
  const app = await build(t)
  await control(app, 'PUT', '/clock', { now: '2026-11-25T12:00:00Z', frozen: true })
  const sandbox = await newSandbox(app)
  const until = await addFault(app, { effect: TEAPOT, when: { until: '2026-11-25T13:00:10+01:00' } })
  const lasting = await addFault(app, { effect: TEAPOT, lasts: 10 })
  const inside = await addFault(app, { effect: TEAPOT, lasts: 10 }, sandbox.id)
  const past = await addFault(app, { effect: TEAPOT, when: { until: '2026-11-25T11:59:59Z' } })
  t.match(lasting, { created: '2026-11-25T12:00:00.000Z', left: null, ended: false })
  t.match(past, { left: 0, fired: false, ended: true })
  const ended = async () => (await list(app)).map(fault => fault.ended)
  await control(app, 'POST', '/clock/advance', { milliseconds: 9_999 })
  t.strictSame(await ended(), [false, false, false, true])
  t.equal((await asKey(app, OWNER, LIST)).status, 418)
  await control(app, 'POST', '/clock/advance', { seconds: 10 }, { sandbox: sandbox.id })
  t.strictSame(await ended(), [false, false, true, true])
  await control(app, 'POST', '/clock/advance', { milliseconds: 1 })
  t.strictSame(await ended(), [true, true, true, true])
  t.equal((await asKey(app, OWNER, LIST)).status, 200)
  t.match(await show(app, until), { matched: 1, hits: 1, left: 0, fired: true, ended: true })
  t.match(await show(app, inside), { matched: 0, left: 0, fired: false, ended: true })
})

t.test('returns a fault as created, with its counters', async t => {
  const app = await frozen(t)
  const bare: FaultBody = { effect: { type: 'reset' } }
  const full: FaultBody = {
    name: 'third call fails',
    match: { operation: ['listOrgs'], headers: { 'x-a': '*' } },
    effect: {
      type: 'error',
      errorCode: 'UNEXPECTED_ERROR',
      delay: { distribution: 'uniform', min: 0, max: 1 }
    },
    stage: 'edge',
    when: { after: 2, first: 1, seed: 5 },
    lasts: 60
  }
  const added = [await addFault(app, bare), await addFault(app, full)]
  for (const [at, body] of [bare, full].entries()) {
    t.strictSame(added[at], {
      id: added[at]?.id,
      sandbox: null,
      stage: 'service',
      ...body,
      created: '2026-11-25T12:00:00.000Z',
      matched: 0,
      hits: 0,
      left: body.when?.first ?? null,
      fired: false,
      ended: false
    })
    t.equal(faultsOf('Fault', added[at]), '')
    t.strictSame(await show(app, added[at] as Fault), added[at])
  }
  t.strictSame(await list(app), added)
})

t.test('lists the faults that never fired, and those that are used up', async t => {
  const app = await build(t)
  const match = { operation: 'listGroupIntegrations' } as const
  const add2 = (when: object) => addFault(app, { match, effect: TEAPOT, when })
  const twice = await add2({ first: 2 })
  const after = await add2({ after: 2, first: 1 })
  const endless = await add2({})
  const ids = async (usedUp: boolean) => (await list(app, { usedUp: String(usedUp) })).map(({ id }) => id)
  const all = [twice.id, after.id, endless.id]
  for (const [requests, used] of [
    [0, []],
    [1, []],
    [2, [twice.id, endless.id]],
    [2, all]
  ] as const) {
    for (let count = 0; count < requests; count++) await asKey(app, OWNER, LIST)
    const left = all.filter(id => !used.some(usedUp => usedUp === id))
    t.strictSame([await ids(true), await ids(false)], [used, left])
  }
  const ended = await addFault(app, { effect: TEAPOT, lasts: 60, when: { first: 2 } })
  t.strictSame(await list(app, { fired: 'false' }), [ended])
  t.equal((await list(app, { fired: 'true' })).length, 3)
  await control(app, 'POST', '/clock/advance', { seconds: 60 })
  t.strictSame(await ids(false), [ended.id], 'it ended before it was used up')
})

t.test('removes one fault, all faults or those of a sandbox', async t => {
  const app = await build(t)
  const sandbox = await newSandbox(app)
  const one = await addFault(app, { effect: TEAPOT, stage: 'edge' })
  await addFault(app, { effect: TEAPOT })
  const inside = await addFault(app, { effect: TEAPOT }, sandbox.id)
  t.equal((await control(app, 'DELETE', `/faults/${one.id}`)).status, 204)
  for (const method of ['GET', 'DELETE']) {
    const gone = await control(app, method, `/faults/${one.id}`)
    t.strictSame(gone.json, notFound(`unknown fault '${one.id}'`))
  }
  t.strictSame(await list(app, { sandbox: sandbox.id }), [inside])
  const [global] = await list(app)
  for (const method of ['GET', 'DELETE']) {
    const foreign = await control(app, method, `/faults/${global?.id}`, undefined, { sandbox: sandbox.id })
    t.strictSame(foreign.json, notFound(`unknown fault '${global?.id}'`), 'of another sandbox')
  }
  t.equal((await control(app, 'GET', `/faults/${inside.id}`, undefined, { sandbox: sandbox.id })).status, 200)
  t.equal((await control(app, 'DELETE', '/faults', undefined, { sandbox: sandbox.id })).status, 204)
  t.equal((await list(app)).length, 1)
  t.equal((await control(app, 'DELETE', '/faults')).status, 204)
  t.strictSame(await list(app), [])
  t.equal((await asKey(app, OWNER, LIST)).status, 200)
})

t.test('a fault of a sandbox applies to that sandbox only', async t => {
  const app = await build(t)
  const [a, b] = await twoSandboxes(app)
  const listOf = (sandbox: typeof a): Request => ({ url: integrations(projectOf(sandbox)) })
  const fault = await addFault(app, { effect: TEAPOT }, a.id)
  t.equal(fault.sandbox, a.id)
  t.equal((await asKey(app, a.owner.apiKey, listOf(a))).status, 418)
  t.equal((await asKey(app, b.owner.apiKey, listOf(b))).status, 200)
  t.equal((await asKey(app, OWNER, LIST)).status, 200)
  // The caller determines the sandbox, not the path.
  t.equal((await asKey(app, a.owner.apiKey, listOf(b))).status, 418)
  t.equal((await asKey(app, b.owner.apiKey, listOf(a))).status, 401)
  t.equal((await askToken(app, a.reader.serviceAccount)).status, 418)
  t.equal((await askToken(app, b.reader.serviceAccount)).status, 200)
  t.match(await show(app, fault), { matched: 3, hits: 3 })

  const edge = await addFault(app, { stage: 'edge', effect: TEAPOT }, b.id)
  t.equal((await call(app, listOf(b))).status, 418, 'the anonymous challenge, by the path')
  t.equal((await call(app, { url: `/api/atlas/v2/orgs/${b.id}` })).status, 418)
  t.equal((await call(app, listOf(a))).status, 401)
  t.equal((await call(app, { url: ORGS })).status, 401, 'of an unknown caller')
  const { publicKey, privateKey } = b.owner.apiKey
  const authorization = digestHeader(publicKey, { url: ORGS }, 'x', {}, privateKey)
  t.equal((await call(app, { url: ORGS, headers: { authorization } })).status, 418, 'by the claimed caller')
  t.match(await show(app, edge), { matched: 3, hits: 3 })
})

t.test('an edge fault precedes unknown paths, unknown methods and Prefer', async t => {
  const app = await build(t)
  const requests: [Request, number][] = [
    [{ url: '/api/atlas/v2/nowhere' }, 404],
    [{ url: '/api/nowhere' }, 404],
    [{ url: '/api/oauth/nowhere' }, 404],
    [{ method: 'PATCH', url: LIST.url, body: {} }, 405],
    [{ method: 'PUT', url: '/api/oauth/token' }, 405],
    [{ ...LIST, headers: { prefer: 'code=409' } }, 409]
  ]
  const service = await addFault(app, { effect: TEAPOT })
  for (const [request, status] of requests) t.equal((await call(app, request)).status, status, request.url)
  t.match(await show(app, service), { matched: 0, fired: false })
  const edge = await addFault(app, { stage: 'edge', effect: TEAPOT })
  for (const [request] of requests) {
    const { status, text, headers } = await call(app, request)
    t.equal(status, 418, request.url)
    t.equal(text, compact(418, 'UNEXPECTED_ERROR', 'Unexpected error.'))
    t.notOk('preference-applied' in headers)
  }
  t.match(await show(app, edge), { matched: requests.length, hits: requests.length })
  await control(app, 'DELETE', '/faults')
  await addFault(app, { stage: 'edge', effect: { type: 'empty' } })
  const shaped = await call(app, { ...LIST, headers: { prefer: 'errorCode=GROUP_NOT_FOUND' } })
  // An effect that only shapes the response.
  t.match(shaped, { status: 404, headers: { 'preference-applied': 'errorCode=GROUP_NOT_FOUND' }, text: /^$/ })
})

t.test('faults apply to a HEAD, an absolute target and a large body', async t => {
  const app = await listen(t)
  await addFault(app, { effect: TEAPOT, stage: 'edge', match: { path: LIST.url } })
  t.match(await send(app.port, requestText('HEAD', LIST.url)), { status: 418, body: '' })
  t.match(await send(app.port, requestText('GET', `http://localhost${LIST.url}`)), { status: 418 })
  const large = requestText('POST', LIST.url, {}, 'x'.repeat(2_000_000))
  t.match(await send(app.port, large), { status: 418 })
  for (const type of ['truncate', 'empty', 'slow'] as const) {
    await control(app, 'DELETE', '/faults')
    const effect: Effect = type === 'slow' ? { type, bytesPerSecond: 1 } : { type }
    await addFault(app, { effect, stage: 'edge' })
    const { status, body } = await send(app.port, requestText('HEAD', LIST.url))
    t.ok(status === undefined || status === 401, type)
    t.equal(body, '')
  }
})

const RESET: Effect = { type: 'reset' }
/** Of 62 operations. */
const OPERATIONS = [
  ...ATLAS_OPERATIONS.slice(0, 25).map(({ operationId }) => operationId),
  `… ${ATLAS_OPERATIONS.length + 2 - 25} more`
].join(', ')

t.test('the connection stays open after a fault that sent a response, whatever was sent on it', async t => {
  const app = await listen(t)
  const effects: Effect[] = [TEAPOT, { type: 'empty' }, { type: 'slow', bytesPerSecond: 10_000 }]
  for (const effect of effects) {
    await addFault(app, { stage: 'edge', effect, when: { first: 1 } })
    const body = JSON.stringify({ apiKey: 'x'.repeat(100_000) })
    const first = requestText('POST', CREATE.url, { connection: 'keep-alive' }, body)
    const answers = await send(app.port, first + requestText('GET', LIST.url))
    t.equal(answers.status, effect.type === 'status' ? 418 : 401)
    const [, second = ''] = answers.body.split('HTTP/1.1 ')
    t.match(second, /^401 .*"You are not authorized for this resource\."/s, effect.type)
  }
})

t.test('the exact number of concurrent requests gets the fault', async t => {
  const app = await build(t)
  const token = await tokenFor(app, ACCOUNT.owner)
  const fault = await addFault(app, { effect: { ...TEAPOT, delay: 1 }, when: { first: 3 } })
  const answers = await Promise.all(Array.from({ length: 20 }, () => asBearer(app, token, LIST)))
  t.equal(answers.filter(({ status }) => status === 418).length, 3)
  t.match(await show(app, fault), { matched: 3, hits: 3, left: 0 })
})

const TYPES = 'must be one of error, status, rateLimit, delay, slow, reset, hangUp, truncate, empty'

const MEDIA = 'is not a media type'
const BODY =
  'must not combine body with errorCode or detail, nor status 204, 205 or 304 with any of the three'

const AUTHENTICATED = 'must not match a principal at stage edge, which precedes authentication'
const CODE = "must be at most 100 capital letters, digits and '_'"
const PATH = 'must begin with /api/ or *, such as */integrations, and have no query'

const PLACES = 'headers, integrationType, method, operation, organization, path, principal, project'
const BACKWARDS = { type: 'delay', delay: { distribution: 'uniform', min: 9, max: 1 } }

/** Invalid changes of a reset, with the place and the text of the error. */
const WRONG: [changes: object, path: string, detail: string][] = [
  [{ effect: 'reset' }, '/effect', 'must be an object'],
  [{ effect: { type: 'explode' } }, '/effect/type', TYPES],
  [{ effect: { ...RESET, headers: {} } }, '/effect', "unknown field 'headers'; allowed: delay, type"],
  [{ stage: 'later' }, '/stage', 'must be one of edge, service, after-commit'],
  [{ match: { colour: 'x' } }, '/match', `unknown field 'colour'; allowed: ${PLACES}`],
  [
    { match: { operation: ['getGroup', 'nope'] } },
    '/match/operation/1',
    `unknown operation 'nope'; allowed: ${OPERATIONS}`
  ],
  [
    { match: { integrationType: 'DATADGO' } },
    '/match/integrationType',
    "unknown integration type 'DATADGO', did you mean 'DATADOG'?"
  ],
  [{ match: { method: 'GTE' } }, '/match/method', "unknown method 'GTE', did you mean 'GET'?"],
  [{ match: { headers: { a: 5 } } }, '/match/headers/a', 'must be a string'],
  ...['(', 'api/atlas/v2/groups', '/v2/*', '*/groups?pretty=true'].map((path): [object, string, string] => [
    { match: { path } },
    '/match/path',
    PATH
  ]),
  [{ effect: BACKWARDS }, '/effect/delay/min', 'must not be greater than max (1)'],
  [{ when: { first: 0 } }, '/when/first', 'must be at least 1'],
  [{ when: { seed: 4_294_967_296 } }, '/when/seed', 'must be at most 4294967295'],
  [{ when: { until: 'tomorrow' } }, '/when/until', 'must be a time such as 2026-01-01T00:00:00Z'],
  [{ when: { until: '2016-12-31T23:59:60Z' } }, '/when/until', 'is not a valid time'],
  [{ effect: { type: 'error' } }, '/effect', "needs 'errorCode'"],
  [
    { effect: { type: 'error', errorCode: 'GROUP_NOT_FUND' } },
    '/effect/errorCode',
    "unknown error code 'GROUP_NOT_FUND', did you mean 'GROUP_NOT_FOUND'?"
  ],
  [{ effect: { type: 'status', status: 600 } }, '/effect/status', 'must be at most 599'],
  [{ effect: { ...TEAPOT, body: 'x', errorCode: 'X' } }, '/effect', BODY],
  [{ effect: { ...TEAPOT, body: {}, detail: 'x' } }, '/effect', BODY],
  [{ effect: { type: 'status', status: 204, body: '' } }, '/effect', BODY],
  [{ effect: { type: 'status', status: 205, errorCode: 'X' } }, '/effect', BODY],
  [{ effect: { type: 'status', status: 304, detail: 'x' } }, '/effect', BODY],
  [{ stage: 'edge', match: { principal: 'orgowner' } }, '/', AUTHENTICATED],
  [{ effect: { ...TEAPOT, errorCode: 'a b' } }, '/effect/errorCode', CODE],
  [{ effect: { type: 'delay' } }, '/effect', "needs 'delay'"],
  ...['Content-Length', 'connection', 'Trailer', '', 'a b'].map((name): [object, string, string] => [
    { effect: { ...TEAPOT, headers: { [name]: 'x' } } },
    `/effect/headers/${name}`,
    'is not an allowed response header'
  ]),
  [{ effect: { ...TEAPOT, headers: { a: 'x\r\nb: y' } } }, '/effect/headers/a', 'must be printable ASCII'],
  [{ effect: { ...TEAPOT, headers: { 'content-type': 'a/b/c' } } }, '/effect/headers/content-type', MEDIA]
]

t.test('rejects an invalid body with the place of the error, and adds no fault', async t => {
  const app = await build(t)
  const unknown = "unknown field '__proto__'; allowed: effect, lasts, match, name, stage, when"
  const bodies: [body: unknown, path: string, detail: string][] = [
    ['', '/', "needs 'effect'"],
    ['[]', '/', 'must be an object'],
    ['{"effect":{"type":"reset"},"__proto__":1}', '/', unknown],
    ...WRONG.map(([changes, ...told]): [unknown, string, string] => [{ effect: RESET, ...changes }, ...told])
  ]
  for (const [body, path, detail] of bodies) {
    const { json } = await control(app, 'POST', '/faults', body)
    t.strictSame(json, wrongBody({ [path]: detail }), JSON.stringify(body))
  }
  const delayed = (delay: unknown) => ({ effect: { type: 'delay', delay } })
  const onlyFor = (operation: unknown) => ({ effect: RESET, match: { operation } })
  const several: [body: unknown, path: RegExp][] = [
    [delayed(-1), /^\/effect\/delay/],
    [delayed(600_001), /^\/effect\/delay/],
    [delayed({ distribution: 'poisson' }), /^\/effect\/delay/],
    [delayed({ distribution: 'uniform', min: 1 }), /^\/effect\/delay/],
    [{ effect: { ...TEAPOT, body: null } }, /^\/effect\/body/],
    [onlyFor([]), /^\/match\/operation/],
    [onlyFor('x'.repeat(257)), /^\/match\/operation/]
  ]
  for (const [body, path] of several) {
    const { status, json } = await control(app, 'POST', '/faults', body)
    t.match([status, json], [400, { detail: 'invalid body', errors: [{ path }] }])
  }
  t.strictSame(await list(app), [])
})

t.test('accepts headers other than framing ones and sends them as given', async t => {
  const app = await listen(t)
  const headers = {
    'Content-Type': 'text/html',
    location: '/x',
    upgrade: 'h2c',
    expect: 'x',
    te: 'x',
    date: 'now'
  }
  await addFault(app, { stage: 'edge', effect: { ...TEAPOT, headers } })
  const reply = await send(app.port, requestText('GET', LIST.url))
  t.match(reply, {
    status: 418,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    body: /"errorCode":"UNEXPECTED_ERROR"/
  })
})

t.test('the journal has the error code of an injected response', async t => {
  const app = await build(t)
  for (const [effect, errorCode] of [
    [{ status: 400, body: { errorCode: 'OWN_CODE' } }, 'OWN_CODE'],
    [{ status: 502, body: { error: 'bad_gateway' } }, 'bad_gateway'],
    [{ status: 400, body: 'text' }, null],
    [{ status: 399, body: { errorCode: 'OWN_CODE' } }, null],
    [{ status: 503, headers: { 'x-error-code': 'OF_HEADER' }, body: { errorCode: 'OWN_CODE' } }, 'OF_HEADER']
  ] as const) {
    await addFault(app, { stage: 'edge', effect: { type: 'status', ...effect }, when: { first: 1 } })
    await call(app, LIST)
    const { results } = await get<RequestList>(app, '/requests')
    t.strictSame(results.at(-1)?.response?.errorCode, errorCode)
  }
})

t.test('logs a fault that fires on one line', async t => {
  const app = await build(t)
  const fault = await addFault(app, { stage: 'edge', effect: TEAPOT })
  await call(app, { ...LIST, headers: { authorization: 'Digest secret-of-mine' } })
  const lines = app.logged.map(line => JSON.parse(line) as Record<string, unknown>)
  const applied = lines.filter(({ msg }) => msg === 'fault applied')
  t.match(applied, [{ level: 30, fault: fault.id, effect: 'status' }])
  t.notMatch(app.logged.join(''), /secret-of-mine/)
})
