import { readdirSync } from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'
import { generate } from 'selfsigned'
import t, { type Test } from 'tap'
import { nodeProblem } from '../../src/base/node-version.ts'
import { reasonText } from '../../src/catalogue/errors.ts'
import {
  type Caller,
  type ControlPlane,
  ControlProblem,
  type InjectRequest,
  type InjectResponse,
  type Mock,
  type MockOptions,
  type SandboxHandle,
  startMock
} from '../../src/index.ts'
import type { Role, Webhook } from '../../types/wire.d.ts'
import { ACME, DEMO, digestHeader, integrations, KEYS, nonceIn } from '../app.ts'
import { ACCOUNT, faultsOf, ORGS, OWNER } from '../control/control.ts'

const WEBHOOK = integrations(DEMO, 'WEBHOOK')
const BODY = { url: 'https://example.com/x', secret: 'a-secret' }
const TYPE = 'application/vnd.atlas.2023-01-01+json;charset=utf-8'

/** Starts a mock for one test, without a port by default. */
async function mockFor(t: Test, options: MockOptions = {}): Promise<Mock> {
  const mock = await startMock({ listen: false, ...options })
  t.teardown(() => mock.close())
  return mock
}

/** Returns the problem that a control plane call throws. */
function problemOf(work: () => unknown): object {
  try {
    work()
  } catch (error) {
    if (error instanceof ControlProblem) return error.body
    throw error
  }
  throw new Error('nothing was rejected')
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await turn()
}

function typesOf(answer: InjectResponse): string[] {
  return (answer.json() as { results: { type: string }[] }).results.map(({ type }) => type)
}

function create(mock: Mock, url: string, as: Caller): Promise<InjectResponse> {
  return mock.inject({ method: 'POST', url, body: BODY, as })
}

t.test('a mock listens on a free port and responds like the command', async t => {
  const mock = await mockFor(t, { listen: true })
  t.match(mock.url, /^http:\/\/127\.0\.0\.1:[1-9]\d*$/)
  const health = await fetch(`${mock.url}/_mock/v1/health`)
  t.match([health.status, await health.json()], [200, { status: 'ok' }])
  const challenge = await fetch(mock.url + ORGS)
  const nonce = nonceIn(challenge.headers.get('www-authenticate')) as string
  const authorization = digestHeader('orgowner', { url: ORGS }, nonce)
  const headers = { authorization, accept: 'application/vnd.atlas.2023-01-01+json' }
  const reply = await fetch(mock.url + ORGS, { headers })
  t.equal(reply.status, 200)
  t.equal(await reply.text(), (await mock.inject({ url: ORGS, as: OWNER })).body, 'links included')
  t.equal(mock.requests.list({ operation: 'listOrgs' }).length, 4)
})

t.test("returns the seed's credentials and their variables", async t => {
  const mock = await mockFor(t, { controlToken: 'the-control-token' })
  const keys = Object.entries(mock.credentials.apiKeys).map(([id, { privateKey }]) => [id, privateKey])
  t.strictSame(Object.fromEntries(keys), KEYS)
  t.match(mock.credentials.serviceAccounts, {
    [ACCOUNT.owner.clientId]: ACCOUNT.owner,
    [ACCOUNT.reader.clientId]: ACCOUNT.reader
  })
  t.match(mock.environment('orgowner'), {
    ATLAS_MOCK_URL: 'http://localhost',
    ATLAS_MOCK_CONTROL_TOKEN: 'the-control-token',
    MONGODB_ATLAS_ORG_ID: ACME,
    MONGODB_ATLAS_PROJECT_ID: DEMO,
    MONGODB_ATLAS_PUBLIC_KEY: 'orgowner',
    MONGODB_ATLAS_PRIVATE_KEY: KEYS['orgowner']
  })
  const { clientId, clientSecret } = ACCOUNT.reader
  t.match(mock.environment(clientId), {
    MONGODB_ATLAS_CLIENT_ID: clientId,
    MONGODB_ATLAS_CLIENT_SECRET: clientSecret
  })
  t.throws(() => mock.environment('none'), { message: 'the seed has no API key or service account none' })
})

t.test('injects requests without a connection, with Digest and with a bearer token', async t => {
  const mock = await mockFor(t)
  const sandbox = mock.sandbox()
  const anonymous = await mock.inject({ url: ORGS })
  t.match([anonymous.status, anonymous.headers['www-authenticate']], [401, /^Digest realm="MMS Public API"/])
  t.match(anonymous.json(), { error: 401 })
  const callers: [Caller, string][] = [
    [OWNER, 'Acme'],
    [ACCOUNT.owner, 'Acme'],
    [sandbox.owner.apiKey, sandbox.name],
    [sandbox.reader.serviceAccount, sandbox.name]
  ]
  for (const [as, name] of callers) {
    const { status, headers, json } = await mock.inject({ url: ORGS, as })
    t.match([status, headers['content-type'], json()], [200, TYPE, { results: [{ name }], totalCount: 1 }])
  }
  t.equal((await mock.inject({ url: ORGS, as: ACCOUNT.owner })).status, 200)
  t.equal(mock.requests.list({ operation: 'createToken' }).length, 2, 'a token is cached')

  const wrong: Caller[] = [
    { publicKey: 'orgowner', privateKey: 'wrong' },
    { ...ACCOUNT.owner, clientSecret: 'wrong' }
  ]
  for (const as of wrong) t.equal((await mock.inject({ url: ORGS, as })).status, 401)

  mock.revokeTokens()
  const ended = await mock.inject({ url: ORGS, as: ACCOUNT.owner })
  t.strictSame([ended.status, ended.body], [401, ''], 'an expired token is reported once')
  t.throws(() => ended.json(), SyntaxError)
  t.equal((await mock.inject({ url: ORGS, as: ACCOUNT.owner })).status, 200, 'then a new one is requested')
})

t.test('sends a body as JSON or unchanged, and headers override the defaults', async t => {
  const mock = await mockFor(t)
  const method = 'PUT'
  const json = JSON.stringify(BODY)
  for (const body of [BODY, json, Buffer.from(json), new TextEncoder().encode(json)]) {
    t.equal((await mock.inject({ method, url: WEBHOOK, as: OWNER, body })).status, 200)
  }
  const broken = await mock.inject({ method, url: WEBHOOK, as: OWNER, body: '{' })
  t.match(broken.json(), { errorCode: 'MALFORMED_JSON' })
  const headers = { 'content-type': 'text/plain' }
  const text = await mock.inject({ method, url: WEBHOOK, as: OWNER, body: json, headers })
  t.match([text.status, text.json()], [415, { errorCode: 'UNSUPPORTED_MEDIA_TYPE' }])
  const accept = 'application/json'
  const unversioned = await mock.inject({ url: WEBHOOK, as: OWNER, headers: { accept } })
  t.match([unversioned.status, unversioned.json()], [406, { errorCode: 'INVALID_VERSION_DATE' }])
  mock.faults.add({ effect: { type: 'status', status: 502 }, stage: 'edge', when: { first: 1 } })
  t.equal((await mock.inject({ url: ORGS, as: OWNER })).status, 502, 'without a challenge')
  mock.faults.add({ effect: { type: 'reset' }, when: { first: 1 } })
  await t.rejects(mock.inject({ url: ORGS, as: OWNER }))
})

t.test('signs the method and URL that are sent', async t => {
  const mock = await mockFor(t)
  const sent: [string, string][] = [
    ['/api/atlas/v2/groups/byName/Größe', '/api/atlas/v2/groups/byName/Gr%C3%B6%C3%9Fe'],
    ['/api/atlas/v2/groups/byName/a{b} c', '/api/atlas/v2/groups/byName/a%7Bb%7D%20c'],
    [`${ORGS}?name="A"`, `${ORGS}?name=%22A%22`],
    [`${ORGS}?name=A\\c`, `${ORGS}?name=A\\c`],
    [`${ORGS}#x`, ORGS],
    ['/api/atlas/v2/groups/../orgs', ORGS],
    [ORGS.slice(1), ORGS],
    [`https://cloud.mongodb.com${ORGS}?name=Acme`, `${ORGS}?name=Acme`]
  ]
  for (const [url, target] of sent) {
    const byKey = await mock.inject({ url, method: 'get', as: OWNER })
    const byToken = await mock.inject({ url: target, as: ACCOUNT.owner })
    t.equal(byKey.headers['www-authenticate'], undefined, `${url}: no challenge`)
    t.strictSame([byKey.status, byKey.body], [byToken.status, byToken.body], url)
  }
  const unfit: [object, string][] = [
    [{ url: '' }, 'url must be a path, or an http or https URL, not ""'],
    [{ url: 'mailto:x' }, 'url must be a path, or an http or https URL, not "mailto:x"'],
    [{ url: 'http://[' }, 'url must be a path, or an http or https URL, not "http://["'],
    [{ url: ORGS, method: 'FETCH' }, 'method must be an HTTP method, not "FETCH"'],
    [{ url: ORGS, body: 1n }, 'Do not know how to serialize a BigInt']
  ]
  const before = mock.requests.list().length
  for (const [request, message] of unfit) {
    await t.rejects(mock.inject({ ...request, as: OWNER } as InjectRequest), { message }, message)
  }
  const message =
    'as must be an API key { publicKey, privateKey }, a service account { clientId, clientSecret }, or a pair of them such as sandbox.owner; mock.credentials has the seeded ones by id'
  for (const as of ['orgowner', '', null, { publicKey: 'orgowner' }, mock.credentials.apiKeys]) {
    await t.rejects(mock.inject({ url: ORGS, as } as InjectRequest), { message }, JSON.stringify(as))
  }
  t.equal(mock.requests.list().length, before, 'nothing was sent')
})

/** Calls the members of a control plane with the given organization, project and callers. */
async function useControlPlane(
  t: Test,
  mock: Mock,
  plane: ControlPlane,
  { orgId, projectId, key, account }: { orgId: string; projectId: string; key: Caller; account: Caller }
): Promise<void> {
  const url = integrations(projectId, 'WEBHOOK')
  const [id = '', clientId = ''] = [key, account].map(caller => Object.values(caller)[0])
  const types = async () => typesOf(await mock.inject({ url: integrations(projectId), as: key }))
  const statusOf = async (as: Caller) => (await mock.inject({ url: ORGS, as })).status
  plane.reset()
  const initial = plane.exportState()
  const { frozen } = plane.clock.read()
  t.equal(faultsOf('State', initial), '')

  const match = { operation: 'createGroupIntegration' } as const
  plane.faults.add({ match, effect: { type: 'status', status: 500 }, when: { first: 1 } })
  t.equal((await create(mock, url, key)).status, 500)
  await create(mock, url, key)
  const creations = plane.requests.list({ ...match, principal: id })
  const seen = creations.map(({ organization, response }) => `${organization} ${response?.status}`)
  t.strictSame(seen, [`${orgId} 500`, `${orgId} 200`])

  const snapshot = plane.snapshot()
  const named = plane.snapshot('mine')
  t.strictSame([snapshot.name, named.name], ['snapshot-1', 'mine'])
  plane.reset({ keep: ['journal', 'rates', 'clock', 'faults'] })
  t.equal(plane.faults.list().length, 1)
  t.equal(plane.requests.list(match).length, 4, 'challenges included')
  t.strictSame(plane.exportState().organizations, initial.organizations)
  snapshot.restore()
  t.strictSame(await types(), ['WEBHOOK'])
  plane.importState(initial)
  t.strictSame(await types(), [])
  named.restore()
  t.strictSame(await types(), ['WEBHOOK'])
  named.remove()
  t.match(problemOf(named.restore), { status: 404, detail: "unknown snapshot 'mine'" })

  t.strictSame(plane.clock.freeze('2030-01-01T00:00:00Z'), { now: '2030-01-01T00:00:00.000Z', frozen: true })
  t.strictSame(plane.clock.advance({ seconds: 1 }), { now: '2030-01-01T00:00:01.000Z', frozen: true })
  t.strictSame(plane.clock.advance({ milliseconds: -1001 }), {
    now: '2029-12-31T23:59:59.999Z',
    frozen: true
  })
  t.throws(
    () => plane.clock.advance(3600 as never),
    new TypeError('clock.advance takes an object such as { seconds: 3600 }, not a number')
  )
  t.match(plane.clock.read(), { now: '2029-12-31T23:59:59.999Z' })
  t.match(plane.clock.set({ frozen: false }), { frozen: false })
  t.match(plane.clock.freeze(), { frozen: true })
  plane.clock.release()
  t.match(plane.clock.read(), { frozen })

  t.equal(await statusOf(account), 200)
  plane.revokeTokens({ clientId })
  t.strictSame([await statusOf(account), await statusOf(account)], [401, 200])
  plane.revokeTokens()
  t.strictSame([await statusOf(account), await statusOf(account)], [401, 200])
  plane.reset({ tokens: 'revoke' })
  t.equal(await statusOf(account), 401)
  plane.expireNonces({ singleUse: false })
  t.match(plane.patchPrincipal(id, { roles: [] }), { id, organization: orgId, roles: [] })
  t.equal((await create(mock, url, key)).status, 401)
}

t.test('the control plane is available in the process, for the whole mock', async t => {
  const mock = await mockFor(t)
  await useControlPlane(t, mock, mock, { orgId: ACME, projectId: DEMO, key: OWNER, account: ACCOUNT.owner })
})

t.test('and for one sandbox, without affecting others', async t => {
  const mock = await mockFor(t)
  const other = mock.sandbox({ name: 'other', projects: [{ name: 'p' }] })
  const fault = { match: { path: '/api/x' }, effect: { type: 'empty' as const } }
  for (const plane of [mock, other]) {
    plane.faults.add(fault)
    plane.snapshot('mine')
    plane.clock.freeze('2031-01-01T00:00:00Z')
  }
  await mock.inject({ url: integrations(other.projects[0]?.id as string), as: other.reader.apiKey })
  await mock.inject({ url: WEBHOOK, as: OWNER })
  const view = () => ({
    state: mock.exportState().organizations,
    other: other.exportState(),
    faults: [other.faults.list(), mock.faults.list()],
    requests: [other.requests.list(), mock.requests.list()],
    clocks: [other.clock.read(), mock.clock.read()]
  })
  const before = view()
  const sandbox: SandboxHandle = mock.sandbox()
  const { id, owner, projects } = sandbox
  await useControlPlane(t, mock, sandbox, {
    orgId: id,
    projectId: projects[0]?.id as string,
    key: owner.apiKey,
    account: owner.serviceAccount
  })
  t.equal(sandbox.controlUrl, `${mock.url}/_mock/v1/sandboxes/${id}`)
  sandbox.faults.add(fault)
  const reply = await mock.inject({ url: `${sandbox.controlUrl}/faults` })
  t.strictSame(reply.json(), { results: sandbox.faults.list() })
  sandbox.remove()
  t.strictSame(view(), before)
  const gone = { status: 404, detail: `unknown sandbox '${id}'` }
  for (const work of [sandbox.reset, sandbox.requests.list]) t.match(problemOf(work), gone)
  t.doesNotThrow(sandbox.remove, 'a second time')
  await t.rejects(sandbox.requests.wait({ match: {} }), ControlProblem)
  t.equal((await mock.inject({ url: ORGS, as: owner.apiKey })).status, 401)
})

t.test('several mocks in one process share nothing', async t => {
  const mocks = await Promise.all([0, 1, 2].map(() => mockFor(t, { listen: true })))
  const [first, second, third] = mocks as [Mock, Mock, Mock]
  t.equal(new Set(mocks.map(({ url }) => url)).size, 3)
  const view = (mock: Mock) => [
    mock.exportState().organizations,
    mock.faults.list(),
    mock.requests.list(),
    mock.clock.read().frozen
  ]
  const before = view(second)
  const sandbox = first.sandbox()
  first.faults.add({ effect: { type: 'status', status: 503 } })
  first.clock.freeze('2030-01-01T00:00:00Z')
  first.patchPrincipal('orgowner', { secret: true, roles: [] })
  const message = 'the secret of orgowner has changed since the seed'
  t.throws(() => first.environment('orgowner'), { message })
  t.equal(first.snapshot().name, 'snapshot-1')
  first.expireNonces({ singleUse: true })
  await create(first, WEBHOOK, OWNER)
  t.strictSame(view(second), before)
  const types = JSON.stringify(second.types())
  for (const { examples } of first.types()) for (const { value } of examples) Object.assign(value, { x: 1 })
  t.equal(JSON.stringify(second.types()), types)
  t.equal((await second.inject({ url: ORGS, as: sandbox.owner.apiKey })).status, 401)
  t.equal((await create(second, WEBHOOK, OWNER)).status, 200)
  t.equal(second.snapshot().name, 'snapshot-1')
  await first.close()
  t.strictSame(typesOf(await second.inject({ url: integrations(DEMO), as: ACCOUNT.owner })), ['WEBHOOK'])
  t.strictSame(typesOf(await third.inject({ url: integrations(DEMO), as: ACCOUNT.owner })), [])
})

t.test('an error of the control plane is thrown with its status and places', async t => {
  const mock = await mockFor(t)
  const before = mock.exportState().organizations
  const wrong = (path: string, detail: string) => ({
    status: 400,
    detail: 'invalid body',
    errors: [{ path, detail }]
  })
  mock.snapshot('a')
  const projects = [{ name: 'a', integrations: [{ type: 'WEBHOOK' } as Webhook] }]
  const missing = `MISSING_ATTRIBUTE (${reasonText({ code: 'attribute-missing', attribute: 'url' })})`
  const limit = { path: 'limit', detail: 'must be at least 1' }
  const cases: [() => unknown, object][] = [
    [() => mock.sandbox({ projects }), wrong('/projects/0/integrations/0/url', missing)],
    [() => mock.clock.advance({ milliseconds: Number.NaN }), wrong('/milliseconds', 'must be an integer')],
    [
      () => mock.clock.advance({ milliseconds: -4e12 }),
      { status: 400, detail: 'the time must be between 1970 and 2105' }
    ],
    [() => mock.faults.get('none'), { status: 404, detail: "unknown fault 'none'" }],
    [() => mock.reset({ tokens: 'x' as 'revoke' }), { status: 400, errors: [{ path: 'tokens' }] }],
    [() => mock.snapshot('a'), { status: 409, title: 'Conflict' }],
    [() => mock.importState({} as never), { status: 400, errors: Array(3).fill({ path: '/' }) }],
    [() => mock.requests.list({ limit: 0 }), { status: 400, errors: [limit] }]
  ]
  for (const [work, expected] of cases) t.match(problemOf(work), { title: String, ...expected })
  t.strictSame(mock.exportState().organizations, before)

  const late = mock.requests.wait({ match: { path: '/never' }, timeout: 1 })
  const error = (await late.catch((error: unknown) => error)) as ControlProblem
  t.ok(error instanceof ControlProblem)
  t.match(error.body, {
    status: 408,
    title: 'Request Timeout',
    detail: 'timed out waiting for requests',
    verification: { pass: false, expected: 'at least 1', matched: 0 }
  })
})

t.test('arguments and results are copied at the time of the call', async t => {
  const mock = await mockFor(t)
  const body = { match: { path: '/api/before' }, effect: { type: 'status' as const, status: 503 } }
  const { id } = mock.faults.add(body)
  body.match.path = '/after'
  body.effect.status = 500
  Object.assign(mock.faults.get(id).effect, { status: 500 })
  t.match(mock.faults.get(id), { match: { path: '/api/before' }, effect: { status: 503 } })
  mock.snapshot('snapshot-2')
  const names = [mock.snapshot().name, mock.snapshot().name]
  t.strictSame(names, ['snapshot-3', 'snapshot-4'], 'a generated name is unique')
})

t.test('close frees the port, aborts waits and aborts requests in progress', async t => {
  const mock = await startMock()
  const { port } = new URL(mock.url)
  const stream = await fetch(`${mock.url}/_mock/v1/requests/stream`)
  const reader = stream.body?.getReader()
  await reader?.read()
  const waits = [
    mock.requests.wait({ match: { path: '/never' }, timeout: 60_000 }),
    mock.sandbox().requests.wait({ match: { path: '/never' }, timeout: 60_000 })
  ].map(wait => wait.catch((error: unknown) => error as ControlProblem))
  const { id } = mock.faults.add({ stage: 'edge', effect: { type: 'delay', delay: 600_000 } })
  const slow = fetch(mock.url + ORGS).then(
    () => 'answered',
    () => 'cut'
  )
  await until(() => mock.faults.get(id).fired)
  await mock.close()
  for (const error of await Promise.all(waits)) {
    t.ok(error instanceof ControlProblem)
    t.match(error, { status: 503, message: 'the mock is shutting down' })
  }
  t.equal(await slow, 'cut')
  await reader?.read().catch(() => undefined)
  await t.rejects(fetch(`${mock.url}/_mock/v1/health`))
  t.throws(() => mock.environment('orgowner'), { message: 'the mock is closed' })
  const closed = { status: 503, detail: 'the mock is closed' }
  for (const work of [() => mock.reset(), () => mock.clock.read(), () => mock.sandbox()]) {
    t.match(problemOf(work), closed)
  }
  await t.rejects(mock.requests.wait({ match: {} }), { name: 'ControlProblem', status: 503 })
  await t.rejects(mock.inject({ url: ORGS }))
  const next = await startMock({ port: Number(port) })
  t.equal(next.url, mock.url)
  await next.close()
})

t.test('a mock that cannot start releases all resources', async t => {
  const folder = t.testdir()
  const db = `${folder}/state.db`
  const first = await mockFor(t, { listen: true })
  const port = Number(new URL(first.url).port)
  const unfit: [MockOptions, RegExp][] = [
    [{ tls: { cert: 'no PEM', key: 'no PEM' } }, /^cannot use the TLS certificate and key: /],
    [{ port }, /^cannot listen on 127\.0\.0\.1:\d+: the port is in use; use port 0 for a free one$/]
  ]
  for (const [options, message] of unfit) {
    await t.rejects(startMock({ db, ...options }), { name: 'StartError', message })
    t.strictSame(readdirSync(folder), [], 'the new database is removed')
  }
})

t.test('a mock can be a resource of its block', async t => {
  let url = ''
  {
    await using mock = await startMock()
    url = mock.url
    t.equal((await fetch(`${url}/_mock/v1/health`)).status, 200)
  }
  await t.rejects(fetch(`${url}/_mock/v1/health`))
  await using closed = await startMock({ listen: false })
  await closed.close()
})

t.test('accepts all options of a mock', async t => {
  const roles: Role[] = [{ orgId: ACME, roleName: 'ORG_OWNER' }]
  const apiKeys = [{ publicKey: 'mykey', privateKey: 'x', roles }]
  const seed = { organizations: [{ id: ACME, name: 'Mine', apiKeys }] }
  const names = (mock: Mock) => mock.organizations().map(({ name }) => name)
  for (const given of [seed, JSON.stringify(seed)]) {
    const seeded = await mockFor(t, { seed: given, allowedHosts: ['a.example', 'b.example'] })
    t.strictSame([names(seeded), Object.keys(seeded.credentials.apiKeys)], [['Mine'], ['mykey']])
    t.notOk('MONGODB_ATLAS_PROJECT_ID' in seeded.environment('mykey'), 'there is no project')
  }

  const db = `${t.testdir()}/state.db`
  const first = await startMock({ db, listen: false, seed })
  const kept = first.sandbox({ name: 'kept' })
  await first.close()
  const second = await mockFor(t, { db })
  t.strictSame(names(second), ['Mine', 'kept'])
  t.equal((await second.inject({ url: ORGS, as: kept.owner.apiKey })).status, 200)

  const publicUrl = 'https://public.example.com'
  const strange = await mockFor(t, { roleDeniedStatus: 403, accept: 'lenient', prefer: false, publicUrl })
  const headers = { prefer: 'code=409' }
  const removal = await strange.inject({ method: 'DELETE', url: WEBHOOK, as: ACCOUNT.reader, headers })
  t.match(removal, { status: 403, body: /USER_UNAUTHORIZED/ })
  const list = await strange.inject({ url: ORGS, as: OWNER, headers: { accept: '*/*' } })
  t.match(list, { status: 200, body: `${publicUrl}/api/atlas/v2/orgs` })
  t.equal(strange.sandbox().owner.apiKey.environment['ATLAS_MOCK_URL'], publicUrl)

  const off = await mockFor(t, { control: false })
  t.equal((await off.inject({ url: '/_mock/v1/state' })).status, 404)
  t.match(problemOf(off.reset), { status: 404, detail: 'the control plane is off' })
  t.equal((await create(off, WEBHOOK, OWNER)).status, 200)
  t.equal(off.controlToken, undefined)

  const guarded = await mockFor(t, { controlToken: 'the-control-token' })
  t.equal(guarded.controlToken, 'the-control-token')
  t.equal((await guarded.inject({ url: '/_mock/v1/state' })).status, 401)
  const authorization = 'Bearer the-control-token'
  t.equal((await guarded.inject({ url: '/_mock/v1/state', headers: { authorization } })).status, 200)
  t.equal(names(guarded).length, 2, 'in the process no token is required')

  const name = [{ name: 'commonName', value: 'localhost' }]
  const { cert, private: key } = await generate(name, { keyType: 'ec' })
  const secure = await mockFor(t, { tls: { cert, key }, listen: true })
  t.match(secure.url, /^https:\/\/127\.0\.0\.1:/)
  await t.rejects(fetch(secure.url), { cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } })
})

t.test('rejects invalid options like those of the command', async t => {
  for (const [options, message] of [
    [{ seed: '{' }, "seed:1:2: not valid JSON: expected '}'"],
    [{ prot: 1 }, "unknown setting 'prot', did you mean 'port'?"],
    [{ port: 70_000 }, 'port must be a number from 0 to 65535, not 70000'],
    [{ roleDeniedStatus: 404 }, 'roleDeniedStatus must be one of 401, 403, not 404'],
    [{ calls: false }, 'calls must be the path of a folder, not false'],
    [{ db: null }, 'db must be :memory: or a file path, not null'],
    [{ publicUrl: 'nonsense' }, 'publicUrl must be an http or https URL without query, not "nonsense"'],
    [{ control: 'maybe' }, 'control must be one of on, off, not "maybe"'],
    [{ controlToken: 'x' }, /^controlToken must be at least 8 /],
    [{ control: false, controlToken: 'a-good-token' }, /control/],
    [{ import: 'x.json' }, 'import is only available in the command'],
    [{ tls: true }, 'tls must be { cert, key } in PEM']
  ] as [object, string | RegExp][]) {
    await t.rejects(startMock(options), { name: 'StartError', message }, String(message))
  }
})

t.test('rejects a version of Node.js that is too old', t => {
  const isTooOld = (version: string) => nodeProblem(version, '>=22.18') !== undefined
  t.ok(['20.20.2', '22.17.9', '0.1'].every(isTooOld))
  t.notOk(['22.18.0', '23.0.0', '26.10.0'].some(isTooOld))
  t.end()
})

t.test('asserts that faults fired, and that they are used up', async t => {
  const mock = await mockFor(t)
  mock.faults.assertUsedUp()
  const match = { operation: 'listOrgs' } as const
  mock.faults.add({ name: 'outage', match, effect: { type: 'status', status: 503 }, when: { first: 2 } })
  const { id } = mock.faults.add({ match, effect: { type: 'delay', delay: 1 } })
  const idle = `faults that never fired: outage (status on listOrgs), ${id} (delay on listOrgs)`
  t.throws(() => mock.faults.assertFired(), { message: idle })
  t.equal(mock.requests.verify({ match, count: 2 }).message?.split('\n').at(-1), `  ${idle}`)
  t.throws(() => mock.faults.assertUsedUp(), {
    message: `faults that are not used up: outage (status on listOrgs) fired 0 of 2 times, ${id} (delay on listOrgs) never fired`
  })
  await mock.inject({ url: ORGS, as: OWNER })
  await mock.inject({ url: ORGS, as: OWNER })
  t.throws(() => mock.faults.assertUsedUp(), {
    message: `faults that are not used up: ${id} (delay on listOrgs) never fired`
  })
  await mock.inject({ url: ORGS, as: OWNER })
  mock.faults.assertFired()
  mock.faults.assertUsedUp()
})

t.test('a stream sends a long backlog completely', async t => {
  const mock = await mockFor(t, { listen: true })
  const request = { url: `/api/atlas/v2/nowhere/${'x'.repeat(8_000)}` }
  for (let at = 0; at < 150; at++) await mock.inject(request)
  const answer = await fetch(`${mock.url}/_mock/v1/requests/stream`, { headers: { 'last-event-id': '0' } })
  let [text, tail] = ['', '']
  for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
    const added = Buffer.from(chunk).toString()
    text += added
    tail = (tail + added).slice(-50_000)
    if (tail.includes('\nid: 150\n') && tail.endsWith('\n\n')) break
  }
  const ids = [...text.matchAll(/^id: (\d+)$/gm)].map(match => Number(match[1]))
  t.strictSame(
    ids,
    Array.from({ length: 150 }, (_, at) => at + 1)
  )
})
