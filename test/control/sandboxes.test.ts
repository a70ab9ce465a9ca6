import t from 'tap'
import type { App } from '../../src/app.ts'
import { type Reason, reasonText } from '../../src/catalogue/errors.ts'
import { clientEnvironment } from '../../src/client/environment.ts'
import { CONTROL_OPERATIONS } from '../../src/control-api/operations.ts'
import type { CreatedSandbox, CredentialPair, RequestList } from '../../types/wire.d.ts'
import { ACME, as, build, call, DEMO, integrations, type Request, type Response } from '../app.ts'
import {
  asBearer,
  asKey,
  askToken,
  control,
  faultsOf,
  get,
  machine,
  NOON,
  namesOf,
  newSandbox,
  nonceOf,
  notFound,
  ORGS,
  problem,
  projectOf,
  stateOf,
  tokenFor,
  twoSandboxes,
  viewOf,
  withNonce,
  wrongBody
} from './control.ts'
import { addFault } from './journal.ts'

const URL = 'http://localhost:80'
const ADDRESS = { url: 'https://example.com/x' }

/** Returns a pair of credentials with the variables that clients read. */
function pair(url: string, sandbox: CreatedSandbox, { apiKey, serviceAccount }: CredentialPair) {
  const { publicKey, privateKey } = apiKey
  const { clientId, clientSecret } = serviceAccount
  const environment = (kind: 'apiKey' | 'serviceAccount', id: string, secret: string) =>
    clientEnvironment({
      url,
      orgId: sandbox.id,
      projectId: projectOf(sandbox),
      credential: { kind, id, secret }
    })
  return {
    apiKey: { publicKey, privateKey, environment: environment('apiKey', publicKey, privateKey) },
    serviceAccount: {
      clientId,
      clientSecret,
      environment: environment('serviceAccount', clientId, clientSecret)
    }
  }
}

/** How each credential of a sandbox sends a request. */
function callers(app: App, { owner, reader }: CreatedSandbox) {
  type Send = (request: Request) => Promise<Response>
  const by = ({ apiKey, serviceAccount }: CredentialPair): Send[] => [
    request => asKey(app, apiKey, request),
    async request => asBearer(app, await tokenFor(app, serviceAccount), request)
  ]
  return { owner: by(owner), reader: by(reader) }
}

t.test('returns a sandbox with its credentials and the variables that clients read', async t => {
  const time = machine()
  const cases = [
    { body: undefined, name: undefined, projects: ['project'], url: URL },
    { body: { name: 'mine' }, name: 'mine', projects: ['project'], url: 'http://atlas-mock:8080' },
    {
      body: { name: 'x'.repeat(4096), projects: [{ name: 'b' }, { name: 'a' }, { name: '\u{1f600}' }] },
      name: 'x'.repeat(4096),
      projects: ['b', 'a', '\u{1f600}'],
      url: 'https://public.example.com'
    }
  ]
  for (const { body, name, projects, url } of cases) {
    const settings = url.startsWith('https') ? { publicUrl: url } : { allowedHosts: ['atlas-mock'] }
    const app = await build(t, { sources: time.sources, settings })
    const headers = url.includes('8080') ? { host: 'atlas-mock:8080' } : {}
    const reply = await call(app, { method: 'POST', url: '/_mock/v1/sandboxes', headers, body })
    const { 'content-type': type, 'cache-control': cache } = reply.headers
    t.strictSame([reply.status, type, cache], [201, 'application/json; charset=utf-8', 'no-store'])
    const sandbox = reply.json as CreatedSandbox
    t.equal(faultsOf('CreatedSandbox', sandbox), '')
    const { id, owner, reader } = sandbox
    const view = {
      id,
      name: name ?? `sandbox-${id}`,
      created: NOON,
      controlUrl: `${url}/_mock/v1/sandboxes/${id}`,
      projects: projects.map((name, at) => ({ id: sandbox.projects[at]?.id, name }))
    }
    t.strictSame(sandbox, { ...view, owner: pair(url, sandbox, owner), reader: pair(url, sandbox, reader) })
    for (const { apiKey, serviceAccount } of [owner, reader]) {
      t.match(apiKey.publicKey, /^[a-z]{8}$/)
      t.match(apiKey.privateKey, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
      t.match(serviceAccount.clientId, /^mdb_sa_id_[0-9a-f]{24}$/)
      t.match(serviceAccount.clientSecret, /^mdb_sa_sk_[\w-]{40}$/)
    }
    for (const { id } of [sandbox, ...sandbox.projects]) t.match(id, /^6b06cdc0[0-9a-f]{16}$/)
    const all = [sandbox, ...sandbox.projects].map(({ id }) => id)
    t.equal(new Set(all).size, all.length)

    const listed = async (path = '') => (await call(app, { url: `/_mock/v1/sandboxes${path}`, headers })).json
    t.strictSame(await listed(`/${id}`), view, 'no secret afterwards')
    t.strictSame(await listed(), { results: [view] })
    const text = JSON.stringify(await stateOf(app))
    for (const { apiKey, serviceAccount } of [owner, reader]) {
      t.notOk(text.includes(apiKey.privateKey) || text.includes(serviceAccount.clientSecret))
    }
    t.notOk(app.logged.some(line => /mdb_sa_sk_/.test(line)))
  }
})

t.test('the owner can call everything, the reader can read, with Digest and OAuth', async t => {
  const app = await build(t)
  const sandbox = await newSandbox(app, { projects: [{ name: 'a' }, { name: 'b' }] })
  const { id } = sandbox
  const url = integrations(projectOf(sandbox), 'WEBHOOK')
  const group: Request = { method: 'POST', url: '/api/atlas/v2/groups', body: { name: 'c', orgId: id } }
  const { owner, reader } = callers(app, sandbox)
  const names = (json: unknown) => (json as { results: { name: string }[] }).results.map(({ name }) => name)
  for (const send of [...owner, ...reader]) {
    t.strictSame(names((await send({ url: ORGS })).json), [sandbox.name], 'no other organization')
    t.strictSame(names((await send({ url: `${ORGS}/${id}/groups` })).json), ['a', 'b'])
    t.match((await send({ url: integrations(DEMO) })).json, { errorCode: 'NOT_IN_GROUP' })
    t.match((await send({ url: `${ORGS}/${ACME}` })).json, { errorCode: 'USER_CANNOT_ACCESS_ORG' })
  }
  for (const send of owner) {
    t.equal((await send({ method: 'POST', url, body: ADDRESS })).status, 200)
    for (const read of reader) {
      t.equal((await read({ url })).status, 200)
      t.match((await read({ method: 'DELETE', url })).json, { errorCode: 'USER_UNAUTHORIZED' })
      t.match((await read(group)).json, { errorCode: 'NOT_ORG_GROUP_CREATOR' })
    }
    t.equal((await send({ method: 'DELETE', url })).status, 204)
    const made = (await send(group)).json as { id: string }
    t.equal((await send({ method: 'DELETE', url: `/api/atlas/v2/groups/${made.id}` })).status, 202)
  }
  t.match((await as(app, 'orgowner', { url })).json, { errorCode: 'NOT_IN_GROUP' }, "not the seed's keys")
  t.strictSame(names((await as(app, 'orgowner', { url: ORGS })).json), ['Acme'])
})

t.test('creates the requested projects and integrations, and a reset restores them', async t => {
  const app = await build(t)
  const sandbox = await newSandbox(app, {
    projects: [
      {
        name: 'full',
        integrations: [
          { type: 'WEBHOOK', url: 'https://example.com/hooks/atlas', secret: 'a-webhook-secret', id: 'x' },
          { type: 'DATADOG', apiKey: '0123456789abcdef0123456789abcdef', region: 'EU' }
        ],
        accessList: [
          { ipAddress: '203.0.113.9', comment: 'office' },
          { cidrBlock: '2001:db8::/32', deleteAfterDate: '2020-01-01T00:00:00Z' }
        ],
        maintenanceWindow: { dayOfWeek: 7, hourOfDay: 3, maintenanceScheduled: true }
      },
      { name: 'empty', integrations: [] }
    ]
  })
  const [full, empty] = sandbox.projects.map(({ id }) => id) as [string, string]
  const send = (request: Request) => asKey(app, sandbox.owner.apiKey, request)
  const { json } = await send({ url: integrations(full) })
  const { results } = json as { results: Record<string, unknown>[] }
  t.match(results, [
    { type: 'DATADOG', apiKey: '****************************cdef', region: 'EU' },
    { type: 'WEBHOOK', url: 'https://example.com/****tlas', secret: '************cret' }
  ])
  t.ok(results.every(({ id }) => /^[0-9a-f]{24}$/.test(String(id))))
  t.match((await send({ url: integrations(empty) })).json, { results: [], totalCount: 0 })
  const project = `/api/atlas/v2/groups/${full}`
  t.match((await send({ url: `${project}/accessList` })).json, {
    results: [{ cidrBlock: '203.0.113.9/32', comment: 'office' }],
    totalCount: 1
  })
  t.match((await send({ url: `${project}/maintenanceWindow` })).json, { dayOfWeek: 7, hourOfDay: 3 })

  const initial = await stateOf(app, sandbox.id)
  for (const request of [
    { method: 'DELETE', url: `/api/atlas/v2/groups/${empty}` },
    { method: 'DELETE', url: integrations(full, 'DATADOG') },
    { method: 'PUT', url: integrations(full, 'WEBHOOK'), body: ADDRESS },
    { method: 'DELETE', url: `${project}/accessList/203.0.113.9` },
    { method: 'DELETE', url: `${project}/maintenanceWindow` }
  ]) {
    t.ok((await send(request)).status < 300)
  }
  t.notSame(await stateOf(app, sandbox.id), initial)
  t.equal((await control(app, 'POST', `/sandboxes/${sandbox.id}/reset`)).status, 204)
  t.strictSame(await stateOf(app, sandbox.id), initial)
})

t.test('rejects an invalid sandbox with every place and leaves nothing behind', async t => {
  const app = await build(t)
  const before = JSON.stringify(await stateOf(app))
  const named = (...projects: unknown[]) => ({ projects })
  const having = (...integrations: unknown[]) => named({ name: 'a', integrations })
  const webhook = { type: 'WEBHOOK', ...ADDRESS }
  const datadog = { type: 'DATADOG', apiKey: 'topsecret' }
  const at = '/projects/0/integrations'
  const entry = { ipAddress: '203.0.113.9', deleteAfterDate: '9999-12-31T23:59:59-12:00' }
  const late = '/projects/0/accessList/0/deleteAfterDate'
  const told = (errorCode: string, reason: Reason) => `${errorCode} (${reasonText(reason)})`
  const wrongType = { code: 'attribute-type', attribute: 'deleteAfterDate' } as const
  const wrongFormat = { code: 'attribute-format', attribute: 'apiKey' } as const
  const unknown = { code: 'attribute-unknown', attribute: 'topsecret' } as const
  const ofSandbox = "unknown field 'id'; allowed: apiAccessListRequired, name, projects, unknownPaths"
  const ofProject = "unknown field 'id'; allowed: accessList, integrations, maintenanceWindow, name"
  const taken = 'the organization already has a project named a'
  const cases: [body: unknown, place: string, detail: string][] = [
    [{ name: '' }, '/name', 'must have at least 1 character'],
    [{ id: ACME }, '/', ofSandbox],
    [named(), '/projects', 'must have at least 1 item'],
    [named({ name: 'a', id: DEMO }), '/projects/0', ofProject],
    [named({ name: 'a' }, { name: 'b' }, { name: 'a' }), '/projects/2', taken],
    [named({ name: 'a', accessList: [entry] }), late, told('INVALID_JSON_ATTRIBUTE', wrongType)],
    [having(webhook, datadog), `${at}/1/apiKey`, told('INVALID_INTEGRATION_SETTINGS', wrongFormat)],
    [having({ ...webhook, topsecret: 1 }), `${at}/0/topsecret`, told('INVALID_ATTRIBUTE', unknown)],
    [having(...Array(21).fill(webhook)), at, 'must have at most 20 items']
  ]
  const create = async (body: unknown) => (await control(app, 'POST', '/sandboxes', body)).json
  const both = { '/projects/1': "needs 'name'", '/projects/2/name': 'must be a string' }
  t.strictSame(await create(named({ name: 'a' }, {}, { name: 7 })), wrongBody(both))
  for (const [body, place, detail] of cases) {
    t.strictSame(await create(body), wrongBody({ [place]: detail }))
    t.equal(JSON.stringify(await stateOf(app)), before)
  }
  t.notOk(app.logged.some(line => line.includes('topsecret')))
})

t.test('names may exist in other organizations and contain any character', async t => {
  const app = await build(t)
  const body = { name: 'Acme', projects: [{ name: 'demo' }, { name: 'a\u0000b' }, { name: '\ud800' }] }
  const first = await newSandbox(app, body)
  await control(app, 'PUT', '/clock', { now: '2020-01-01T00:00:00Z' })
  const second = await newSandbox(app, body)
  t.ok(second.id < first.id)
  for (const { id, name, projects } of [second, first]) {
    // A lone surrogate is not a character.
    t.strictSame([name, ...projects.map(({ name }) => name)], ['Acme', 'demo', 'a\u0000b', '\ufffd'])
    const json = await get(app, `/sandboxes/${id}`)
    t.match(json, { name, projects })
    t.equal((await control(app, 'POST', `/sandboxes/${id}/reset`)).status, 204)
    t.strictSame(await get(app, `/sandboxes/${id}`), json)
  }
  const { results } = await get<{ results: { id: string }[] }>(app, '/sandboxes')
  const ids = results.map(({ id }) => id)
  t.strictSame(ids, [first.id, second.id], 'in creation order, whatever was reset')
})

const WITH_SANDBOX = CONTROL_OPERATIONS.filter(({ acceptsSandbox }) => acceptsSandbox)

t.test('every call below controlUrl is limited to the sandbox, like with the query', async t => {
  const app = await build(t, { settings: { calls: t.testdir() } })
  const world = await Promise.all([newSandbox(app), newSandbox(app)])
  const [own, other] = world
  for (const sandbox of world) {
    const [send] = callers(app, sandbox).owner
    await send?.({ method: 'POST', url: integrations(projectOf(sandbox), 'WEBHOOK'), body: ADDRESS })
    const body = { project: projectOf(sandbox) }
    t.equal((await control(app, 'POST', `/sandboxes/${sandbox.id}/alerts`, body)).status, 202)
  }
  const below = `/sandboxes/${own.id}`
  await control(app, 'PUT', `${below}/clock`, { now: '2030-01-01T00:00:00Z', frozen: true })
  await control(app, 'POST', `${below}/snapshots`, { name: 'mine' })
  await control(app, 'POST', '/faults', { effect: { type: 'reset' } }, { sandbox: other.id })
  const create = async (path: string, body: object) => {
    const { json } = await control(app, 'POST', below + path, body)
    t.match(json, { sandbox: own.id })
    return (json as { id: string }).id
  }
  const [request] = (await get<RequestList>(app, `${below}/requests`)).results
  const ids: Record<string, string> = {
    '/faults/{id}': await create('/faults', { effect: { type: 'hangUp' } }),
    '/stubs/{id}': await create('/stubs', { method: 'GET', path: '/api/x' }),
    '/requests/{id}': String(request?.id)
  }
  const readable = WITH_SANDBOX.filter(({ method, path }) => method === 'GET' && !path.endsWith('/stream'))
  for (const { path } of readable) {
    const given = path.replace('{id}', ids[path] ?? own.owner.apiKey.publicKey)
    const byQuery = await control(app, 'GET', given, undefined, { sandbox: own.id })
    const byPath = await control(app, 'GET', below + given)
    const what = `GET ${below}${given}`
    t.strictSame([byPath.status, byPath.json], [200, byQuery.json], what)
    t.notOk(byPath.text.includes(projectOf(other)), `${what} contains nothing of another sandbox`)
  }
  const places = { sandbox: `must be omitted or match the path: ${own.id}` }
  const mismatch = problem(400, 'Bad Request', 'invalid query', places)
  for (const { method, path } of WITH_SANDBOX) {
    const reply = await control(app, method, below + path.replace(/\{\w+\}/, 'x'), {}, { sandbox: other.id })
    t.strictSame(reply.json, mismatch, `${method} ${path}`)
  }
  t.strictSame(await get(app, `${below}/health`), notFound(`unknown path '/_mock/v1${below}/health'`))
  const method = await control(app, 'PUT', `${below}/faults`, {})
  t.strictSame([method.status, method.headers['allow']], [405, 'GET, POST, DELETE'])

  t.equal((await control(app, 'DELETE', `${below}/faults`)).status, 204)
  t.equal((await control(app, 'DELETE', `${below}/requests`)).status, 204)
  t.equal((await control(app, 'POST', `${below}/reset`)).status, 204)
  const left = async (path: string) =>
    (await get<{ results: unknown[] }>(app, path, { sandbox: other.id })).results.length
  const others = [await left('/faults'), await left('/inbox'), await left('/requests')]
  t.strictSame(others, [1, 1, 2], 'the other sandbox is unchanged')
})

t.test('returns 404 for an unknown sandbox everywhere', async t => {
  const app = await build(t)
  const { id } = await newSandbox(app)
  await control(app, 'DELETE', `/sandboxes/${id}`)
  const before = await stateOf(app)
  for (const unknown of [id, ACME, '%00', '__proto__', id.toUpperCase()]) {
    const expected = notFound(`unknown sandbox '${decodeURIComponent(unknown)}'`)
    t.strictSame(await get(app, `/sandboxes/${unknown}`), expected)
    t.strictSame(await get(app, `/state?sandbox=${unknown}`), expected)
  }
  const expected = notFound(`unknown sandbox '${id}'`)
  t.strictSame((await control(app, 'DELETE', `/sandboxes/${id}`)).json, expected)
  t.strictSame((await control(app, 'POST', `/sandboxes/${id}/reset`)).json, expected)
  for (const { method, path } of WITH_SANDBOX) {
    const given = path.replace(/\{\w+\}/, 'x')
    const byQuery = await control(app, method, given, undefined, { sandbox: id })
    t.strictSame(byQuery.json, expected, `${method} ${path}`)
    const byPath = await control(app, method, `/sandboxes/${id}${given}`)
    t.strictSame(byPath.json, expected, `${method} ${path} below the sandbox`)
  }
  const twice = await control(app, 'GET', `/state?sandbox=${id}&sandbox=${id}`)
  t.strictSame(twice.json, problem(400, 'Bad Request', 'invalid query', { sandbox: 'must be a string' }))
  t.strictSame(await stateOf(app), before)
})

t.test('removing a sandbox removes everything of it and nothing else', async t => {
  const app = await build(t, { sources: machine().sources })
  const [gone, kept] = await twoSandboxes(app)
  const prepare = async (sandbox: CreatedSandbox) => {
    const token = await tokenFor(app, sandbox.owner.serviceAccount)
    await asKey(app, sandbox.owner.apiKey, { url: integrations(projectOf(sandbox)) })
    const query = { sandbox: sandbox.id }
    await control(app, 'POST', '/snapshots', { name: 'mine' }, query)
    await control(app, 'POST', '/nonces/expire', { singleUse: true }, query)
    await control(app, 'PUT', '/clock', { now: '2026-11-25T12:00:30Z', frozen: true }, query)
    const fault = { match: { path: '/api/x' }, effect: { type: 'empty' } } as const
    const { id } = await addFault(app, fault, sandbox.id)
    const use = async () => (await asBearer(app, token, { url: ORGS })).status
    return { fault: id, use }
  }
  await control(app, 'POST', '/snapshots', { name: 'whole' })
  const [{ fault, use }, other] = [await prepare(gone), await prepare(kept)]
  const before = await viewOf(app, kept)
  const requests = async () =>
    (await get<RequestList>(app, '/requests')).results.map(({ organization }) => organization)
  t.strictSame(await requests(), [gone.id, gone.id, gone.id, kept.id, kept.id, kept.id])

  const reply = await control(app, 'DELETE', `/sandboxes/${gone.id}`)
  t.strictSame([reply.status, reply.text], [204, ''])
  t.strictSame(await get(app, `/faults/${fault}`), notFound(`unknown fault '${fault}'`))
  t.strictSame(await requests(), [kept.id, kept.id, kept.id])
  t.strictSame(await viewOf(app, kept), before)
  t.strictSame(await namesOf(app), ['Acme', 'Umbrella', kept.name])
  const project = integrations(projectOf(gone))
  t.strictSame([await use(), await other.use()], [401, 200])
  for (const { apiKey, serviceAccount } of [gone.owner, gone.reader]) {
    t.equal((await asKey(app, apiKey, { url: ORGS })).status, 401)
    t.equal((await askToken(app, serviceAccount)).status, 401)
    const unknown = notFound(`unknown API key or service account '${apiKey.publicKey}'`)
    t.strictSame(await get(app, `/principals/${apiKey.publicKey}`), unknown)
  }
  t.match((await as(app, 'orgowner', { url: project })).json, { error: 404, errorCode: 'GROUP_NOT_FOUND' })

  t.equal((await control(app, 'POST', '/snapshots/whole/restore')).status, 204)
  const [, ...others] = await viewOf(app, gone)
  const empty = { results: [] }
  const journal = { totalCount: 0, searched: 0, newest: 16, next: null, principals: [], dropped: 0 }
  const expected = [empty, { now: NOON, frozen: false }, { ...empty, ...journal }, empty]
  const texts = expected.map(item => JSON.stringify(item))
  t.strictSame(others, texts, 'a snapshot restores its state and nothing else')
  const nonce = nonceOf(await call(app, { url: ORGS })) as string
  for (const nc of ['00000001', '00000002']) {
    t.equal((await withNonce(app, gone.owner.apiKey, { url: ORGS }, nonce, nc)).status, 200)
  }
  t.equal((await asKey(app, gone.owner.apiKey, { url: project })).headers['ratelimit-remaining'], '1199')
})

t.test('many sandboxes work concurrently in one process', async t => {
  const app = await build(t, { settings: { logLevel: 'silent' } })
  const seeded = await stateOf(app)
  const live = async (number: number) => {
    const address = `https://example.com/${number}`
    const webhook = { type: 'WEBHOOK' as const, url: address }
    const projects = [{ name: 'p', integrations: [webhook] }]
    const sandbox = await newSandbox(app, { name: `sandbox ${number}`, projects })
    const query = { sandbox: sandbox.id }
    const url = integrations(projectOf(sandbox), 'MICROSOFT_TEAMS')
    const body = { microsoftTeamsWebhookUrl: `${address}/teams` }
    const create = () => asKey(app, sandbox.owner.apiKey, { method: 'POST', url, body })
    await addFault(app, { effect: { type: 'status', status: 500 + number }, when: { first: 1 } }, sandbox.id)
    const now = new Date(Date.UTC(2030, 0, 1) + number * 1000).toISOString()
    await control(app, 'PUT', '/clock', { now, frozen: true }, query)
    await control(app, 'POST', '/snapshots', { name: 'a' }, query)
    const initial = await stateOf(app, sandbox.id)

    t.equal((await create()).status, 500 + number, 'its fault fires')
    t.match(await create(), { status: 200, headers: { 'ratelimit-remaining': '1199' } }, 'its rate window')
    const [changed] = await stateOf(app, sandbox.id)
    t.match(changed?.projects?.[0]?.integrations, [{ settings: body }, { settings: { url: address } }])
    await control(app, 'POST', '/snapshots/a/restore', undefined, query)
    t.strictSame(await stateOf(app, sandbox.id), initial, 'its snapshot')
    const { results } = await get<RequestList>(app, '/requests', query)
    const recorded = results.map(({ organization, response, time }) => [organization, response?.status, time])
    const statuses = [401, 500 + number, 401, 200]
    const expected = statuses.map(status => [sandbox.id, status, now])
    t.strictSame(recorded, expected, 'its journal and its clock')
    await control(app, 'POST', '/reset', undefined, query)
    t.match(await get(app, '/requests', query), { totalCount: 0 }, 'its reset')
    if (number % 2 === 0) await control(app, 'DELETE', `/sandboxes/${sandbox.id}`)
  }
  await Promise.all(Array.from({ length: 20 }, (_, number) => live(number)))
  const left = Array.from({ length: 10 }, (_, at) => `sandbox ${2 * at + 1}`)
  t.strictSame((await namesOf(app)).slice(2).sort(), left.sort())
  t.strictSame((await stateOf(app)).slice(0, 2), seeded)
})
