import { writeFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import { compareWithHar } from '../../src/compare/har/compare.ts'
import { isMaskOf } from '../../src/compare/har/masks.ts'
import { pagesOfHar } from '../../src/compare/har/pages.ts'
import { readHar } from '../../src/compare/har/read.ts'
import { type Method, type Mock, startMock } from '../../src/index.ts'
import type { Har } from '../../types/wire.d.ts'
import { ACME, DEMO, integrations, STAGING } from '../app.ts'
import { command } from '../cli/process.ts'

/** The parts of an entry that the test changes or reads. */
interface Entry {
  request: { method: string }
  response: { status: number; content: { text: string } }
}

const LOG_TYPES = { accept: 'application/vnd.atlas.2025-03-12+json' }

t.test('finds no difference in a HAR that a mock exported', async t => {
  const mock = await start(t)
  await sendAllKindsOfRequests(mock)
  const comparison = await compare(t, await mock.requests.har())
  t.strictSame(
    comparison.results.filter(({ differences }) => differences.length > 0),
    []
  )
  t.strictSame(comparison.skipped, [
    { why: 'credentials', request: 'POST /api/atlas/v2/groups/{id}/integrations/SLACK', count: 1 },
    { why: 'body missing', request: 'POST /api/atlas/v2/groups/{id}/integrations/SLACK', count: 2 },
    { why: 'credentials', request: 'GET /api/atlas/v2/groups', count: 1 },
    { why: 'not covered', request: 'GET /api/atlas/v2/groups/{id}/peers', count: 1 },
    { why: 'transient', request: 'GET /api/atlas/v2/groups/{id}/integrations', count: 1 }
  ])
})

t.test('does not compare a request on a log integration that the HAR did not create', async t => {
  const mock = await start(t)
  const url = `/api/atlas/v2/orgs/${ACME}/logIntegrations`
  const as = mock.credentials.apiKeys['orgowner']
  if (!as) throw new Error('the seed has changed')
  const body = {
    type: 'OTEL_LOG_EXPORT',
    logTypes: ['EVENTS'],
    otelEndpoint: 'https://192.0.2.1/v1/logs',
    otelSuppliedHeaders: [{ name: 'a', value: 'header-secret' }]
  }
  const created = await mock.inject({ method: 'POST', url, body, as, headers: LOG_TYPES })
  const { id } = created.json() as { id: string }
  const before = await compare(t, await mock.requests.har())
  t.match(before, { results: [{ operation: 'createOrgLogIntegration', differences: [] }], skipped: [] })
  mock.requests.clear()
  await mock.inject({ method: 'DELETE', url: `${url}/${id}`, as, headers: LOG_TYPES })
  const after = await compare(t, await mock.requests.har())
  t.strictSame(after.skipped, [
    { why: 'earlier state', request: 'DELETE /api/atlas/v2/orgs/{id}/logIntegrations/{id}', count: 1 }
  ])
})

t.test('reports the location of a changed value', async t => {
  const mock = await start(t)
  await sendAllKindsOfRequests(mock)
  const har = await mock.requests.har()
  const entry = entryOf(har, ({ request, response }) => response.status === 200 && request.method === 'PUT')
  entry.response.content.text = entry.response.content.text.replace('"region":"EU"', '"region":"DE"')
  const { results } = await compare(t, har)
  t.strictSame(
    results.filter(({ differences }) => differences.length > 0),
    [
      {
        operation: 'updateGroupIntegration',
        title: 'PUT /api/atlas/v2/groups/32b6…e7b8/integrations/OPS_GENIE',
        differences: [{ at: '$.results[0].region', mock: '"EU"', service: '"DE"' }]
      }
    ]
  )
})

t.test("compares a browser's session, and lists the requests that the mock does not cover", async t => {
  const origin = 'https://cloud.mongodb.com'
  const group = '65f0c0ffee65f0c0ffee0001'
  const headers = [
    { name: ':method', value: 'GET' },
    { name: 'Accept', value: 'application/vnd.atlas.2023-01-01+json' }
  ]
  const url = `${origin}/api/atlas/v2/groups/${group}/integrations/PAGER_DUTY`
  const body = `{"id":"65f0c0ffee65f0c0ffee0002","region":"US","serviceKey":"****************************beef","type":"PAGER_DUTY"}`
  const received = Object.entries({
    'content-type': 'application/vnd.atlas.2023-01-01+json;charset=utf-8',
    'ratelimit-limit': '1200',
    'ratelimit-remaining': '12',
    'referrer-policy': 'strict-origin-when-cross-origin',
    'strict-transport-security': 'max-age=31536000; includeSubdomains;',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'x-java-method': 'ApiGroupIntegrationsResource::getIntegration',
    'x-permitted-cross-domain-policies': 'none',
    'x-envoy-upstream-service-time': '12'
  }).map(([name, value]) => ({ name, value }))
  const other = (method: string, path: string, status = 200) => ({
    request: { method, url: origin + path, headers },
    response: { status, headers: received, content: { text: '{}' } }
  })
  const har = {
    log: {
      entries: [
        other('GET', '/user/login'),
        other('GET', `/api/atlas/v2/groups/${group}/clusters/first?pretty=true`),
        other('GET', `/api/atlas/v2/groups/${group}/clusters/first`),
        other('POST', `/api/atlas/v2/groups/${group}/databaseUsers`, 201),
        {
          request: { method: 'GET', url, headers },
          response: {
            status: 200,
            statusText: '',
            headers: received,
            content: { text: Buffer.from(body).toString('base64'), encoding: 'base64' }
          }
        },
        other('DELETE', `/api/atlas/v2/groups/${group}/integrations/PAGER_DUTY`, 500)
      ]
    }
  }
  const path = `${t.testdir()}/session.har`
  writeFileSync(path, `\uFEFF${JSON.stringify(har)}`)
  t.strictSame(await command(['compare', '--har', path]), {
    code: 0,
    stderr: '',
    stdout: [
      'Not compared (the mock does not implement the request):',
      '  GET /api/atlas/v2/groups/{id}/clusters/first  2',
      '  POST /api/atlas/v2/groups/{id}/databaseUsers  1',
      '',
      'Not compared (429, 5xx or no response):',
      '  DELETE /api/atlas/v2/groups/{id}/integrations/PAGER_DUTY  1',
      '',
      'Responses compared with session.har: 1; different: 0, in 0 places; requests not compared: 4.',
      ''
    ].join('\n')
  })
})

t.test('sends no request for integrations of unknown types that a file shows', async t => {
  const types = [...Array.from({ length: 10_000 }, (_item, at) => `TYPE_${at}`), 'DATADOG']
  const project = (number: number) => number.toString(16).padStart(24, '0')
  const text = (results: object[]) => JSON.stringify({ results })
  const entry = (number: number, body: string) => ({
    request: {
      method: 'GET',
      url: `https://cloud.mongodb.com/api/atlas/v2/groups/${project(number)}/integrations`
    },
    response: { status: 200, content: { text: body } }
  })
  const entries = [
    entry(1, text(types.map(type => ({ type })))),
    ...types.map((type, at) => entry(at + 2, text([{ type }])))
  ]
  const path = `${t.testdir()}/session.har`
  writeFileSync(path, JSON.stringify({ log: { entries } }))
  const [page, ...others] = pagesOfHar(await readHar(path))
  t.strictSame(others, [])
  t.strictSame(
    page?.contents.map(content => content.path),
    [`/api/atlas/v2/groups/${project(types.length + 1)}/integrations/DATADOG`]
  )
  t.equal(page?.calls.filter(({ why }) => why === 'earlier state').length, types.length)
})

t.test('rejects a file that is not a HAR in one line', async t => {
  const folder = t.testdir({
    'empty.har': '',
    'list.har': '[]',
    'entry.har': '{"log":{"entries":[{"request":{"method":"GET"}}]}}',
    'binary.har': '\u0000\u0001',
    'deep.har': '['.repeat(100_000)
  })
  for (const [name, problem] of [
    ['none.har', "cannot read the HAR FILE: ENOENT: no such file or directory, open 'FILE'"],
    ['empty.har', 'FILE:1:1: not valid JSON: expected a value'],
    ['binary.har', 'FILE:1:1: not valid JSON: expected a value'],
    ['deep.har', 'FILE:1:1: not valid JSON: nested too deeply'],
    ['list.har', 'invalid HAR FILE at /: must be an object'],
    ['entry.har', "invalid HAR FILE at /log/entries/0: needs 'response'"]
  ] as const) {
    const file = `${folder}/${name}`
    t.strictSame(await command(['compare', '--har', file]), {
      code: 2,
      stdout: '',
      stderr: `atlas-mock: ${problem.replaceAll('FILE', file)}\n`
    })
  }
})

t.test('accepts masked text in error messages', async t => {
  t.ok(isMaskOf('******', 'anything', false))
  t.notOk(isMaskOf('****cdef', 'anything else', false), 'a redacted value must be equal')
  t.ok(isMaskOf('Invalid URL **** specified.', 'Invalid URL x****y specified.', true))
  t.ok(isMaskOf('a****b****c', 'a-b-b-c', true))
  t.notOk(isMaskOf('a****b****c', 'a-c', true))
  t.notOk(isMaskOf('ab****ba', 'aba', true), 'both ends overlap')
  t.notOk(isMaskOf('text', 'other', true))
  t.notOk(isMaskOf('a****'.repeat(20_000), 'a'.repeat(19_999), true))
})

/** Sends requests of all kinds: created ids, errors, other callers, other resources. */
async function sendAllKindsOfRequests(mock: Mock): Promise<void> {
  const { orgowner, readonly } = mock.credentials.apiKeys
  const { mdb_sa_id_0000000000000000000000a1: account } = mock.credentials.serviceAccounts
  if (!orgowner || !readonly || !account) throw new Error('the seed has changed')
  const send = (method: Method, url: string, body?: unknown, more: object = {}) =>
    mock.inject({ method, url, body, as: orgowner, ...more })
  await send('GET', integrations(STAGING))
  await send('POST', integrations(DEMO, 'OPS_GENIE'), { apiKey: '11111111-1111-1111-1111-111111111111' })
  await send('PUT', integrations(DEMO, 'OPS_GENIE'), { region: 'EU' }, { as: account })
  await send('POST', integrations(DEMO, 'WEBHOOK'), {
    url: 'https://user:pass@example.com/hook?token=abcd',
    secret: 'abc',
    bodyTemplate: 'a template'
  })
  await send('POST', integrations(DEMO, 'SLACK'), { apiToken: 'xoxb-1' }, { as: readonly })
  await send('POST', integrations(DEMO, 'SLACK'), { apiToken: 5, channelName: 'x' })
  await send('POST', integrations(DEMO, 'SLACK'), '{')
  const logs = `/api/atlas/v2/groups/${DEMO}/logIntegrations`
  const created = await send(
    'POST',
    logs,
    {
      type: 'DATADOG_LOG_EXPORT',
      apiKey: '11111111111111111111111111111111',
      region: 'US1',
      logTypes: ['MONGOD']
    },
    { headers: LOG_TYPES }
  )
  const { id } = created.json() as { id: string }
  await send('GET', `${logs}/${id}`, undefined, { headers: LOG_TYPES })
  await send('DELETE', `${logs}/${id}`, undefined, { headers: LOG_TYPES })
  await send('GET', `${logs}/${id}`, undefined, { headers: LOG_TYPES })
  await send('GET', '/api/atlas/v2/groups')
  await send('GET', `/api/atlas/v2/groups/${DEMO}/peers`)
  const sandbox = mock.sandbox()
  const as = sandbox.owner.apiKey
  const project = sandbox.projects[0]?.id ?? ''
  await send('DELETE', `/api/atlas/v2/groups/${project}`, undefined, { as })
  await send('GET', `/api/atlas/v2/groups/${project}`, undefined, { as })
  mock.faults.add({ effect: { type: 'status', status: 503 }, when: { first: 1 } })
  await send('GET', integrations(DEMO))
}

async function start(t: Test): Promise<Mock> {
  const mock = await startMock({ listen: false })
  t.teardown(() => mock.close())
  return mock
}

async function compare(t: Test, har: unknown) {
  const path = `${t.testdir()}/session.har`
  writeFileSync(path, JSON.stringify(har))
  return await compareWithHar(path)
}

function entryOf(har: Har, matches: (entry: Entry) => boolean): Entry {
  const found = (har.log.entries as unknown[] as Entry[]).find(matches)
  if (!found) throw new Error('no such entry')
  return found
}
