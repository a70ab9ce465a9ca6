import t, { type Test } from 'tap'
import type { App } from '../../src/app.ts'
import { createSources } from '../../src/base/sources.ts'
import { CONTROL_OPERATIONS } from '../../src/control-api/operations.ts'
import {
  as,
  build,
  call,
  DEMO,
  integrations,
  type Request,
  type Response,
  STAGING,
  VERSIONED
} from '../app.ts'
import { control, notFound, problem, wrongBody } from './control.ts'
import { CREATE } from './journal.ts'
import { listen, requestText, send } from './socket.ts'

const URL_FAULTS = '/_mock/v1/faults'
const HEALTH = '/_mock/v1/health'
const TOKEN = 'a-token-of-mine'
/** Operations that do not need a token and are available with the control plane off. */
const OPEN = ['getHealth', 'listIntegrationTypes']

/** Calls the control plane without checking the response. */
function ask(app: App, headers: Record<string, string> = {}, url = URL_FAULTS): Promise<Response> {
  return call(app, { url, headers })
}

/** Calls every operation without a token. @returns the status by operation */
async function answersOf(app: App): Promise<[operationId: string, status: number][]> {
  return await Promise.all(
    CONTROL_OPERATIONS.map(async ({ method, path, operationId }) => {
      const url = `/_mock/v1${path.replace(/\{\w+\}/g, 'x')}`
      const { status } = await call(app, { method, url, body: { effect: { type: 'reset' } } })
      return [operationId, status] as [string, number]
    })
  )
}

function namesWith(answers: [operationId: string, status: number][], status: number): string[] {
  return answers
    .filter(answer => answer[1] === status)
    .map(([operationId]) => operationId)
    .sort()
}

function isProblem(t: Test, reply: Response, expected: ReturnType<typeof problem>, what: string): void {
  const { status, headers, json } = reply
  t.strictSame(
    [status, headers['content-type'], headers['cache-control'], json],
    [expected.status, 'application/problem+json', 'no-store', expected],
    what
  )
}

const foreignHost = (name: string) =>
  problem(403, 'Forbidden', `host '${name}' is not allowed for the control plane: see --allowed-hosts`)
const FOREIGN_ORIGIN = problem(403, 'Forbidden', 'cross-origin requests to the control plane are not allowed')
const NO_TOKEN = problem(401, 'Unauthorized', 'missing control-plane Bearer token')
const WRONG_TOKEN = problem(401, 'Unauthorized', 'invalid control-plane Bearer token')

t.test('on loopback, no token is required and only loopback names are allowed', async t => {
  const app = await build(t)
  const good = [
    'localhost',
    'LOCALHOST',
    'localhost:8080',
    'localhost.',
    'localhost.:8080',
    'mock.localhost:8080'
  ]
  const addresses = ['127.0.0.1', '127.0.0.1:1', '127.8.9.10', '[::1]', '[::1]:8080', '[0:0:0:0:0:0:0:1]']
  const bad = {
    'evil.example': 'evil.example',
    'EVIL.example:8080': 'evil.example',
    '127.0.0.1.evil.example': '127.0.0.1.evil.example',
    'localhost.evil.example:80': 'localhost.evil.example',
    'localhost..': 'localhost..',
    evillocalhost: 'evillocalhost',
    '::1': ':',
    '0.0.0.0': '0.0.0.0',
    '192.168.0.1:8080': '192.168.0.1',
    '[::]': '[::]',
    'localhost:80:80': 'localhost:80',
    'user@localhost': 'user@localhost',
    'localhost, evil.example': 'localhost, evil.example',
    'localhost:port': 'localhost:port'
  }
  for (const host of [...good, ...addresses, '[::ffff:127.0.0.1]'])
    t.equal((await ask(app, { host })).status, 200, host)
  for (const [host, name] of Object.entries(bad))
    t.strictSame((await ask(app, { host })).json, foreignHost(name), host)
  const host = 'evil.example'
  for (const url of [URL_FAULTS, HEALTH, '/_mock/v1/nowhere']) {
    isProblem(t, await ask(app, { host }, url), foreignHost(host), url)
  }
  t.equal((await ask(app, { host }, '/api/atlas/v2/orgs')).status, 401, 'Atlas accepts any Host')
})

t.test(
  'accepts a request without Host, as in HTTP/1.0; more than one is invalid (RFC 9112 §3.2)',
  async t => {
    const { port } = await listen(t)
    const head = await send(port, `GET ${HEALTH} HTTP/1.0\r\n\r\n`)
    t.match(head, { status: 200, body: /^\{"status":"ok",/ })
    t.match(await send(port, requestText('GET', HEALTH, { host: '' })), { status: 200 })
    const reply = await send(port, requestText('GET', HEALTH, { host: 'localhost', Host: 'localhost' }))
    t.match(reply, { status: 400, headers: { 'content-type': 'application/problem+json' } })
    const expected = problem(400, 'Bad Request', 'the request has more than one Host header')
    t.strictSame(JSON.parse(reply.body), expected)
  }
)

t.test('accepts calls of pages from the mock’s own origin only', async t => {
  const app = await build(t, { settings: { publicUrl: 'https://mock.example/base' } })
  const good: [string, string][] = [
    ['localhost', 'http://localhost'],
    ['127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['[::1]:8080', 'http://[::1]:8080'],
    ['localhost', 'https://mock.example']
  ]
  const bad: [string, string][] = [
    ['localhost', 'http://evil.example'],
    ['localhost', 'null'],
    ['localhost', 'http://localhost:8080'],
    ['localhost:8080', 'http://localhost:8081'],
    ['localhost:8080', 'http://127.0.0.1:8080'],
    ['localhost:8080', 'https://localhost:8080'],
    ['localhost', 'http://localhost/'],
    ['localhost', 'http://mock.example'],
    ['localhost', 'https://mock.example/base'],
    ['localhost', 'file://']
  ]
  for (const host of ['mock.example', 'MOCK.example:443'])
    t.equal((await ask(app, { host })).status, 200, host)
  for (const [host, origin] of good) t.equal((await ask(app, { host, origin })).status, 200, origin)
  for (const [host, origin] of bad) {
    const rejected = await ask(app, { host, origin })
    isProblem(t, rejected, FOREIGN_ORIGIN, `${origin} on ${host}`)
    t.notOk(Object.keys(rejected.headers).some(name => name.startsWith('access-control')))
  }
})

t.test('requires a configured token, on loopback too', async t => {
  const app = await build(t, { settings: { controlToken: TOKEN } })
  for (const authorization of [`Bearer ${TOKEN}`, `bearer ${TOKEN}`, `BEARER   ${TOKEN}`]) {
    t.equal((await ask(app, { authorization })).status, 200, authorization)
  }
  for (const [authorization, expected] of [
    ['', NO_TOKEN],
    [TOKEN, NO_TOKEN],
    [`Basic ${Buffer.from(`x:${TOKEN}`).toString('base64')}`, NO_TOKEN],
    ['Bearer', NO_TOKEN],
    [`Bearer ${TOKEN} x`, NO_TOKEN],
    [`Bearer ${TOKEN}x`, WRONG_TOKEN],
    [`Bearer ${TOKEN.slice(0, -1)}`, WRONG_TOKEN],
    [`Bearer ${TOKEN.toUpperCase()}`, WRONG_TOKEN],
    ['Bearer é', WRONG_TOKEN]
  ] as const) {
    const reply = await ask(app, { authorization })
    isProblem(t, reply, expected, authorization)
    t.equal(reply.headers['www-authenticate'], 'Bearer realm="atlas-mock control plane"')
  }
  const headers = { host: 'evil.example', authorization: `Bearer ${TOKEN}` }
  isProblem(t, await ask(app, headers), foreignHost('evil.example'), 'the token opens no other host')
  t.match(await ask(app, headers, integrations(DEMO)), { status: 401, text: '' }, 'nor the Atlas API')
})

t.test('on other addresses, a token is generated at startup and required for any Host', async t => {
  const tokenOn = async (host: string) => (await build(t, { settings: { host } })).services.control.token
  for (const host of ['::', 'atlas-mock']) t.match(await tokenOn(host), /^[\w-]{32}$/, host)
  for (const host of ['::1', '127.9.9.9']) t.equal(await tokenOn(host), undefined, host)

  const app = await build(t, { settings: { host: '0.0.0.0' } })
  const host = 'atlas-mock:8080'
  const authorization = `Bearer ${app.services.control.token}`
  t.not(await tokenOn('0.0.0.0'), app.services.control.token)
  t.equal((await ask(app, { host, authorization })).status, 200)
  isProblem(t, await ask(app, { host }), NO_TOKEN, 'none')
  isProblem(t, await ask(app, { host }, '/_mock/v1/nowhere'), NO_TOKEN, 'nowhere')
  isProblem(t, await ask(app, { host, origin: 'http://evil.example' }, HEALTH), FOREIGN_ORIGIN, 'an origin')
  t.equal((await ask(app, { host, origin: `http://${host}` }, HEALTH)).status, 200)
  const answers = await answersOf(app)
  t.strictSame(namesWith(answers, 200), OPEN)
  t.equal(namesWith(answers, 401).length, CONTROL_OPERATIONS.length - OPEN.length)
})

t.test('with allowed hosts, only these and loopback names are allowed on any address', async t => {
  for (const host of ['0.0.0.0', '127.0.0.1']) {
    const app = await build(t, {
      settings: { host, controlToken: TOKEN, allowedHosts: ['atlas-mock', '[2001:db8::1]'] }
    })
    const authorization = `Bearer ${TOKEN}`
    for (const name of ['atlas-mock', 'ATLAS-MOCK:8080', '[2001:db8::1]:8080', 'localhost', '127.0.0.1:1']) {
      t.equal((await ask(app, { host: name, authorization })).status, 200, `${name} on ${host}`)
    }
    for (const name of ['evil.example', 'atlas-mock.evil.example', 'atlas-mock.', '2001:db8::1']) {
      const reply = await ask(app, { host: name, authorization })
      t.equal(reply.status, 403, `${name} on ${host}`)
    }
  }
})

/** Atlas requests whose responses are reproducible with a paused clock and fixed random numbers. */
const ATLAS: [string | undefined, Request][] = [
  [undefined, { url: integrations(STAGING) }],
  ['orgowner', { url: integrations(STAGING) }],
  ['orgowner', CREATE],
  ['orgowner', { ...CREATE, body: { apiKey: 'x' } }],
  ['readonly', { method: 'DELETE', url: integrations(DEMO, 'DATADOG') }],
  ['orgowner', { method: 'DELETE', url: integrations(DEMO, 'DATADOG') }],
  [undefined, { url: '/api/atlas/v2/nowhere' }],
  [undefined, { url: integrations(DEMO), headers: { prefer: 'code=409' } }],
  [undefined, { method: 'POST', url: '/api/oauth/token', body: 'x' }],
  [undefined, { url: '/api/private/ipinfo' }]
]

t.test('switched off, only health and types remain, and the Atlas API is unchanged', async t => {
  const sources = () =>
    createSources({ now: () => Date.UTC(2026, 10, 25, 12), randomBytes: size => Buffer.alloc(size, 7) })
  const on = await build(t, { sources: sources() })
  const off = await build(t, { sources: sources(), settings: { control: false } })
  for (const [key, request] of ATLAS) {
    const plain = async (app: App) => {
      const reply = await (key === undefined ? call(app, request) : as(app, key, request))
      return { status: reply.status, text: reply.text, headers: { ...reply.headers, date: '' } }
    }
    t.strictSame(await plain(off), await plain(on), `${request.method ?? 'GET'} ${request.url}`)
  }
  t.strictSame(off.services.journal.entries(), [])
  t.equal(on.services.journal.entries().length, 15)
  const answers = await answersOf(off)
  t.strictSame(namesWith(answers, 200), OPEN)
  t.equal(namesWith(answers, 404).length, CONTROL_OPERATIONS.length - OPEN.length)
  isProblem(t, await ask(off), notFound(`unknown path '${URL_FAULTS}'`), 'faults')
  t.strictSame(off.services.faults.list(), [])
  t.match((await ask(off, {}, HEALTH)).text, /^\{"status":"ok",/)
  const post = await call(off, { method: 'POST', url: HEALTH })
  isProblem(t, post, problem(405, 'Method Not Allowed', `${HEALTH} allows GET`), 'health')
  const far = await build(t, { settings: { host: '0.0.0.0', control: false } })
  t.equal(far.services.control.token, undefined)
  t.equal((await ask(far, { host: 'atlas-mock' }, HEALTH)).status, 200)
})

t.test('returns 405 with the allowed methods for an unsupported method', async t => {
  const app = await build(t)
  for (const [method, path, allowed] of [
    ['PATCH', '/faults', 'GET, POST, DELETE'],
    ['POST', '/faults/x', 'GET, DELETE'],
    ['OPTIONS', '/sandboxes/x/clock', 'GET, PUT, DELETE'],
    ['GET', '/reset', 'POST'],
    ['POST', '/health', 'GET']
  ] as const) {
    const url = `/_mock/v1${path}`
    const reply = await call(app, { method, url, body: method === 'GET' ? undefined : { deep: 1 } })
    isProblem(t, reply, problem(405, 'Method Not Allowed', `${url} allows ${allowed}`), path)
    t.equal(reply.headers['allow'], allowed)
  }
})

t.test('returns 404 for unknown paths, whatever their content and bodies', async t => {
  const app = await build(t)
  const paths = ['/nowhere', '/', '/faults/x/y', '/requestsxhar', '/faults/%zz', '/%ff', '/faults/%E0%A4%A']
  for (const path of paths) {
    const url = `/_mock/v1${path}`
    const reply = await call(app, { url })
    isProblem(t, reply, notFound(`unknown path '${url}'`), path)
  }
  const large = { method: 'POST', url: '/_mock/v1/nowhere', body: 'x'.repeat(2_000_000) }
  t.equal((await call(app, large)).status, 404)
  for (const url of [URL_FAULTS, '/_mock/v1/sandboxes', '/_mock/v1/snapshots']) {
    const reply = await call(app, { url: `${url}/${'x'.repeat(5_000)}` })
    t.equal(reply.headers['content-type'], 'application/problem+json')
    t.ok([404, 405].includes(reply.status))
  }
})

t.test('parses bodies as JSON with any Content-Type; some bodies are optional', async t => {
  const app = await build(t)
  const body = JSON.stringify({ effect: { type: 'reset' }, match: { path: '/api/x' } })
  const types = [
    'application/json; charset=latin1',
    'application/x-www-form-urlencoded',
    'garbage',
    VERSIONED
  ]
  for (const type of [...types, 'multipart/form-data; boundary=x']) {
    const headers = { 'content-type': type }
    t.equal((await call(app, { method: 'POST', url: URL_FAULTS, body, headers })).status, 201, type)
  }
  t.equal((await call(app, { method: 'POST', url: URL_FAULTS, body: `\ufeff${body}` })).status, 201, 'a BOM')
  const bare = await listen(t)
  t.match(await send(bare.port, requestText('POST', URL_FAULTS, {}, body)), { status: 201 })
  for (const [method, path] of [
    ['POST', '/reset'],
    ['POST', '/sandboxes'],
    ['PUT', '/clock'],
    ['POST', '/nonces/expire'],
    ['POST', '/tokens/revoke']
  ] as const) {
    for (const text of [undefined, ' \n', 'null', '{}']) {
      t.ok((await control(app, method, path, text)).status < 300, `${path} with ${JSON.stringify(text)}`)
    }
    const { json } = await control(app, method, path, '[]')
    t.strictSame(json, wrongBody({ '/': 'must be an object' }), path)
  }
  const ignored = await call(app, { method: 'DELETE', url: URL_FAULTS, body: '{"effect":' })
  t.equal(ignored.status, 204, 'an unexpected body is ignored')
})

t.test('returns 400 for invalid JSON without quoting it, and 413 for a body that is too large', async t => {
  const app = await build(t, { settings: { logLevel: 'trace' } })
  const broken: [body: string, error: string][] = [
    ['{"a":1,}', 'line 1, column 8: expected a property name in double quotes'],
    ['{\n"effect":"secret-of-mine"', "line 2, column 26: expected '}'"],
    ['{} {}', 'line 1, column 4: expected the end of the text'],
    ['\ufeff{}x', 'line 1, column 3: unexpected text']
  ]
  for (const [body, error] of broken) {
    const reply = await call(app, { method: 'POST', url: URL_FAULTS, body })
    isProblem(t, reply, problem(400, 'Bad Request', `the body is not valid JSON: ${error}`), body)
  }
  for (const [method, path] of [
    ['POST', '/faults'],
    ['POST', '/requests/verify'],
    ['DELETE', '/faults']
  ] as const) {
    const body = JSON.stringify({ name: 'x'.repeat(1_048_576) })
    const reply = await call(app, { method, url: `/_mock/v1${path}`, body })
    isProblem(t, reply, problem(413, 'Payload Too Large', 'Request body is too large'), path)
  }
  const state = { name: 'x'.repeat(1_100_000) }
  t.equal((await control(app, 'PUT', '/state', state)).status, 400, 'a state may be larger')
  t.notMatch(app.logged.join(''), /secret-of-mine|"level":(50|60)/)
})

t.test('rejects a wrong Content-Length and an invalid request without logging an error', async t => {
  const app = await listen(t)
  const short = requestText('POST', URL_FAULTS, { 'content-length': '5' }, '{"effect":{"type":"reset"}}')
  t.match(await send(app.port, short), { status: 400 })
  t.match(await send(app.port, 'POST /_mock/v1/faults\r\n\r\n'), { status: 400 })
  t.match(await send(app.port, requestText('GET', '/_mock/v1/faults', { host: 'evil.example' })), {
    status: 403
  })
  t.match(await send(app.port, requestText('GET', `http://evil.example${URL_FAULTS}`)), { status: 200 })
  t.notMatch(app.logged.join(''), /"level":(50|60)/)
})
