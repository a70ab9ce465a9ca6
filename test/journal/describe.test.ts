import t, { type Test } from 'tap'
import { ControlProblem, type MockOptions, startMock } from '../../src/index.ts'
import type { Method, VerifyBody } from '../../types/wire.d.ts'
import { ACME, DEMO, integrations, KEYS } from '../app.ts'

const TIME = '2026-11-25T12:00:00.000Z'
const KEY = '0123456789abcdef0123456789abcdef'
const OTHER = 'ffffffffffffffffffffffffffffcdef'
const DATADOG = integrations(DEMO, 'DATADOG')
const CREATE = { operation: 'createGroupIntegration' } as const
const BY_OWNER = `at ${TIME}, by orgowner`
const NEVER = { never: true } as const

/** Starts a mock with a frozen clock, and returns how to use it. */
async function mockFor(t: Test, options: MockOptions = {}) {
  const mock = await startMock({ listen: false, ...options })
  t.teardown(() => mock.close().catch(() => undefined))
  mock.clock.freeze(TIME)
  const owner = { publicKey: 'orgowner', privateKey: KEYS['orgowner'] as string }
  const send = (method: Method, url: string, body?: unknown, as = owner) =>
    mock.inject({ method, url, as, ...(body !== undefined && { body }) })
  const post = (path: string, body: object) => mock.inject({ method: 'POST', url: `/_mock/v1${path}`, body })
  /** Checks the text of a failed verification. */
  const fails = async (
    expectation: VerifyBody,
    lines: string[],
    sandbox?: ReturnType<typeof mock.sandbox>
  ) => {
    const message = lines.join('\n')
    const path = `${sandbox ? `/sandboxes/${sandbox.id}` : ''}/requests/verify`
    const { status, json } = await post(path, expectation)
    t.equal(status, 200)
    t.equal((json() as { message: string }).message, message)
  }
  return { mock, send, fails }
}

t.test('a wrong count lists the matching requests', async t => {
  const { mock, send, fails } = await mockFor(t)
  await send('GET', integrations(DEMO))
  await send('POST', DATADOG, { apiKey: KEY })
  await fails({ match: CREATE, count: 2 }, [
    'verification failed: expected exactly 2, found 1',
    '  match: {"operation":"createGroupIntegration"}',
    '  found:',
    `    #4 POST ${DATADOG} 200 ${BY_OWNER}`
  ])
  const never = { match: CREATE, count: NEVER }
  t.throws(() => mock.requests.assert(never), { message: mock.requests.verify(never).message ?? '' })
  mock.faults.add({ effect: { type: 'reset' }, when: { first: 1 } })
  await t.rejects(send('DELETE', DATADOG))
  for (let count = 0; count < 6; count++) {
    await mock.inject({ method: 'DELETE', url: `${DATADOG}?force=yes` })
  }
  const anonymous = (id: number) => `    #${id} DELETE ${DATADOG}?force=yes 401 at ${TIME}`
  await fails({ match: { method: 'DELETE', status: [401, 403] }, count: { atMost: 1 }, since: 5 }, [
    'verification failed: expected at most 1, found 6',
    '  only requests after #5 count',
    '  match: {"method":"DELETE","status":[401,403]}',
    '  found:',
    ...[7, 8, 9, 10, 11].map(anonymous),
    '    … 1 more'
  ])
  await fails({ match: { status: null }, count: NEVER }, [
    'verification failed: expected never, found 1',
    '  match: {"status":null}',
    '  found:',
    `    #6 DELETE ${DATADOG} no response ${BY_OWNER}`
  ])
})

t.test('without a match, lists the nearest requests and compares expected and actual values', async t => {
  const { mock, send, fails } = await mockFor(t)
  await fails({ match: CREATE }, [
    'verification failed: expected at least 1, found 0',
    '  match: {"operation":"createGroupIntegration"}',
    '  no requests in the journal (Digest challenges do not count)'
  ])
  const tags = [
    { key: 'team', value: 'a' },
    { key: 'stage', value: 'test' }
  ]
  await send('POST', '/api/atlas/v2/groups', { name: 'orders', orgId: ACME, tags })
  await send('POST', `${DATADOG}?pretty=true&token=${KEY}`, { apiKey: KEY, region: 'EU' })
  await mock.inject({ url: '/api/atlas/v2/orgs' })

  const headers = { accept: 'text/*', 'X-Api-Key': KEY, host: null }
  const body = { apiKey: OTHER, region: 'US', sendDatabaseMetrics: true }
  const query = { pretty: 'false', token: OTHER }
  const asked =
    '{"operation":"createGroupIntegration","absent":["apiKey"],"headers":{"accept":…,"X-Api-Key":…,"host":…},"query":{"pretty":…,"token":…},"body":{"apiKey":…,"region":…,"sendDatabaseMetrics":…}}'
  await fails({ match: { ...CREATE, headers, query, body, absent: ['apiKey'] } }, [
    'verification failed: expected at least 1, found 0',
    `  match: ${asked}`,
    `  nearest: #4 POST ${DATADOG}?pretty=true&token=**** 200 ${BY_OWNER}`,
    '                               expected  actual',
    '    headers: accept            "text/*"  "application/vnd.atlas.2023-01-01+json"',
    '    headers: x-api-key         ****      absent',
    '    headers: host              absent    present',
    '    query: pretty              "false"   "true"',
    '    query: token               ****      **** (another value)',
    '    body: apiKey               ****      **** (another value)',
    '    body: region               "US"      "EU"',
    '    body: sendDatabaseMetrics  true      absent',
    '    body: apiKey               absent    present',
    '    fields sent: apiKey, region'
  ])

  const expected = [{ key: 'team', value: 'b' }, { key: 'stage' }, { key: 'x', value: 'y' }]
  await fails({ match: { operation: 'createGroup', body: { tags: expected } } }, [
    'verification failed: expected at least 1, found 0',
    '  match: {"operation":"createGroup","body":{"tags":…}}',
    `  nearest: #2 POST /api/atlas/v2/groups 201 ${BY_OWNER}`,
    '                         expected                 actual',
    '    body: tags[0].value  "b"                      "a"',
    '    body: tags[1].value  absent                   "test"',
    '    body: tags[2]        {"key":"x","value":"y"}  absent'
  ])

  // Requests of other calls, because there is no better one.
  await fails({ match: { operation: 'deleteGroupIntegration', principal: 'prjowner' } }, [
    'verification failed: expected at least 1, found 0',
    '  match: {"operation":"deleteGroupIntegration","principal":"prjowner"}',
    `  nearest: #4 POST ${DATADOG}?pretty=true&token=**** 200 ${BY_OWNER}`,
    '               expected                  actual',
    '    operation  "deleteGroupIntegration"  "createGroupIntegration"',
    '    principal  "prjowner"                "orgowner"',
    `  nearest: #2 POST /api/atlas/v2/groups 201 ${BY_OWNER}`,
    '               expected                  actual',
    '    operation  "deleteGroupIntegration"  "createGroup"',
    '    principal  "prjowner"                "orgowner"'
  ])

  const match = { ...CREATE, body: { apiKey: OTHER } }
  await send('PATCH', DATADOG, { apiKey: OTHER })
  await send('POST', DATADOG, { apiKey: OTHER })
  await fails({ match, count: 2 }, [
    'verification failed: expected exactly 2, found 1',
    '  match: {"operation":"createGroupIntegration","body":{"apiKey":…}}',
    '  found:',
    `    #8 POST ${DATADOG} 409 ${BY_OWNER}`,
    `  nearest: #4 POST ${DATADOG}?pretty=true&token=**** 200 ${BY_OWNER}`,
    '                  expected  actual',
    '    body: apiKey  ****      **** (another value)'
  ])
})

t.test('a field that was not sent comes with the fields that were, and with a similar one', async t => {
  const { mock, send, fails } = await mockFor(t)
  const slack = { type: 'SLACK', apiToken: 'xoxb-1', channelName: '#alerts' }
  await send('POST', integrations(DEMO, 'SLACK'), slack)
  const near = { channel: '#a', chanelName: null, 'body.channelName': '#a', token: 'x' }
  const body = { ...near, teamName: 'a', other: 1 }
  await fails({ match: { ...CREATE, body } }, [
    'verification failed: expected at least 1, found 0',
    '  match: {"operation":"createGroupIntegration","body":{"channel":…,"chanelName":…,"body.channelName":…,"token":…,"teamName":…,"other":…}}',
    `  nearest: #2 POST ${integrations(DEMO, 'SLACK')} 200 ${BY_OWNER}`,
    '                            expected  actual',
    '    body: channel           "#a"      absent, did you mean \'channelName\'?',
    "    body: chanelName        null      absent, did you mean 'channelName'?",
    '    body: body.channelName  "#a"      absent, did you mean \'channelName\'?',
    "    body: token             ****      absent, did you mean 'apiToken'?",
    '    body: teamName          "a"       absent',
    '    body: other             1         absent',
    '    fields sent: type, apiToken, channelName'
  ])
  await send('DELETE', integrations(DEMO, 'SLACK'))
  await fails({ match: { operation: 'deleteGroupIntegration', body: { type: 'SLACK' } } }, [
    'verification failed: expected at least 1, found 0',
    '  match: {"operation":"deleteGroupIntegration","body":{"type":…}}',
    `  nearest: #4 DELETE ${integrations(DEMO, 'SLACK')} 204 ${BY_OWNER}`,
    '                expected  actual',
    '    body: type  "SLACK"   absent',
    '    fields sent: none'
  ])
  t.throws(() => mock.requests.assert({ match: { absent: ['body.channelName'] } }), {
    message: 'invalid body; /match/absent/0: must be the name of a field, such as `channelName`'
  })
})

t.test('hides the fields of a token request, not those of the expected request', async t => {
  const { mock, fails } = await mockFor(t)
  const headers = { 'content-type': 'application/x-www-form-urlencoded', authorization: 'Basic x' }
  const token = 'grant_type=client_credentials&client_secret=s&assertion=a'
  await mock.inject({ method: 'POST', url: '/api/oauth/token', headers, body: token })
  const body = {
    type: 'SLACK',
    apiToken: 'x',
    assertion: 'b',
    url: 'https://hooks.example.com/capability',
    notification: { apiToken: 'x', channelName: '#a' }
  }
  const sent = `#1 POST /api/oauth/token 401 at ${TIME}`
  await fails({ inOrder: [{ method: 'POST', body }] }, [
    'verification failed: expected 1 request in order, found none for step 1',
    '  step 1: {"method":"POST","body":{"type":…,"apiToken":…,"assertion":…,"url":…,"notification":…}}: missing',
    `    nearest: ${sent}`,
    '                          expected                                actual',
    '      body: type          "SLACK"                                 absent',
    '      body: apiToken      ****                                    absent',
    '      body: assertion     ****                                    **** (another value)',
    '      body: url           ****                                    absent',
    '      body: notification  {"apiToken":"****","channelName":"#a"}  absent',
    '      fields sent: grant_type, client_secret, assertion'
  ])
  await fails({ inOrder: [{ status: 401 }, CREATE] }, [
    'verification failed: expected 2 requests in order, found none for step 2 after #1',
    '  step 1: {"status":401}: found #1',
    `    ${sent}`,
    '  step 2: {"operation":"createGroupIntegration"}: missing',
    '    no requests after #1 (Digest challenges do not count)'
  ])
})

t.test('a request with many differences shows the first 20', async t => {
  const { send, fails } = await mockFor(t)
  await send('GET', integrations(DEMO))
  const names = Array.from({ length: 22 }, (_, at) => `x-${String(at).padStart(2, '0')}`)
  const headers = Object.fromEntries(names.map(name => [name, '*']))
  await fails({ match: { headers } }, [
    'verification failed: expected at least 1, found 0',
    `  match: {"headers":{${names.map(name => `"${name}":…`)}}}`,
    `  nearest: #2 GET ${integrations(DEMO)} 200 ${BY_OWNER}`,
    '                   expected  actual',
    ...names.slice(0, 20).map(name => `    headers: ${name}  "*"       absent`),
    '    … 2 more'
  ])
})

t.test('a wrong order lists the requests that match each step', async t => {
  const { send, fails } = await mockFor(t)
  await send('POST', DATADOG, { apiKey: KEY })
  await send('GET', integrations(DEMO))
  await send('DELETE', DATADOG)
  const list = { operation: 'listGroupIntegrations' } as const
  const remove = { operation: 'deleteGroupIntegration' } as const
  const created = `    #2 POST ${DATADOG} 200 ${BY_OWNER}`
  const listed = `    #4 GET ${integrations(DEMO)} 200 ${BY_OWNER}`
  const removed = `    #6 DELETE ${DATADOG} 204 ${BY_OWNER}`
  await fails({ inOrder: [list, CREATE, remove] }, [
    'verification failed: expected 3 requests in order, found none for step 2 after #4',
    '  step 1: {"operation":"listGroupIntegrations"}: found #4',
    listed,
    '  step 2: {"operation":"createGroupIntegration"}: came earlier, not after #4',
    created,
    '  step 3: {"operation":"deleteGroupIntegration"}: not reached',
    removed
  ])
  await fails({ inOrder: [{ ...CREATE, status: 201 }] }, [
    'verification failed: expected 1 request in order, found none for step 1',
    '  step 1: {"operation":"createGroupIntegration","status":201}: missing',
    `    nearest: #2 POST ${DATADOG} 200 ${BY_OWNER}`,
    '              expected  actual',
    '      status  201       200',
    `    nearest: #1 POST ${DATADOG} 401 at ${TIME}`,
    '              expected  actual',
    '      status  201       401'
  ])
})

t.test('reports dropped requests', async t => {
  // A journal for two of these requests.
  t.intercept(process, 'constrainedMemory', { value: () => 16 * 3_000 })
  const { mock, fails } = await mockFor(t)
  const send = () => mock.inject({ url: integrations(DEMO) })
  for (let count = 0; count < 5; count++) await send()
  const [{ id = 0 } = {}, ...others] = mock.requests.list()
  t.equal(others.length + id, 5)
  const dropped = id - 1
  t.ok(dropped > 1 && others.length > 0)
  const advice = [
    `  ${dropped} dropped requests may have counted: the result cannot be trusted`,
    '  empty the journal before the test, or give the id of the last request before it as `since`'
  ]
  await fails({ match: { operation: 'getOrg' }, count: NEVER }, [
    `verification failed: expected never, but the journal dropped ${dropped} requests`,
    '  match: {"operation":"getOrg"}',
    ...advice
  ])
  await fails({ match: { operation: 'getOrg', status: 401 } }, [
    'verification failed: expected at least 1, found 0',
    '  match: {"operation":"getOrg","status":401}',
    ...[...others.map(other => other.id).toReversed(), id].flatMap(each => [
      `  nearest: #${each} GET ${integrations(DEMO)} 401 at ${TIME}`,
      '               expected  actual',
      '    operation  "getOrg"  "listGroupIntegrations"'
    ]),
    ...advice
  ])
  await fails({ inOrder: [{ operation: 'getOrg' }] }, [
    'verification failed: expected 1 request in order, found none for step 1',
    '  step 1: {"operation":"getOrg"}: missing',
    '    no requests in the journal (Digest challenges do not count)',
    ...advice
  ])
  const all = [id, ...others.map(other => other.id)].map(
    each => `    #${each} GET ${integrations(DEMO)} 401 at ${TIME}`
  )
  const strict = await mockFor(t, { unknownPaths: 'fail' })
  for (let count = 0; count < 5; count++) await strict.mock.inject({ url: integrations(DEMO) })
  await strict.fails({ match: { status: 401 } }, [
    `verification failed: expected no requests outside the mocked paths, but the journal dropped ${dropped} requests`,
    '  match: {"status":401}',
    '  found:',
    ...all,
    ...advice
  ])
  const list = { operation: 'listGroupIntegrations', status: 401 } as const
  await fails({ match: list, count: NEVER }, [
    `verification failed: expected never, found ${all.length}`,
    '  match: {"operation":"listGroupIntegrations","status":401}',
    '  found:',
    ...all
  ])
  t.doesNotThrow(() => mock.requests.assert({ match: { operation: 'getOrg' }, count: NEVER, since: dropped }))
})

t.test('requests outside the mocked paths fail a strict sandbox', async t => {
  const { mock, send, fails } = await mockFor(t)
  const strict = mock.sandbox({ unknownPaths: 'fail' })
  const relaxed = mock.sandbox()
  const clusters = (sandbox: typeof strict) => `/api/atlas/v2/groups/${sandbox.projects[0]?.id}/databaseUsers`
  const { owner } = strict
  mock.stubs.add({ method: 'GET', path: '/api/atlas/v2/stubbed' })
  await send('GET', '/api/atlas/v2/stubbed', undefined, owner.apiKey)
  await send('GET', '/api/atlas/v2/orgs', undefined, owner.apiKey)
  await mock.inject({ url: clusters(relaxed) })
  await mock.inject({ url: '/api/atlas/v2/nowhere' })
  const listOrgs = { match: { operation: 'listOrgs' } } as const
  t.doesNotThrow(() => strict.requests.assert(listOrgs), 'a route, a stub, and requests that are not its own')
  await mock.inject({ method: 'POST', url: clusters(strict), body: {} })
  await mock.inject({ method: 'PUT', url: `/api/atlas/v2/orgs/${strict.id}?token=${KEY}` })
  const unknown = [
    `    #7 POST ${clusters(strict)} 404 at ${TIME}`,
    `    #8 PUT /api/atlas/v2/orgs/${strict.id}?token=**** 405 at ${TIME}`,
    "  add stubs for them, or allow them with unknownPaths: 'allow'"
  ]
  await fails(
    listOrgs,
    [
      'verification failed: expected no requests outside the mocked paths, found 2',
      '  2 requests outside the mocked paths:',
      ...unknown
    ],
    strict
  )
  t.match(strict.requests.verify(listOrgs), {
    pass: false,
    code: 'unknown-paths',
    matched: 1,
    unknownPaths: [7, 8]
  })
  await fails(
    { ...listOrgs, count: NEVER },
    [
      'verification failed: expected never, found 1',
      '  match: {"operation":"listOrgs"}',
      '  found:',
      `    #4 GET /api/atlas/v2/orgs 200 at ${TIME}, by ${owner.apiKey.publicKey}`,
      '  2 requests outside the mocked paths:',
      ...unknown
    ],
    strict
  )
  t.throws(() => strict.requests.assert({ ...listOrgs, since: 7 }))
  strict.requests.clear()
  t.doesNotThrow(() => strict.requests.assert({ ...listOrgs, count: NEVER }))
  for (const plane of [relaxed, mock]) t.doesNotThrow(() => plane.requests.assert({ match: { status: 404 } }))
})

t.test(
  'requests outside the mocked paths fail a strict mock, and its close after it has stopped',
  async t => {
    const { mock } = await mockFor(t, { unknownPaths: 'fail', listen: true })
    const [sandbox, relaxed] = [mock.sandbox(), mock.sandbox({ unknownPaths: 'allow' })]
    const project = ({ projects }: typeof sandbox) => `/api/atlas/v2/groups/${projects[0]?.id}`
    for (const url of ['/api/atlas/v2/nowhere', `${project(sandbox)}/x`, `${project(relaxed)}/y`]) {
      await mock.inject({ url })
    }
    const match = { status: 404 }
    t.match(mock.requests.verify({ match }), { code: 'unknown-paths', unknownPaths: [1, 2] })
    t.match(sandbox.requests.verify({ match }), { code: 'unknown-paths', unknownPaths: [2] })
    t.doesNotThrow(() => relaxed.requests.assert({ match }))
    await t.rejects(mock.close(), {
      message: [
        '2 requests outside the mocked paths:',
        `  #1 GET /api/atlas/v2/nowhere 404 at ${TIME}`,
        `  #2 GET ${project(sandbox)}/x 404 at ${TIME}`,
        "add stubs for them, or allow them with unknownPaths: 'allow'"
      ].join('\n')
    })
    await t.rejects(fetch(mock.url), 'it has stopped')
    const cleared = await startMock({ listen: false, unknownPaths: 'fail' })
    await cleared.inject({ url: '/api/atlas/v2/nowhere' })
    cleared.reset()
    await t.rejects(cleared.close(), { message: /^1 request outside the mocked paths:\n/ }, 'after a reset')
    await cleared.close()
  }
)

t.test('wait has the text in its verification and in the error', async t => {
  const { mock } = await mockFor(t)
  const message = String(mock.requests.verify({ match: CREATE }).message)
  const detail = 'timed out waiting for requests'
  const error = await mock.requests.wait({ match: CREATE, timeout: 1 }).catch((error: unknown) => error)
  t.ok(error instanceof ControlProblem)
  t.match(error, { message: `${detail}\n${message}`, body: { detail, verification: { message } } })
})
