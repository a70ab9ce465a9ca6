import t, { type Test } from 'tap'
import type { App } from '../../src/app.ts'
import { type Reason, reasonText } from '../../src/catalogue/errors.ts'
import type { Effect, FaultBody, RequestList, Stub, StubBody } from '../../types/wire.d.ts'
import { ACME, as, build, call, DEMO, type Request, SECURITY } from '../app.ts'
import {
  ACCOUNT,
  type ApiKey,
  asBearer,
  asKey,
  control,
  faultsOf,
  get,
  machine,
  NOON,
  notFound,
  tokenFor,
  twoSandboxes,
  whole,
  wrongBody
} from './control.ts'
import { addFault } from './journal.ts'
import { listen, requestText, send } from './socket.ts'

const DATABASE_USERS = '/api/atlas/v2/groups/32b6e34b3d91647abb20e7b8/databaseUsers'
const TEMPLATE = '/api/atlas/v2/groups/{groupId}/databaseUsers'

async function add(app: App, stub: StubBody, sandbox?: string): Promise<Stub> {
  const { status, json, text } = await control(app, 'POST', '/stubs', stub, { sandbox })
  if (status !== 201 || faultsOf('Stub', json) !== '') throw new Error(text)
  return json as Stub
}

async function list(app: App, sandbox?: string): Promise<Stub[]> {
  const json = await get<{ results: Stub[] }>(app, '/stubs', { sandbox })
  if (faultsOf('StubList', json) !== '') throw new Error(faultsOf('StubList', json))
  return json.results
}

async function sandboxesOf(app: App): Promise<unknown[]> {
  return (await list(app)).map(({ sandbox }) => sandbox)
}

/** Returns the 404 of an unknown path. */
function unknown(path: string) {
  const detail = `Cannot find resource ${path}.`
  const text = JSON.stringify({
    detail,
    error: 404,
    errorCode: 'RESOURCE_NOT_FOUND',
    parameters: [path],
    reason: 'Not Found'
  })
  const headers = {
    ...SECURITY,
    vary: 'Accept-Encoding',
    'x-error-code': 'RESOURCE_NOT_FOUND',
    'content-type': 'application/json',
    'content-length': String(text.length)
  }
  return { status: 404, headers, text }
}

/** Requests a path without credentials and returns the body of an anonymous stub, or the status code. */
async function outcome(app: App, request: Request): Promise<string> {
  const { status, text } = await call(app, request)
  return status === 200 ? text : String(status)
}

function anonymous(path: string, body: unknown = path, method: StubBody['method'] = 'GET'): StubBody {
  return { method, path, body, anonymous: true }
}

async function withClock(t: Test): Promise<App & { logged: string[] }> {
  return await build(t, { sources: machine().sources })
}

t.test(
  'a stub responds to an unknown path with its status, headers and body after authentication',
  async t => {
    const app = await withClock(t)
    t.strictSame(whole(await call(app, { url: DATABASE_USERS })), unknown(DATABASE_USERS))
    const answer = { status: 203, headers: { 'X-A': 'b' }, body: { c: [1] } }
    const given = { method: 'GET' as const, path: TEMPLATE, ...answer }
    const stub = await add(app, given)
    const { id, ...rest } = stub
    t.match(id, /^[a-f0-9]{24}$/)
    t.strictSame(rest, { sandbox: null, ...given, anonymous: false, created: NOON })

    const challenged = await call(app, { url: DATABASE_USERS })
    t.equal(challenged.status, 401)
    t.match(challenged.headers['www-authenticate'], /^Digest realm="MMS Public API"/)
    const headers = { 'x-a': 'b', 'content-type': 'application/json', 'content-length': '9' }
    const expected = { status: 203, headers, text: '{"c":[1]}' }
    t.strictSame(whole(await as(app, 'readonly', { url: `${DATABASE_USERS}?pretty=true` })), expected)
    const token = await tokenFor(app, ACCOUNT.reader)
    const padded = { url: `/${DATABASE_USERS}/`, headers: { accept: '' } }
    t.strictSame(whole(await asBearer(app, token, padded)), expected)
    t.match(await asBearer(app, `${token}x`, { url: DATABASE_USERS }), { status: 401, text: '' })
    t.match((await as(app, 'fencedin', { url: DATABASE_USERS })).json, {
      errorCode: 'IP_ADDRESS_NOT_ON_ACCESS_LIST'
    })

    const put = await call(app, { method: 'PUT', url: DATABASE_USERS })
    t.strictSame(whole(put), unknown(DATABASE_USERS), 'other methods')
    const head = await asBearer(app, token, { method: 'HEAD', url: DATABASE_USERS })
    t.strictSame(whole(head), { ...expected, text: '' })

    t.strictSame(await list(app), [stub])
    t.strictSame(await get(app, `/stubs/${id}`), stub)
    t.match(await control(app, 'DELETE', `/stubs/${id}`), { status: 204, text: '' })
    for (const method of ['GET', 'DELETE']) {
      const { json } = await control(app, method, `/stubs/${id}`)
      t.strictSame(json, notFound(`unknown stub '${id}'`))
    }
    t.strictSame(whole(await call(app, { url: DATABASE_USERS })), unknown(DATABASE_USERS))
  }
)

t.test('sends a string unchanged, any other value as JSON, and nothing without a body', async t => {
  const app = await build(t)
  const JSON_TYPE = { 'content-type': 'application/json' }
  const cases: [Partial<StubBody>, headers: Record<string, string>, text: string][] = [
    [{ body: 'é' }, { 'content-type': 'text/plain; charset=utf-8' }, 'é'],
    [{ body: '<a>', headers: { 'content-type': 'text/html' } }, { 'content-type': 'text/html' }, '<a>'],
    [{ body: null }, JSON_TYPE, 'null'],
    [{ body: 0 }, JSON_TYPE, '0'],
    [{}, {}, ''],
    [{ status: 204 }, {}, '']
  ]
  for (const [stub, headers, text] of cases) {
    await add(app, { ...anonymous('/api/x'), body: undefined, ...stub })
    const length = stub.status ? {} : { 'content-length': String(Buffer.byteLength(text)) }
    const expected = { status: stub.status ?? 200, headers: { ...headers, ...length }, text }
    t.strictSame(whole(await call(app, { url: '/api/x' })), expected, JSON.stringify(stub))
  }
})

t.test('the newest matching stub responds; other methods of known paths can be stubbed', async t => {
  const app = await build(t)
  const patch = { method: 'PATCH', url: '/api/atlas/v2/groups' }
  t.equal((await call(app, patch)).status, 405)
  await add(app, anonymous(patch.url, 'patched', 'PATCH'))
  t.equal(await outcome(app, patch), 'patched')
  t.equal(await outcome(app, { ...patch, method: 'DELETE' }), '405')

  await add(app, anonymous('/api/x/{a}', 'first'))
  const second = await add(app, anonymous('/api/x/y', 'second'))
  const third = await add(app, { ...anonymous('/api/x/y'), anonymous: false })
  t.equal(await outcome(app, { url: '/api/x/y' }), '401')
  await control(app, 'DELETE', `/stubs/${third.id}`)
  t.equal(await outcome(app, { url: '/api/x/y' }), 'second')
  await control(app, 'DELETE', `/stubs/${second.id}`)
  t.equal(await outcome(app, { url: '/api/x/y' }), 'first')
})

t.test('a path matches literally, except for one {name} in each segment', async t => {
  const app = await build(t)
  const paths: [template: string, matching: string[], others: string[]][] = [
    [
      '/api/a/{x}/b',
      ['/api/a/1/b', '/api/a/%2F/b', '//api/a/1/b/', '/api/a/{x}/b'],
      ['/api/a//b', '/api/a/1/2/b']
    ],
    ['/api/c/{x}:run', ['/api/c/1:run', '/api/c/:run:run'], ['/api/c/:run', '/api/c/1:runs']],
    ['/api/d/v{x}', ['/api/d/v1'], ['/api/d/v', '/api/d/1v']],
    ['/api/e/a.c+(b)*[d]$^|\\', ['/api/e/a.c+(b)*[d]$^%7C%5C'], ['/api/e/abc+(b)*[d]$^%7C%5C']],
    ['/api/f/%7Bx%7D', ['/api/f/{x}', '/api/f/%7bx%7d'], ['/api/f/1']],
    ['/api/g/%2f', ['/api/g/%2F'], ['/api/g/', '/api/g//']],
    ['/api/h//i/', ['/api/h//i', '/api/h//i/'], ['/api/h/i']],
    ['/api/j/é %25', ['/api/j/%C3%A9%20%25'], ['/api/j/%C3%A9']],
    ['/api/undecodable', ['/api/undecodable'], ['/api/%ff', '/api/%zz']]
  ]
  for (const [path] of paths) await add(app, anonymous(path))
  for (const [path, matching, others] of paths) {
    for (const url of matching) t.equal(await outcome(app, { url }), path, `${path} matches ${url}`)
    for (const url of others) t.equal(await outcome(app, { url }), '404', `${path} does not match ${url}`)
  }
  t.equal(await outcome(app, { method: 'OPTIONS', url: '/api/d/v1' }), '404')
})

t.test('responds in time to worst-case paths', async t => {
  const app = await listen(t)
  await add(app, anonymous(`/api${'/{a}'.repeat(31)}`, 'deep'))
  await add(app, anonymous(`/api/${'a'.repeat(1_000)}{x}${'a'.repeat(1_000)}`, 'long'))
  const ask = async (path: string) => await send(app.port, requestText('GET', path))
  t.match(await ask(`/api${'/b'.repeat(31)}`), { status: 200, body: 'deep' })
  t.match(await ask(`/api/${'a'.repeat(10_000)}`), { status: 200, body: 'long' })
  t.match(await ask(`/api${'/'.repeat(10_000)}`), { status: 404 })
  t.match(await ask(`/api${'/b'.repeat(7_000)}`), { status: 404 })
})

t.test('rejects an invalid stub, and one for a path that the mock serves', async t => {
  const app = await build(t)
  const pattern = 'must start with /api, without query or fragment; a segment may have one {name}'
  const served = (by: string, method: string, path: string): [object, string, string] => [
    { method, path },
    '/path',
    `${method} ${path} is served by ${by}; use a fault instead`
  ]
  const paths = ['/apix', '//api/x', '/api', '/api/x?y', '/api/x#y', '/api/{}', '/api/{a}{b}', '/api/{a.*}']
  const cases: [changes: object, place: string, detail: string][] = [
    ...[...paths, '/api/{', '/x'].map((path): [object, string, string] => [{ path }, '/path', pattern]),
    [{ path: '/api/%zz' }, '/path', 'contains an invalid percent-encoding'],
    [{ path: `/api${'/x'.repeat(32)}` }, '/path', 'must have at most 32 segments'],
    [{ method: 'HEAD' }, '/method', 'must be one of GET, POST, PUT, PATCH, DELETE'],
    [{ status: 100 }, '/status', 'must be at least 200'],
    [{ status: 304, body: '' }, '/', 'must not combine status 204, 205 or 304 with body'],
    [{ headers: { a: 'b\r\nc: d' } }, '/headers/a', 'must be printable ASCII'],
    [{ headers: { 'Content-Length': '1' } }, '/headers/Content-Length', 'is not an allowed response header'],
    [{ headers: { 'content-type': 'x' } }, '/headers/content-type', 'is not a media type'],
    served('listGroups', 'GET', '/api/atlas/v2/groups'),
    served('getGroup', 'GET', '/api/atlas/v2/groups/{groupId}/'),
    served('createGroupIntegration', 'POST', '/api/atlas/v1.0/groups/1/integrations/{type}'),
    served('createToken', 'POST', '/api/oauth/token'),
    served('the mock', 'GET', '/api/private/ipinfo')
  ]
  t.match((await control(app, 'POST', '/stubs', {})).json, { status: 400 })
  for (const [changes, place, detail] of cases) {
    const { json } = await control(app, 'POST', '/stubs', { method: 'GET', path: '/api/x', ...changes })
    t.strictSame(json, wrongBody({ [place]: detail }), JSON.stringify(changes))
  }
})

t.test("a sandbox's stub responds to its callers only", async t => {
  const app = await build(t)
  const [one, other] = await twoSandboxes(app)
  const url = '/api/atlas/v2/databaseUsers'
  const stub = await add(app, { method: 'GET', path: url, body: 'one' }, one.id)
  t.equal(stub.sandbox, one.id)
  const key = ({ owner }: typeof one): ApiKey => owner.apiKey
  t.match(await asKey(app, key(one), { url }), { status: 200, text: 'one' })
  t.strictSame(whole(await asKey(app, key(other), { url })), unknown(url))
  const token = await tokenFor(app, other.owner.serviceAccount)
  t.strictSame(whole(await asBearer(app, token, { url })), unknown(url))
  t.equal(await outcome(app, { url }), '401', 'without credentials the caller may be of any sandbox')
  const wrong = { publicKey: key(one).publicKey, privateKey: 'x' }
  t.equal((await asKey(app, wrong, { url })).status, 401)

  await add(app, { method: 'GET', path: url, body: 'all' })
  t.match(await asKey(app, key(one), { url }), { text: 'all' }, 'the newest, although not of the sandbox')
  t.match(await asKey(app, key(other), { url }), { text: 'all' })
  t.match(await as(app, 'readonly', { url }), { text: 'all' })

  await add(app, anonymous(url), other.id)
  const claim = (username: string) => ({ url, headers: { authorization: `Digest username="${username}"` } })
  t.equal(await outcome(app, claim(key(other).publicKey)), url, 'claimed credentials suffice')
  t.equal(await outcome(app, claim(key(one).publicKey)), '401')
  t.equal(await outcome(app, { url }), '401')

  t.strictSame(await list(app, one.id), [stub])
  const missing = notFound(`unknown stub '${stub.id}'`)
  for (const method of ['GET', 'DELETE']) {
    const reply = await control(app, method, `/stubs/${stub.id}`, undefined, { sandbox: other.id })
    t.strictSame(reply.json, missing)
  }
  await control(app, 'DELETE', '/stubs', undefined, { sandbox: other.id })
  t.strictSame(await sandboxesOf(app), [one.id, null])
  await control(app, 'POST', '/reset', {}, { sandbox: one.id })
  t.strictSame(await list(app, one.id), [], 'a reset removes them')
  await add(app, { method: 'GET', path: url }, other.id)
  await control(app, 'DELETE', `/sandboxes/${other.id}`)
  t.strictSame(await sandboxesOf(app), [null])
  await control(app, 'POST', '/reset')
  t.strictSame(await list(app), [])
})

t.test('the journal shows the request and the reason', async t => {
  const app = await withClock(t)
  await add(app, { method: 'POST', path: TEMPLATE, status: 409, body: { errorCode: 'DUPLICATE', name: 'b' } })
  const body = { name: 'a', paused: false }
  await as(app, 'orgowner', { method: 'POST', url: DATABASE_USERS, body })
  const [entry] = (await get<RequestList>(app, '/requests', { path: DATABASE_USERS })).results
  t.match(entry, {
    request: { method: 'POST', url: DATABASE_USERS, body },
    operation: null,
    principal: { id: 'orgowner' },
    authentication: { scheme: 'digest', outcome: 'accepted' },
    reason: { code: 'stub', text: 'a stub sent this response' },
    response: { status: 409, errorCode: 'DUPLICATE', body: { errorCode: 'DUPLICATE', name: 'b' } }
  })

  await add(app, anonymous('/api/large', 'ok', 'POST'))
  const large = { method: 'POST', url: '/api/large', body: Buffer.alloc(131_072, 'x') }
  t.equal(await outcome(app, large), 'ok')
  t.equal(await outcome(app, { ...large, body: Buffer.alloc(131_073, 'x') }), 'ok')
  const { results } = await get<RequestList>(app, '/requests', { path: '/api/large' })
  const [fitting, tooLarge] = results.map(({ request }) => request.body)
  t.strictSame([fitting, tooLarge], ['[131072 bytes, not JSON: line 1, column 1]', null])
})

t.test('faults and Prefer precede a stub', async t => {
  const app = await build(t)
  await add(app, { method: 'GET', path: TEMPLATE, body: 'stub' })
  const fail = async (stage: NonNullable<FaultBody['stage']>, effect: Effect) =>
    await addFault(app, { stage, effect, match: { path: DATABASE_USERS }, when: { first: 1 } })
  const token = await tokenFor(app, ACCOUNT.owner)
  const ask = async (request: Partial<Request> = {}) => {
    const { status, text } = await asBearer(app, token, { url: DATABASE_USERS, ...request })
    return `${status} ${text}`
  }
  for (const stage of ['edge', 'service', 'after-commit'] as const) {
    await fail(stage, { type: 'status', status: 503, body: stage })
    t.strictSame([await ask(), await ask()], [`503 ${stage}`, '200 stub'])
  }
  await fail('service', { type: 'empty' })
  t.equal(await ask(), '200 ')
  t.match(await ask({ headers: { prefer: 'code=404' } }), /^404 \{/)
  t.strictSame(await get(app, '/faults?fired=false'), { results: [] })
})

t.test('only a reset and a call of the control plane remove stubs', async t => {
  const app = await build(t)
  const stubs = [await add(app, anonymous('/api/x')), await add(app, anonymous('/api/y'))]
  const state = await get<object>(app, '/state')
  t.notOk('stubs' in state)
  await control(app, 'POST', '/snapshots', { name: 'a' })
  await control(app, 'POST', '/snapshots/a/restore')
  await control(app, 'PUT', '/state', state)
  t.strictSame(await list(app), stubs)
  await control(app, 'POST', '/reset')
  t.strictSame(await list(app), [])
})

const CLUSTERS = `/api/atlas/v2/groups/${DEMO}/clusters`

t.test('logs one line for each request without a route', async t => {
  const app = await build(t)
  const notMocked = [404, 'RESOURCE_NOT_FOUND', { code: 'operation-not-mocked' }] as const
  const unknown = [404, 'RESOURCE_NOT_FOUND', { code: 'path-unknown' }] as const
  const otherMethod = [405, 'METHOD_NOT_ALLOWED', { code: 'method-unknown' }] as const
  const rows: [method: string, url: string, readonly [status: number, error: string, reason: Reason]][] = [
    ['POST', '/api/atlas/v2/orgs', notMocked],
    ['GET', `/api/atlas/v2/orgs/${ACME}/apiKeys`, notMocked],
    ['HEAD', `/api/atlas/v2/orgs/${ACME}/apiKeys`, notMocked],
    ['GET', `//api/atlas/v2/groups/${DEMO}/clusters/a%20b/`, notMocked],
    ['GET', `/api/atlas/v1.0/groups/${DEMO}/databaseUsers`, notMocked],
    ['POST', CLUSTERS, notMocked],
    ['PUT', `/api/atlas/v2/orgs/${ACME}/apiKeys`, unknown],
    // An operation of 2025-02-19.
    ['POST', `/api/atlas/v1.0/orgs/${ACME}/users`, unknown],
    ['PUT', `/api/atlas/v2/groups/${DEMO}/teams`, otherMethod],
    ['POST', '/api/atlas/v2/groups/byName/teams', otherMethod],
    ['GET', '/api/atlas/v2/groups/byName/clusters/a', unknown],
    ['GET', '/api/atlas/v2/nowhere', unknown]
  ]
  for (const [method, url, [status, error, reason]] of rows) {
    const before = app.logged.length
    await call(app, { method, url })
    const lines = app.logged.slice(before).map(line => JSON.parse(line))
    const msg = `rejected: ${reasonText(reason)}`
    t.match(lines, [{ level: 30, method, path: url, status, error, ...reason, msg }])
    t.equal(lines.length, 1, `${method} ${url}`)
  }
  t.equal(
    reasonText({ code: 'operation-not-mocked' }),
    'Atlas has this operation, but the mock does not; a stub can return a response'
  )
  await add(app, { method: 'POST', path: CLUSTERS, anonymous: true, body: 'stub' })
  t.equal(await outcome(app, { method: 'POST', url: CLUSTERS }), 'stub', 'a stub adds the method')
})
