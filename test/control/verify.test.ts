import { once } from 'node:events'
import t from 'tap'
import type { App } from '../../src/app.ts'
import type { Entry } from '../../src/journal/entry.ts'
import type { Matcher, Miss, Verification } from '../../types/wire.d.ts'
import { ACME, as, build, call, DEMO, ELSEWHERE, integrations, type Request, VERSIONED } from '../app.ts'
import { ACCOUNT, asKey, control, keyOf, NOON, newSandbox, oauth, problem, wrongBody } from './control.ts'
import { addFault, CREATE, KEY, LIST, play, verify } from './journal.ts'
import { listen, open, requestText, send } from './socket.ts'

const OTHER = 'ffffffffffffffffffffffffffffcdef'
const URL = integrations(DEMO, 'DATADOG')
const REDACTED = `${'*'.repeat(28)}cdef`

/** Sends a request as an API key, or with its own Authorization header; a fault may end the connection. */
async function sendAs(app: App, request: Request, publicKey = 'prjowner'): Promise<void> {
  await as(app, publicKey, request).catch(() => undefined)
}

/** Returns how the newest request differs from a matcher, in short; empty if it matches. */
async function misses(app: App, match: Matcher): Promise<string[]> {
  const since = app.services.journal.newestId - 1
  const { pass, nearest = [] } = await verify(app, { match, since })
  return pass ? [] : (nearest[0]?.misses ?? []).map(inWords)
}

function inWords({ at, code, expected, actual }: Miss): string {
  if (!expected) return `${at}: ${code}`
  const found = code === 'absent' ? code : JSON.stringify(actual)
  return `${at}: expected ${expected.map(value => JSON.stringify(value)).join(' or ')}, was ${found}`
}

const FIELDS = { region: 'EU', sendDatabaseMetrics: true, zz: 'x', count: 5, none: null }
const DATADOG: Request = {
  method: 'POST',
  url: `${URL}?pretty=true&token=${KEY}&flag`,
  headers: { 'x-api-key': KEY, 'x-list': 'a, b' },
  body: { type: 'DATADOG', apiKey: KEY, ...FIELDS }
}

const NAMED = { name: 'b'.repeat(300), tags: [{ key: 'a', value: 'b' }] }
const PROJECT: Request = { method: 'POST', url: '/api/atlas/v2/groups', body: NAMED }

t.test('supports every field of a matcher', async t => {
  const app = await build(t)
  const matches = async (...matchers: Matcher[]) => {
    for (const matcher of matchers) t.strictSame(await misses(app, matcher), [], JSON.stringify(matcher))
  }
  await sendAs(app, DATADOG)
  const { headers } = app.services.journal.entries().at(-1) as Entry
  const { authorization } = JSON.parse(headers) as { authorization: string }
  await matches(
    {},
    { operation: 'createGroupIntegration', method: 'post', project: DEMO, integrationType: 'DATADOG' },
    { operation: ['getGroup', 'createGroupIntegration'], status: [201, 400], principal: ['a', 'prjowner'] },
    { organization: [ELSEWHERE, ACME], status: 400, fault: null },
    { path: URL },
    { path: ['/nowhere', `*/groups/*/DATADOG`] },
    { headers: { Accept: '*+json', accept: VERSIONED, 'x-list': 'a, b', cookie: null } },
    { headers: { authorization, 'X-Api-Key': KEY } },
    { query: { pretty: 'true', token: KEY, flag: '', envelope: null } },
    { body: { apiKey: KEY, ...FIELDS } },
    { absent: ['secret', 'constructor', 'licenceKey', '$schema'] },
    { errorCode: 'INVALID_ATTRIBUTE' }
  )
  const { id } = await addFault(app, { effect: { type: 'reset' }, when: { first: 1 } })
  await sendAs(app, LIST)
  await matches({ status: null }, { fault: id })
  await sendAs(app, PROJECT)
  await matches({ body: { tags: [{ value: 'b', key: 'a' }] } })
  await oauth(app, 'token', ACCOUNT.owner, 'grant_type=x&client_secret=s')
  await matches({ body: { client_secret: 's', grant_type: 'x' } })
})

t.test('misses contain a code, and values that are not secret', async t => {
  const app = await build(t)
  const check = async (...cases: [matcher: Matcher, expected: string[]][]) => {
    for (const [matcher, expected] of cases) {
      t.strictSame(await misses(app, matcher), expected, JSON.stringify(matcher))
    }
  }
  await sendAs(app, DATADOG)
  await check(
    [{ operation: 'getGroup' }, ['operation: expected "getGroup", was "createGroupIntegration"']],
    [{ method: ['GET', 'put'] }, ['method: expected "GET" or "PUT", was "POST"']],
    [{ status: [201, 409] }, ['status: expected 201 or 409, was 400']],
    [{ status: null }, ['status: expected null, was 400']],
    [{ path: ['/b*', '/a'] }, [`path: expected "/b*" or "/a", was "${URL}"`]],
    [{ fault: 'f1' }, ['fault: expected "f1", was absent']],
    [{ headers: { Accept: 'text/*' } }, [`headers.accept: expected "text/*", was "${VERSIONED}"`]],
    [{ headers: { constructor: '*' } }, ['headers.constructor: expected "*", was absent']],
    [{ headers: { accept: null } }, ['headers.accept: unexpected']],
    [{ query: { pretty: 'false' } }, ['query.pretty: expected "false", was "true"']],
    [{ query: { pretty: null } }, ['query.pretty: unexpected']],
    [{ query: { flag: 'true' } }, ['query.flag: expected "true", was ""']],
    [{ body: { region: null } }, ['body.region: expected null, was "EU"']],
    [{ body: { sendDatabaseMetrics: false } }, ['body.sendDatabaseMetrics: expected false, was true']],
    [{ body: { sendQueryStatsMetrics: false } }, ['body.sendQueryStatsMetrics: expected false, was absent']],
    [{ absent: ['region', 'a', 'apiKey'] }, ['body.region: unexpected', 'body.apiKey: unexpected']],
    [
      { method: 'GET', status: 201, body: { region: 'US' } },
      [
        'method: expected "GET", was "POST"',
        'status: expected 201, was 400',
        'body.region: expected "US", was "EU"'
      ]
    ]
  )
  const another = (at: string) => [`${at}: different`]
  await check(
    ...[OTHER, '*', REDACTED, '', null, [KEY], { a: 1 }].map((apiKey): [Matcher, string[]] => [
      { body: { apiKey } },
      another('body.apiKey')
    ]),
    [{ body: { secret: KEY } }, ['body.secret: absent']],
    [{ body: { region: KEY } }, [`body.region: expected "${REDACTED}", was "EU"`]],
    [{ headers: { 'x-api-key': '*' } }, another('headers.x-api-key')],
    [{ headers: { authorization: 'Digest *' } }, another('headers.authorization')],
    [{ headers: { authorization: null } }, ['headers.authorization: unexpected']],
    [{ query: { token: '*' } }, another('query.token')],
    [{ query: { secret: KEY } }, ['query.secret: absent']],
    [{ query: { token: null } }, ['query.token: unexpected']]
  )
  await sendAs(app, PROJECT)
  await check(
    [{ body: { tags: [{ key: 'a' }] } }, ['body.tags[0].value: unexpected']],
    [
      { body: { tags: [{ key: 'b', value: 'b' }, { key: 'c' }] } },
      ['body.tags[0].key: expected "b", was "a"', 'body.tags[1]: expected {"key":"c"}, was absent']
    ],
    [{ body: { tags: { key: 'a' } } }, ['body.tags: expected {"key":"****"}, was [{"key":"a","value":"b"}]']],
    [{ body: { name: 'a' } }, [`body.name: expected "a", was "${'b'.repeat(199)}…"`]]
  )
  await sendAs(app, { ...CREATE, body: { apiKey: [KEY] } })
  await check([{ body: { apiKey: [KEY, 1] } }, another('body.apiKey')])
  await sendAs(app, { ...CREATE, body: ['EU'] })
  await check([{ body: { region: 'EU' } }, ['body.region: expected "EU", was absent']])
  const { id } = await addFault(app, { effect: { type: 'reset' }, when: { first: 1 } })
  await sendAs(app, LIST)
  await check(
    [{ status: 200 }, ['status: expected 200, was absent']],
    [{ fault: 'f1' }, [`fault: expected "f1", was "${id}"`]],
    [{ fault: null }, ['fault: unexpected']]
  )
  await call(app, { url: '/api/atlas/v2/orgs' })
  await check(
    [{ principal: 'a', status: 401 }, ['principal: expected "a", was absent']],
    [{ headers: { authorization: '*' }, status: 401 }, ['headers.authorization: absent']]
  )
})

t.test('compares the newest 500 requests that do not match, and finds matching ones among all', async t => {
  const app = await build(t)
  const { journal } = app.services
  await sendAs(app, CREATE)
  const near = journal.entries().at(-1) as Entry
  await sendAs(app, LIST)
  const far = journal.entries().at(-1) as Entry
  journal.clear()
  const first = journal.append({ ...near }).id
  for (let count = 0; count < 499; count++) journal.append({ ...far })
  const match = { operation: 'createGroupIntegration', status: 500 }
  const nearest = async () => (await verify(app, { match })).nearest?.map(({ request }) => request.id - first)
  t.strictSame(await nearest(), [0, 499, 498], 'fewest misses first, then newest first')
  journal.append({ ...far })
  t.strictSame(await nearest(), [500, 499, 498])
  t.match(await verify(app, { match: { method: 'POST' } }), { pass: true, ids: [first] })
})

/** Waits for the next subscription to the journal. */
function nextListener({ services }: App): Promise<void> {
  const { journal } = services
  const { promise, resolve } = Promise.withResolvers<void>()
  const subscribe = journal.subscribe.bind(journal)
  journal.subscribe = listener => {
    journal.subscribe = subscribe
    resolve()
    return subscribe(listener)
  }
  return promise
}

t.test('a verification passes with the ids of the matching requests', async t => {
  const app = await build(t)
  const { sandbox, fault } = await play(app)
  const create = { operation: 'createGroupIntegration' }
  const put = { method: 'PUT' }
  const cases: [object, number[]][] = [
    [{ match: create }, [4, 6, 11]],
    [{ match: create, count: { exactly: 3 } }, [4, 6, 11]],
    [{ match: create, count: { atLeast: 0 } }, [4, 6, 11]],
    [{ match: create, count: { atMost: 3 } }, [4, 6, 11]],
    [{ match: put, count: { never: true } }, []],
    [{ match: create, count: 3 }, [4, 6, 11]],
    [{ match: put, count: 0 }, []],
    [{ match: create, since: 4, count: { exactly: 2 } }, [6, 11]],
    [{ match: { ...create, status: 401 }, count: { exactly: 3 } }, [3, 5, 10]],
    [{ match: { errorCode: 'UNEXPECTED_ERROR', operation: 'deleteGroupIntegration' } }, [7]],
    [{ match: { body: { apiKey: KEY }, absent: ['region'], integrationType: 'DATADOG' } }, [4, 6, 11]],
    [
      { match: { headers: { 'Content-Type': 'application/*' }, method: ['put', 'post'], project: DEMO } },
      [4, 6]
    ],
    [{ match: { path: ['*/orgs', '*/nowhere'] } }, [9, 13]],
    [{ match: { body: { grant_type: 'client_credentials' }, principal: ACCOUNT.owner.clientId } }, [12]],
    [{ match: { organization: sandbox, fault: null } }, [11]]
  ]
  for (const [body, ids] of cases) {
    t.strictSame(await verify(app, body), { pass: true, matched: ids.length, ids }, JSON.stringify(body))
  }
  const order = { inOrder: [{ method: 'GET', status: 200 }, create, { ...create, status: 409 }, { fault }] }
  t.strictSame(await verify(app, order), { pass: true, matched: 4, ids: [2, 4, 6, 15] })
  const own = await control(app, 'POST', '/requests/verify', { match: create }, { sandbox })
  t.strictSame(own.json, { pass: true, matched: 1, ids: [11] })
})

t.test('a failed verification reports surplus, early and nearest requests', async t => {
  const app = await build(t)
  await asKey(app, keyOf('prjowner'), CREATE)
  await asKey(app, keyOf('prjowner'), CREATE)
  await asKey(app, keyOf('readonly'), { method: 'DELETE', url: CREATE.url })
  const create = { operation: 'createGroupIntegration' }
  const two = { pass: false, matched: 2, ids: [2, 4] } satisfies Partial<Verification>
  const near = (id: number, method: string, status: number, ...misses: Miss[]) => ({
    request: { id, method, url: CREATE.url, status },
    misses
  })
  const wrong = (at: string, expected: unknown, actual: unknown): Miss => ({
    at,
    code: 'different',
    expected: [expected],
    actual
  })
  const byOwner = { principal: 'prjowner' }
  const conflict = { ...create, status: 409 }
  const another = wrong('principal', 'prjowner', 'readonly')
  const cases: [object, Verification][] = [
    [
      { match: create, count: { exactly: 1 } },
      { ...two, expected: 'exactly 1', code: 'too-many', offending: [4] }
    ],
    [
      { match: { operation: 'deleteGroupIntegration', ...byOwner, query: { force: 'yes' } }, since: 4 },
      {
        pass: false,
        expected: 'at least 1',
        matched: 0,
        ids: [],
        code: 'too-few',
        nearest: [near(6, 'DELETE', 401, another, { at: 'query.force', code: 'absent', expected: ['yes'] })]
      }
    ],
    [
      { inOrder: [conflict, { ...create, ...byOwner }] },
      {
        pass: false,
        expected: 'in order: step 2 of 2',
        matched: 1,
        ids: [4],
        code: 'order',
        step: 2,
        steps: [
          { matched: 1, ids: [4] },
          { matched: 2, ids: [2, 4] }
        ],
        early: [2],
        nearest: [
          near(6, 'DELETE', 401, wrong('operation', create.operation, 'deleteGroupIntegration'), another)
        ]
      }
    ]
  ]
  for (const [body, expected] of cases) {
    // test/journal/describe.test.ts has the texts.
    const { message: _message, ...verification } = await verify(app, body)
    t.strictSame(verification, expected)
  }
})

t.test('rejects a misspelt error code unless a fault, a stub or a response has it', async t => {
  const app = await build(t)
  const match = { operation: 'getOrg', errorCode: ['OWN', 'GROUP_NOT_FUND'] }
  const verify = async () => (await control(app, 'POST', '/requests/verify', { match })).json
  const misspelt = problem(400, 'Bad Request', 'invalid body', {
    '/match/errorCode/1': "unknown error code 'GROUP_NOT_FUND', did you mean 'GROUP_NOT_FOUND'?"
  })
  const passed = { pass: false, matched: 0 }
  t.strictSame(await verify(), misspelt)
  const stub = { method: 'GET', path: '/api/x', status: 404, body: '{"errorCode":"GROUP_NOT_FUND"}' }
  await control(app, 'POST', '/stubs', stub)
  t.match(await verify(), passed, 'a stub')
  await control(app, 'DELETE', '/stubs')
  t.strictSame(await verify(), misspelt)
  const effect = { type: 'status', status: 404, errorCode: 'GROUP_NOT_FUND' }
  await control(app, 'POST', '/faults', { stage: 'edge', effect })
  t.match(await verify(), passed, 'a fault')
  await call(app, { url: '/api/atlas/v2/groups' })
  await control(app, 'DELETE', '/faults')
  t.match(await verify(), passed, 'a response')
})

t.test('rejects an invalid expectation with the places of the errors', async t => {
  const app = await build(t)
  const match = {}
  const cases: [path: string, body: unknown, at: string][] = [
    ['verify', { match, inOrder: [match] }, '/'],
    ['verify', { inOrder: [match], count: 1 }, '/'],
    ['verify', { inOrder: [] }, '/inOrder'],
    ['verify', { match: { body: [] } }, '/match/body'],
    ['verify', { match, count: {} }, '/count'],
    ['verify', { match, count: { exactly: 1, atMost: 2 } }, '/count'],
    ['verify', { match, count: { never: false } }, '/count/never'],
    ['verify', { match: { operation: ['getOrg', 'nope'] } }, '/match/operation/1'],
    ['verify', { match: { integrationType: ['WEBHOOK', 'nope'] } }, '/match/integrationType/1'],
    ['verify', { inOrder: [{}, { operation: 'nope' }] }, '/inOrder/1/operation'],
    ['wait', { match, timeout: 60_001 }, '/timeout'],
    ['wait', { match, count: { atMost: 1 } }, '/count'],
    ['wait', { match, count: { exactly: 0 } }, '/count/exactly'],
    ['wait', { match: { operation: 'nope' } }, '/match/operation']
  ]
  for (const [path, body, at] of cases) {
    const { status, json } = await control(app, 'POST', `/requests/${path}`, body)
    t.match([status, json], [400, { detail: 'invalid body' }])
    const places = (json as { errors: { path: string }[] }).errors.map(error => error.path)
    t.ok(places.includes(at), `${path} ${JSON.stringify(body)}: ${places}`)
  }
  const absent = ['apiKey', 'body.channelName', '$.channelName', '$', '/channelName', 'tags[0]', '']
  const field = 'must be the name of a field, such as `channelName`'
  const wrongFields = (place: string) =>
    Object.fromEntries([1, 2, 3, 4, 5, 6].map(at => [`${place}/absent/${at}`, field]))
  const texts: [path: string, body: unknown, places: Record<string, string>][] = [
    ['verify', {}, { '/': "needs 'match' or 'inOrder'" }],
    ['verify', { match, count: '2' }, { '/count': 'must be an integer or an object' }],
    ['verify', { match: { absent } }, wrongFields('/match')],
    ['verify', { match: { status: [200, null] } }, { '/match/status/1': 'must be an integer' }],
    ['verify', { inOrder: [match, { absent }] }, wrongFields('/inOrder/1')],
    ['wait', { match: { absent } }, wrongFields('/match')]
  ]
  for (const [path, body, places] of texts) {
    t.strictSame((await control(app, 'POST', `/requests/${path}`, body)).json, wrongBody(places))
  }
})

t.test('wait returns immediately for recorded requests, else as soon as the rest has arrived', async t => {
  const app = await build(t)
  const sandbox = await newSandbox(app)
  const match = { operation: 'listGroupIntegrations' }
  await asKey(app, keyOf('orgowner'), LIST)
  const there = await control(app, 'POST', '/requests/wait', { match })
  t.match(there, { status: 200, json: { pass: true, matched: 1, ids: [2] } })
  const wait = async (body: object, query = {}) => {
    const begun = nextListener(app)
    const answer = control(app, 'POST', '/requests/wait', { timeout: 60_000, ...body }, query)
    await begun
    return { answer }
  }
  const later = await wait({ match, count: { atLeast: 3 } })
  const own = await wait({ match: {} }, { sandbox: sandbox.id })
  const newer = await wait({ match, since: 2, count: { exactly: 1 } })
  await asKey(app, keyOf('orgowner'), LIST)
  t.match(await newer.answer, { status: 200, json: { pass: true, matched: 1, ids: [4] } })
  await asKey(app, keyOf('orgowner'), LIST)
  t.strictSame((await later.answer).json, { pass: true, matched: 3, ids: [2, 4, 6] })
  await asKey(app, sandbox.reader.apiKey, { url: '/api/atlas/v2/orgs' })
  t.strictSame((await own.answer).json, { pass: true, matched: 1, ids: [8] })
})

t.test('wait returns 408 with the verification after the timeout, and immediately for too many', async t => {
  const app = await build(t)
  await control(app, 'PUT', '/clock', { now: NOON, frozen: true })
  await asKey(app, keyOf('orgowner'), LIST)
  const match = { operation: 'listGroupIntegrations', status: 204 }
  const vain = await control(app, 'POST', '/requests/wait', { match, timeout: 1, since: 1 })
  t.equal(vain.status, 408)
  t.strictSame(vain.json, {
    ...problem(408, 'Request Timeout', 'timed out waiting for requests'),
    verification: await verify(app, { match, since: 1 })
  })
  await asKey(app, keyOf('orgowner'), LIST)
  const once = { match: { status: 200 }, count: { exactly: 1 }, timeout: 60_000 }
  const tooMany = await control(app, 'POST', '/requests/wait', once)
  t.match(tooMany, {
    status: 408,
    json: {
      detail: 'too many requests match',
      verification: { pass: false, expected: 'exactly 1', matched: 2, ids: [2, 4], offending: [4] }
    }
  })
})

t.test('a waiting client that disconnects, and one during shutdown, are not errors', async t => {
  const app = await listen(t)
  const body = JSON.stringify({ match: { status: 599 }, timeout: 60_000 })
  const wait = requestText('POST', '/_mock/v1/requests/wait', {}, body)
  const accepted = once(app.server.server, 'connection')
  const leaves = nextListener(app)
  const leaving = await open(app.port)
  leaving.write(wait)
  const [socket] = await accepted
  await leaves
  const gone = once(socket, 'close')
  leaving.destroy()
  await gone
  const stays = nextListener(app)
  const staying = send(app.port, wait)
  await stays
  await app.server.close()
  const reply = await staying
  t.match(reply, { status: 503, headers: { 'content-type': 'application/problem+json' } })
  t.strictSame(JSON.parse(reply.body), problem(503, 'Service Unavailable', 'the mock is shutting down'))
  t.notMatch(app.logged.join(''), /"level":(50|60)/)
})

t.test('waiting for an exact count on a full journal reports that the count is unknown', async t => {
  const app = await build(t)
  await call(app, { url: '/api/atlas/v2/nowhere' })
  await call(app, { url: '/api/atlas/v2/orgs' })
  const { journal } = app.services
  const [entry] = journal.entries() as [Entry]
  for (let at = 0; at < 9_999; at++) journal.append({ ...entry })
  const match = { path: '/api/atlas/v2/orgs', status: 401 }
  const { json } = await control(app, 'POST', '/requests/wait', { match, count: 1 })
  const detail = 'the journal dropped requests: the number of matching requests is unknown'
  t.match(json, { status: 408, detail })
})
