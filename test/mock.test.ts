import { readdirSync } from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { reasonText } from '../src/errors.ts'
import {
  type Caller,
  ControlProblem,
  type InjectRequest,
  type InjectResponse,
  type Mock,
  type MockOptions,
  type SandboxHandle,
  type Scope,
  StartError,
  startMock
} from '../src/index.ts'
import { readTypeFiles } from '../src/integrations/registry.ts'
import { ACME, DEMO, digestHeader, integrations, KEYS, STAGING } from './app.ts'
import { ACCOUNT, faultsOf, machine } from './control/control.ts'

const ORGS = '/api/atlas/v2/orgs'
const WEBHOOK = integrations(DEMO, 'WEBHOOK')
const BODY = { url: 'https://example.com/x', secret: 'a-secret' }
const OWNER: Caller = { publicKey: 'orgowner', privateKey: KEYS['orgowner'] as string }
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

function messageOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    return (error as Error).message
  }
  return 'no error'
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
  t.strictSame([health.status, await health.json()], [200, { status: 'ok' }])
  const challenge = await fetch(mock.url + ORGS)
  const nonce = /nonce="([^"]+)"/.exec(challenge.headers.get('www-authenticate') ?? '')?.[1] as string
  const authorization = digestHeader('orgowner', { url: ORGS }, nonce)
  const headers = { authorization, accept: 'application/vnd.atlas.2023-01-01+json' }
  const reply = await fetch(mock.url + ORGS, { headers })
  t.equal(reply.status, 200)
  t.equal(await reply.text(), (await mock.inject({ url: ORGS, as: OWNER })).body, 'links included')
  t.equal(mock.requests.list({ operation: 'listOrgs' }).length, 4)
})

t.test("returns the seed's credentials and their variables", async t => {
  const mock = await mockFor(t, { controlToken: 'the-control-token' })
  t.strictSame(
    Object.fromEntries(
      Object.entries(mock.credentials.apiKeys).map(([id, { privateKey }]) => [id, privateKey])
    ),
    KEYS
  )
  t.match(mock.credentials.serviceAccounts, {
    [ACCOUNT.owner.clientId]: ACCOUNT.owner,
    [ACCOUNT.reader.clientId]: ACCOUNT.reader
  })
  const place = {
    ATLAS_MOCK_URL: 'http://localhost',
    ATLAS_MOCK_CONTROL_TOKEN: 'the-control-token',
    MONGODB_ATLAS_BASE_URL: 'http://localhost/',
    MONGODB_ATLAS_OPS_MANAGER_URL: 'http://localhost/',
    MDB_MCP_API_BASE_URL: 'http://localhost',
    MONGODB_ATLAS_ORG_ID: ACME,
    MONGODB_ATLAS_PROJECT_ID: DEMO
  }
  const quiet = {
    MONGODB_ATLAS_SKIP_UPDATE_CHECK: 'yes',
    MONGODB_ATLAS_TELEMETRY_ENABLED: 'false',
    DO_NOT_TRACK: '1'
  }
  t.strictSame(mock.environment('orgowner'), {
    ...place,
    MONGODB_ATLAS_PUBLIC_KEY: 'orgowner',
    MONGODB_ATLAS_PRIVATE_KEY: KEYS['orgowner'],
    MONGODB_ATLAS_PUBLIC_API_KEY: 'orgowner',
    MONGODB_ATLAS_PRIVATE_API_KEY: KEYS['orgowner'],
    ...quiet
  })
  const { clientId, clientSecret } = ACCOUNT.reader
  t.strictSame(mock.environment(clientId), {
    ...place,
    MONGODB_ATLAS_CLIENT_ID: clientId,
    MONGODB_ATLAS_CLIENT_SECRET: clientSecret,
    MDB_MCP_API_CLIENT_ID: clientId,
    MDB_MCP_API_CLIENT_SECRET: clientSecret,
    ...quiet
  })
  const owner = mock.environment('prjowner')
  t.match(owner, { MONGODB_ATLAS_ORG_ID: ACME, MONGODB_ATLAS_PROJECT_ID: DEMO })
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
    for (let round = 0; round < 2; round++) {
      const { status, headers, json } = await mock.inject({ url: ORGS, as })
      t.match([status, headers['content-type'], json()], [200, TYPE, { results: [{ name }], totalCount: 1 }])
    }
  }
  t.equal(mock.requests.list({ operation: 'createToken' }).length, 2, 'a token is cached')

  const wrong: Caller[] = [
    { publicKey: 'orgowner', privateKey: 'wrong' },
    { publicKey: 'nobody', privateKey: 'wrong' },
    { ...ACCOUNT.owner, clientSecret: 'wrong' },
    { ...ACCOUNT.owner, clientId: 'mdb_sa_id_00000000000000000000000f' }
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
  t.equal(
    (await mock.inject({ url: ORGS, as: OWNER })).status,
    502,
    'a response without a challenge is returned'
  )
  mock.faults.add({ effect: { type: 'reset' }, when: { first: 1 } })
  await t.rejects(mock.inject({ url: ORGS, as: OWNER }))
})

t.test('signs the method and URL that are sent', async t => {
  const mock = await mockFor(t)
  const sent: [string, string][] = [
    ['/api/atlas/v2/groups/byName/Größe', '/api/atlas/v2/groups/byName/Gr%C3%B6%C3%9Fe'],
    ['/api/atlas/v2/groups/byName/a{b} c', '/api/atlas/v2/groups/byName/a%7Bb%7D%20c'],
    [`${ORGS}?name=A'c`, `${ORGS}?name=A%27c`],
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
    t.not(byKey.status, 401, url)
    t.strictSame([byKey.status, byKey.body], [byToken.status, byToken.body], url)
  }
  const unfit: [object, string][] = [
    [{ url: '' }, 'url must be a path, or an http or https URL, not ""'],
    [{}, 'url must be a path, or an http or https URL, not undefined'],
    [{ url: 'mailto:x' }, 'url must be a path, or an http or https URL, not "mailto:x"'],
    [{ url: 'http://[' }, 'url must be a path, or an http or https URL, not "http://["'],
    [{ url: ORGS, method: 'FETCH' }, 'method must be an HTTP method, not "FETCH"'],
    [{ url: ORGS, method: '' }, 'method must be an HTTP method, not ""'],
    [{ url: ORGS, body: 1n }, 'body cannot be sent as JSON: Do not know how to serialize a BigInt'],
    [{ url: ORGS, body: () => 1 }, 'body cannot be sent as JSON: it is a function']
  ]
  const before = mock.requests.list().length
  for (const [request, message] of unfit) {
    await t.rejects(mock.inject({ ...request, as: OWNER } as InjectRequest), { message }, message)
  }
  t.equal(mock.requests.list().length, before, 'nothing was sent')
})

/** Calls all members of a scope with the given organization, project and owner. */
async function useScope(
  t: Test,
  mock: Mock,
  scope: Scope,
  { orgId, projectId, as, client }: { orgId: string; projectId: string; as: Caller; client: Caller }
): Promise<void> {
  const url = integrations(projectId, 'WEBHOOK')
  const id = 'publicKey' in as ? as.publicKey : as.clientId
  scope.reset()
  const initial = scope.exportState()
  const { frozen } = scope.clock.read()
  t.equal(faultsOf('State', initial), '')

  const fault = scope.faults.add({
    name: 'no luck',
    match: { operation: 'createGroupIntegration', organization: orgId },
    effect: { type: 'error', errorCode: 'UNEXPECTED_ERROR' },
    when: { first: 1 }
  })
  t.match(scope.faults.list(), [{ id: fault.id, name: 'no luck', hits: 0, left: 1, fired: false }])
  t.equal(
    messageOf(() => scope.faults.assertFired()),
    'faults that never fired: no luck (error)'
  )
  const unnamed = scope.faults.add({ match: { path: '/x' }, effect: { type: 'hangUp' } })
  t.equal(
    messageOf(() => scope.faults.assertFired()),
    `faults that never fired: no luck (error), ${unnamed.id} (hangUp)`
  )
  scope.faults.remove(unnamed.id)
  const waiting = scope.requests.wait({
    match: { operation: 'createGroupIntegration', status: 200 },
    timeout: 60_000
  })
  t.equal((await create(mock, url, as)).status, 500)
  t.match(scope.faults.get(fault.id), { hits: 1, left: 0, fired: true, ended: true })
  scope.faults.assertFired()
  const { headers } = await create(mock, url, as)
  t.equal(headers['ratelimit-remaining'], '1199', 'requests that a fault intercepted are not counted')

  const made = await waiting
  t.match(made, { pass: true, matched: 1, ids: [Number] })
  const creations = scope.requests.list({ operation: 'createGroupIntegration', principal: id })
  t.strictSame(
    creations.map(({ organization, answer, fault }) => [organization, answer?.status, fault?.id]),
    [
      [orgId, 500, fault.id],
      [orgId, 200, undefined]
    ]
  )
  t.equal(scope.requests.list({ status: 200, method: 'post', path: '*/WEBHOOK', limit: 1 }).length, 1)
  t.strictSame(scope.requests.list({ since: made.ids[0] as number }), [])
  t.strictSame(scope.requests.list({ fault: fault.id, errorCode: 'UNEXPECTED_ERROR' }), creations.slice(0, 1))
  const sent = { match: { operation: 'createGroupIntegration', body: { secret: BODY.secret }, status: 200 } }
  t.match(scope.requests.verify(sent), { pass: true, matched: 1, ids: made.ids })
  scope.requests.assert(sent)
  const wrong = { match: { ...sent.match, body: { secret: 'another-one' } }, count: { exactly: 1 } }
  const failed = scope.requests.verify(wrong)
  t.match(failed, { pass: false, expected: 'exactly 1', matched: 0 })
  const message = messageOf(() => scope.requests.assert(wrong))
  t.match(message.split('\n').slice(0, 4), [
    'verification failed: expected exactly 1, found 0',
    '  expectation: {"match":{"operation":"createGroupIntegration","status":200,"body":["secret"]}}',
    `  nearest: #${made.ids[0]} POST ${url} 200`,
    /^ {4}body\.secret: /
  ])
  t.notMatch(message, /a-secret|another-one/)
  t.equal(scope.requests.har({ operation: 'createGroupIntegration', status: 200 }).log.entries.length, 1)
  t.match(scope.requests.leastPrivilege({ principal: id }), [{ principal: id, requests: 1 }])

  const snapshot = scope.snapshot()
  const named = scope.snapshot('mine')
  t.strictSame([snapshot.name, named.name], ['snapshot-1', 'mine'])
  scope.reset({ keep: ['journal', 'rates', 'clock', 'faults'] })
  t.equal(scope.faults.list().length, 1)
  t.equal(scope.requests.list({ operation: 'createGroupIntegration' }).length, 4, 'challenges included')
  t.strictSame(scope.exportState().organizations, initial.organizations)
  snapshot.restore()
  t.strictSame(typesOf(await mock.inject({ url: integrations(projectId), as })), ['WEBHOOK'])
  scope.importState(initial)
  t.strictSame(typesOf(await mock.inject({ url: integrations(projectId), as })), [])
  named.restore()
  t.strictSame(typesOf(await mock.inject({ url: integrations(projectId), as })), ['WEBHOOK'])
  named.remove()
  t.match(
    problemOf(() => named.restore()),
    { status: 404, detail: "unknown snapshot 'mine'" }
  )

  t.strictSame(scope.clock.freeze('2030-01-01T00:00:00Z'), { now: '2030-01-01T00:00:00.000Z', frozen: true })
  t.strictSame(scope.clock.advance({ seconds: 1 }), { now: '2030-01-01T00:00:01.000Z', frozen: true })
  t.strictSame(scope.clock.advance(-1001), { now: '2029-12-31T23:59:59.999Z', frozen: true })
  t.strictSame(scope.clock.read(), { now: '2029-12-31T23:59:59.999Z', frozen: true })
  t.match(scope.clock.set({ frozen: false }), { frozen: false })
  t.match(scope.clock.freeze(), { frozen: true })
  scope.clock.release()
  t.match(scope.clock.read(), { frozen })

  t.equal((await mock.inject({ url: ORGS, as: client })).status, 200)
  scope.revokeTokens({ clientId: 'clientId' in client ? client.clientId : '' })
  t.equal((await mock.inject({ url: ORGS, as: client })).status, 401)
  t.equal((await mock.inject({ url: ORGS, as: client })).status, 200)
  scope.revokeTokens()
  t.equal((await mock.inject({ url: ORGS, as: client })).status, 401)
  scope.expireNonces()
  scope.expireNonces({ singleUse: false })
  t.match(scope.patchPrincipal(id, { roles: [] }), { id, organization: orgId, roles: [] })
  t.equal((await create(mock, url, as)).status, 401)
  t.equal((await mock.inject({ url: ORGS, as: client })).status, 200)

  scope.requests.clear()
  t.strictSame(scope.requests.list(), [])
  scope.faults.clear()
  t.strictSame(scope.faults.list(), [])
  scope.reset({ tokens: 'revoke' })
  t.equal((await mock.inject({ url: ORGS, as: client })).status, 401)
  t.equal((await create(mock, url, as)).status, 200)
}

t.test('all calls of the control plane are available in the process, for the whole mock', async t => {
  const mock = await mockFor(t)
  const seeded = mock.exportState().organizations
  await useScope(t, mock, mock, { orgId: ACME, projectId: DEMO, as: OWNER, client: ACCOUNT.owner })
  mock.reset()
  t.strictSame(mock.exportState().organizations, seeded)
})

t.test('and for one sandbox, without affecting others', async t => {
  const mock = await mockFor(t)
  const other = mock.sandbox({ name: 'other', projects: [{ name: 'p' }] })
  const fault = { match: { path: '/x' }, effect: { type: 'empty' as const } }
  for (const scope of [mock, other]) {
    scope.faults.add(fault)
    scope.snapshot('mine')
    scope.clock.freeze('2031-01-01T00:00:00Z')
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
  await useScope(t, mock, sandbox, {
    orgId: id,
    projectId: projects[0]?.id as string,
    as: owner.apiKey,
    client: owner.serviceAccount
  })
  t.strictSame(
    (sandbox.exportState().organizations as { id: string }[]).map(organization => organization.id),
    [id]
  )
  t.equal(sandbox.controlUrl, `${mock.url}/_mock/v1/sandboxes/${id}`)
  sandbox.faults.add(fault)
  const reply = await mock.inject({ url: `${sandbox.controlUrl}/faults` })
  t.strictSame(reply.json(), { results: sandbox.faults.list() })
  sandbox.remove()
  t.strictSame(view(), before)
  const gone = { status: 404, detail: `unknown sandbox '${id}'` }
  t.match(
    problemOf(() => sandbox.remove()),
    gone
  )
  t.match(
    problemOf(() => sandbox.reset()),
    gone
  )
  t.match(
    problemOf(() => sandbox.requests.list()),
    gone
  )
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
    mock.clock.read().frozen,
    mock.requests.leastPrivilege()
  ]
  const before = view(second)
  const sandbox = first.sandbox()
  first.faults.add({ effect: { type: 'status', status: 503 } })
  first.clock.freeze('2030-01-01T00:00:00Z')
  first.patchPrincipal('orgowner', { secret: true, roles: [] })
  t.throws(() => first.environment('orgowner'), {
    message: 'the secret of orgowner has changed since the seed'
  })
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
  const bad = <T>(value: unknown) => value as T
  const cases: [() => unknown, object][] = [
    [() => mock.sandbox({ name: '' }), wrong('/name', 'must NOT have fewer than 1 characters')],
    [
      () => mock.sandbox({ projects: [{ name: 'a', integrations: [{ type: 'WEBHOOK' }] }] }),
      wrong(
        '/projects/0/integrations/0/url',
        `MISSING_ATTRIBUTE (${reasonText({ code: 'attribute-missing', attribute: 'url' })})`
      )
    ],
    [() => mock.clock.freeze('soon'), wrong('/now', 'must match format "date-time"')],
    [() => mock.clock.advance(0.5), wrong('/milliseconds', 'must be integer')],
    [() => mock.clock.advance(Number.NaN), wrong('/milliseconds', 'must be integer')],
    [() => mock.clock.advance(-4e12), { status: 400, detail: 'the time must be between 1970 and 2105' }],
    [
      () => mock.faults.add({ effect: { type: 'error', errorCode: 'NONE' } }),
      wrong('/effect/errorCode', 'is not a known error: see GET /_mock/v1/errors')
    ],
    [() => mock.faults.get('none'), { status: 404, detail: "unknown fault 'none'" }],
    [() => mock.faults.remove('none'), { status: 404, detail: "unknown fault 'none'" }],
    [() => mock.reset(bad({ keep: ['x'] })), { status: 400, errors: [{ path: '/keep/0' }] }],
    [() => mock.reset(bad({ tokens: 'x' })), { status: 400, errors: [{ path: 'tokens' }] }],
    [() => mock.snapshot('(seed)'), { status: 400, errors: [{ path: '/name' }] }],
    [() => mock.importState(bad({})), { status: 400, errors: [{ path: '/' }, { path: '/' }, { path: '/' }] }],
    [
      () => mock.importState({ ...mock.exportState(), version: 2 }),
      { status: 400, errors: [{ path: '/version' }] }
    ],
    [() => mock.patchPrincipal('none', { roles: [] }), { status: 404 }],
    [
      () => mock.patchPrincipal('orgowner', { tokenLifetime: 1 }),
      wrong('/tokenLifetime', 'is not allowed for an API key')
    ],
    [() => mock.revokeTokens({ clientId: 'orgowner' }), { status: 404 }],
    [() => mock.expireNonces(bad({ singleUse: 1 })), wrong('/singleUse', 'must be boolean')],
    [
      () => mock.requests.list({ limit: 0 }),
      { status: 400, errors: [{ path: 'limit', detail: 'must be >= 1' }] }
    ],
    [() => mock.requests.verify({ match: bad({ x: 1 }) }), { status: 400 }]
  ]
  for (const [work, expected] of cases) t.match(problemOf(work), { title: String, ...expected })
  mock.snapshot('a')
  t.match(
    problemOf(() => mock.snapshot('a')),
    { status: 409, title: 'Conflict' }
  )
  t.strictSame(mock.exportState().organizations, before)

  const late = mock.requests.wait({ match: { path: '/never' }, timeout: 1 })
  const error = (await late.catch((error: unknown) => error)) as ControlProblem
  t.ok(error instanceof ControlProblem)
  t.match(error.body, {
    status: 408,
    title: 'Request Timeout',
    detail: 'timed out waiting for requests: expected at least 1, found 0',
    verification: { pass: false, expected: 'at least 1', matched: 0 }
  })
})

t.test('arguments and results are copied at the time of the call', async t => {
  const mock = await mockFor(t)
  const body = { match: { path: '/before' }, effect: { type: 'status' as const, status: 503 } }
  const { id } = mock.faults.add(body)
  body.match.path = '/after'
  body.effect.status = 500
  Object.assign(mock.faults.get(id).effect, { status: 500 })
  t.match(mock.faults.get(id), { match: { path: '/before' }, effect: { status: 503 } })
  mock.snapshot('snapshot-2')
  t.strictSame(
    [mock.snapshot().name, mock.snapshot().name, mock.snapshot().name],
    ['snapshot-3', 'snapshot-4', 'snapshot-5'],
    'a generated name is unique'
  )
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
    t.match(
      [error instanceof ControlProblem, error],
      [true, { status: 503, message: 'the mock is shutting down' }]
    )
  }
  t.equal(await slow, 'cut')
  await t.resolves(
    Promise.resolve(reader?.read()).catch(() => undefined),
    'the stream ends'
  )
  await t.rejects(fetch(`${mock.url}/_mock/v1/health`))
  await t.resolves(mock.close(), 'a second time')
  t.throws(() => mock.environment('orgowner'), { message: 'the mock is closed' })
  const closed = { status: 503, detail: 'the mock is closed' }
  for (const work of [() => mock.reset(), () => mock.clock.read(), () => mock.sandbox()]) {
    t.match(problemOf(work), closed)
  }
  await t.rejects(mock.requests.wait({ match: {} }), { name: 'ControlProblem', status: 503 })
  await t.rejects(mock.inject({ url: ORGS }))
  const next = await startMock({ port: Number(port) })
  t.equal(next.url, mock.url)
  await t.rejects(startMock({ port: Number(port) }), {
    name: 'StartError',
    message: `cannot listen on 127.0.0.1:${port}: listen EADDRINUSE: address already in use 127.0.0.1:${port}`
  })
  await next.close()
})

t.test('a mock that cannot start releases all resources', async t => {
  const folder = t.testdir()
  const db = `${folder}/state.db`
  const first = await mockFor(t, { listen: true })
  const port = Number(new URL(first.url).port)
  const unfit: [MockOptions, RegExp][] = [
    [{ tls: { cert: 'no PEM', key: 'no PEM' } }, /^cannot use the TLS certificate and key: /],
    [{ port }, /^cannot listen on 127\.0\.0\.1:\d+: listen EADDRINUSE/]
  ]
  for (const [options, message] of unfit) {
    await t.rejects(startMock({ db, ...options }), { name: 'StartError', message })
    t.strictSame(readdirSync(folder), ['state.db'], 'SQLite removes its other files when it closes the last')
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
  await t.rejects(async () => {
    await using mock = await startMock()
    url = mock.url
    throw new Error('from within')
  }, /from within/)
  await t.rejects(fetch(`${url}/_mock/v1/health`), 'after an error, too')
  await using closed = await startMock({ listen: false })
  await closed.close()
})

t.test('accepts all options of a mock', async t => {
  const folder = t.testdir()
  const seed = (name: string) =>
    JSON.stringify({
      organizations: [
        {
          id: ACME,
          name,
          apiKeys: [{ publicKey: 'mykey', privateKey: 'x', roles: [{ orgId: ACME, roleName: 'ORG_OWNER' }] }]
        }
      ]
    })
  const names = (mock: Mock) =>
    (mock.exportState().organizations as { name: string }[]).map(({ name }) => name)

  const seeded = await mockFor(t, { seed: seed('Mine') })
  t.strictSame([names(seeded), Object.keys(seeded.credentials.apiKeys)], [['Mine'], ['mykey']])
  t.match(seeded.environment('mykey'), { MONGODB_ATLAS_ORG_ID: ACME })
  t.notOk('MONGODB_ATLAS_PROJECT_ID' in seeded.environment('mykey'), 'there is no project')
  await t.rejects(startMock({ seed: '{' }), new StartError('cannot read the seed: not valid JSON'))

  const db = `${folder}/state.db`
  const first = await startMock({ db, listen: false, seed: seed('Old') })
  const kept = first.sandbox({ name: 'kept' })
  await first.close()
  const second = await mockFor(t, { db })
  t.strictSame(names(second), ['Old', 'kept'])
  t.equal((await second.inject({ url: ORGS, as: kept.owner.apiKey })).status, 200)
  second.reset()
  t.strictSame(names(second), ['Acme', 'Umbrella'])

  const time = machine()
  const timed = await mockFor(t, { sources: time.sources })
  t.strictSame(timed.clock.read(), { now: '2026-11-25T12:00:00.000Z', frozen: false })

  const lines: string[] = []
  const talkative = await mockFor(t, { logLevel: 'debug', logStream: { write: line => lines.push(line) } })
  await talkative.inject({ url: ORGS })
  t.match(
    lines.map(line => JSON.parse(line).msg),
    [`refused: ${reasonText({ code: 'no-credentials' })}`, 'response sent']
  )

  const url = integrations(STAGING, 'WEBHOOK')
  const reader: Caller = ACCOUNT.reader
  const strange = await mockFor(t, {
    roleDeniedStatus: 403,
    accept: 'lenient',
    prefer: false,
    publicUrl: 'https://public.example.com'
  })
  const denied = await strange.inject({
    method: 'DELETE',
    url: WEBHOOK,
    as: reader,
    headers: { prefer: 'code=409' }
  })
  t.match([denied.status, denied.json()], [403, { errorCode: 'USER_UNAUTHORIZED' }])
  const lenient = await strange.inject({ url, as: OWNER, headers: { accept: '*/*' } })
  t.equal(lenient.status, 200)
  t.match(
    (await strange.inject({ url: ORGS, as: OWNER })).body,
    'https://public.example.com/api/atlas/v2/orgs'
  )
  t.equal(strange.sandbox().owner.apiKey.environment['ATLAS_MOCK_URL'], 'https://public.example.com')

  const off = await mockFor(t, { control: false, listen: true })
  t.equal((await fetch(`${off.url}/_mock/v1/state`)).status, 404)
  await create(off, WEBHOOK, OWNER)
  t.match(
    problemOf(() => off.reset()),
    { status: 404, detail: 'the control plane is off' }
  )
  t.strictSame(typesOf(await off.inject({ url: integrations(DEMO), as: OWNER })), ['WEBHOOK'])
  t.equal(off.controlToken, undefined)

  const guarded = await mockFor(t, { controlToken: 'the-control-token', listen: true })
  t.equal(guarded.controlToken, 'the-control-token')
  t.equal((await fetch(`${guarded.url}/_mock/v1/state`)).status, 401)
  const headers = { authorization: 'Bearer the-control-token' }
  t.equal((await fetch(`${guarded.url}/_mock/v1/state`, { headers })).status, 200)
  t.equal(names(guarded).length, 2, 'in the process no token is required')
})

t.test('a mock can have an additional type', async t => {
  const own = readTypeFiles()
  const webhook = own.find(({ title }) => title === 'WEBHOOK')
  if (!webhook) throw new Error('the package has a WEBHOOK')
  const tenth = {
    ...webhook,
    $id: 'Carrier',
    title: 'CARRIER_PIGEON',
    properties: { loft: { type: 'string' as const, description: 'Loft.' } },
    required: ['loft'],
    'x-integration': { ...webhook['x-integration'], order: 99, errors: [] }
  } satisfies NonNullable<MockOptions['typeFiles']>[number]
  const mock = await mockFor(t, { typeFiles: [...own, tenth] })
  const plain = await mockFor(t)
  const integration = { type: 'CARRIER_PIGEON', loft: 'home' }
  const sandbox = mock.sandbox({ projects: [{ name: 'p', integrations: [integration] }] })
  const url = integrations(sandbox.projects[0]?.id as string, 'CARRIER_PIGEON')
  const as = sandbox.owner.serviceAccount
  t.match((await mock.inject({ url, as })).json(), integration)
  const body = { loft: 'away' }
  t.equal((await mock.inject({ method: 'PUT', url, as, body })).status, 200)
  mock.requests.assert({ match: { integrationType: 'CARRIER_PIGEON', body }, count: { exactly: 1 } })
  const state = sandbox.exportState()
  sandbox.reset()
  t.match((await mock.inject({ url, as })).json(), integration)
  mock.importState(state)
  t.match((await mock.inject({ url, as })).json(), { loft: 'away' })
  t.match(
    problemOf(() => plain.importState(state)),
    {
      status: 400,
      errors: [
        {
          path: /^\/organizations\/0(\/baseline)?\/projects\/0\/integrations\/0\/type$/,
          detail: "unknown integration type 'CARRIER_PIGEON'"
        }
      ]
    }
  )
})
