import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { startMock } from '../../../src/index.ts'
import { excerptsOf } from '../../../src/proof/compare/difference.ts'
import { findingsOf } from '../../../src/proof/compare/findings.ts'
import type { Method } from '../../../types/wire.d.ts'
import { command } from '../../cli/process.ts'
import { type ProxiedResponse, startTrustedTarget, withoutProjects } from './target.ts'

const DATADOG = { type: 'DATADOG', apiKey: '0123456789abcdef0123456789abcdef' }
const OPS_GENIE = { type: 'OPS_GENIE', apiKey: '11111111-2222-4333-8444-55555555cafe' }
/** The value of a parameter whose name says that it is secret. */
const QUERY = 'a-secret-of-the-query'
const SLACK = { type: 'SLACK', apiToken: 'xoxb-invented-token', channelName: 'alerts' }

type Call = [method: Method, type: string, body?: object]

const DATADOG_CALLS: Call[] = [
  ['POST', '/DATADOG', DATADOG],
  ['GET', '/DATADOG']
]

/** The tests that are recorded, with their calls on the integrations of a project. */
const TESTS: Record<string, Call[]> = {
  'creates Datadog': DATADOG_CALLS,
  'creates Datadog again, as another team': DATADOG_CALLS,
  'uses PagerDuty': [
    ['POST', '/PAGER_DUTY', { type: 'PAGER_DUTY', serviceKey: DATADOG.apiKey }],
    ['GET', ''],
    ['DELETE', '/PAGER_DUTY']
  ],
  'reads Opsgenie': [
    ['POST', '/OPS_GENIE', OPS_GENIE],
    ['GET', `/OPS_GENIE?token=${QUERY}`]
  ],
  'reads a page': [
    ['POST', '/OPS_GENIE', OPS_GENIE],
    ['POST', '/SLACK', SLACK],
    ['GET', '?itemsPerPage=1']
  ],
  'keeps one Slack': [
    ['POST', '/SLACK', SLACK],
    ['POST', '/SLACK', SLACK]
  ],
  'deletes twice': [
    ['POST', '/SLACK', SLACK],
    ['DELETE', '/SLACK'],
    ['DELETE', '/SLACK']
  ]
}

/** Six changes of a service; the seventh is that it refuses PAGER_DUTY. */
function change({ method, status, body }: ProxiedResponse): Partial<ProxiedResponse> {
  const changed = body
    .replaceAll('"region":"US","sendCollection', '"region":"EU","sendCollection')
    .replaceAll(',"region":"US","type":"OPS_GENIE"', ',"type":"OPS_GENIE"')
    .replace('"errorCode":"INTEGRATION_ALREADY_CONFIGURED"', '"errorCode":"DUPLICATE_INTEGRATION"')
    .replace(/,\{"href":"[^"]*","rel":"next"\}/, '')
  const page = changed.startsWith('{"links"') ? JSON.parse(changed) : undefined
  return {
    status: method === 'DELETE' && changed.includes('"parameters":["SLACK"]') ? 410 : status,
    body: page ? JSON.stringify({ ...page, results: page.results.toReversed() }) : changed
  }
}

const TEXT = `recorded: creates PAGER_DUTY
  docs/fidelity/pager-duty.md#creates-pager-duty
  createGroupIntegration status  mock 200  service 401 USER_UNAUTHORIZED
  1 call of createGroupIntegration (PAGER_DUTY) in 1 test: uses PagerDuty
  2 later responses of these tests follow from it
  first: uses PagerDuty: POST /api/atlas/v2/groups/0…0/integrations/PAGER_DUTY

recorded: DATADOG region: US if not sent, although the document has no default
  docs/fidelity/datadog.md#datadog-region-us-if-not-sent
  DATADOG region  mock "US"  service "EU"
  4 calls of createGroupIntegration, getGroupIntegration in 2 tests: creates Datadog, creates Datadog again, as another team
  first: creates Datadog: POST /api/atlas/v2/groups/0…0/integrations/DATADOG at $.results[0].region

recorded: OPS_GENIE region: US if not sent
  docs/fidelity/ops-genie.md#ops-genie-region-us-if-not-sent
  OPS_GENIE region  mock "US"  service (missing)
  4 calls of createGroupIntegration, getGroupIntegration in 2 tests: reads Opsgenie, reads a page
  first: reads Opsgenie: POST /api/atlas/v2/groups/0…0/integrations/OPS_GENIE at $.results[0].region

documented: error INTEGRATION_ALREADY_CONFIGURED: The integration of type '{integrationType}' is already configured for this group.
  docs/fidelity/errors.md#error-integration-already-configured
  errorCode  mock 409 INTEGRATION_ALREADY_CONFIGURED  service 409 DUPLICATE_INTEGRATION
  1 call of createGroupIntegration (SLACK) in 1 test: keeps one Slack
  first: keeps one Slack: POST /api/atlas/v2/groups/0…0/integrations/SLACK

analogous: lists all nine types in Atlas's order
  docs/fidelity/all-types-read-and-delete.md#lists-all-nine-types-fixed-order
  Third-Party Integrations $.results  mock ["SLACK","OPS_GENIE"]  service ["OPS_GENIE","SLACK"]
  1 call of createGroupIntegration in 1 test: reads a page
  first: reads a page: POST /api/atlas/v2/groups/0…0/integrations/SLACK at $.results order

analogous: lists five integrations (?itemsPerPage)
  docs/fidelity/all-types-read-and-delete.md#lists-five-integrations
  Third-Party Integrations $.links[next]  mock {"href":"{{base}}/api/atlas/v2/groups/0…0  service (missing)
  1 call of listGroupIntegrations in 1 test: reads a page
  first: reads a page: GET /api/atlas/v2/groups/0…0/integrations?itemsPerPage=1 at $.links[1]

analogous: error INTEGRATION_NOT_CONFIGURED: The integration of type '{integrationType}' is not configured for this group.
  docs/fidelity/errors.md#error-integration-not-configured
  status  mock 404 INTEGRATION_NOT_CONFIGURED  service 410 INTEGRATION_NOT_CONFIGURED
  1 call of deleteGroupIntegration (SLACK) in 1 test: deletes twice
  first: deletes twice: DELETE /api/atlas/v2/groups/0…0/integrations/SLACK

Differences: 7, in 12 of 17 calls and 7 of 7 tests; responses compared with {url}: 15.
`

/** What the JSON has and the text does not: the row, the kind and the place in the first response. */
const ROWS = [
  ['creates-pager-duty', 'error', 'status'],
  ['datadog-region-us-if-not-sent', 'value', '$.results[0].region'],
  ['ops-genie-region-us-if-not-sent', 'missing', '$.results[0].region'],
  ['error-integration-already-configured', 'error', 'errorCode'],
  ['lists-all-nine-types-fixed-order', 'list order', '$.results order'],
  ['lists-five-integrations (?itemsPerPage)', 'missing', '$.links[1]'],
  ['error-integration-not-configured', 'error', 'status']
]

interface Shown {
  label: string
  row: string
  title: string
  page: string
  kind: string
  place: string
  first: { test: string; request: string; at: string }
  operations: string[]
  types: Record<string, string>
  calls: number
  consequences: number
  tests: string[]
  mock: string | null
  service: string | null
}

/** Returns a difference of the JSON as the text shows it; further fields would follow it. */
function blockOf({ row: _row, kind: _kind, ...shown }: Shown): string {
  const { label, title, page, place, first, operations, types, calls, tests, mock, service, ...more } = shown
  const { consequences, ...unknown } = more
  const { test, request, at, ...others } = first
  const count = (number: number, name: string) => `${number} ${name}${number === 1 ? '' : 's'}`
  const textOf = (value: string | null) => {
    if (value === null) return '(missing)'
    return value.length > 60 ? shorten(`${value.slice(0, 60)}…`) : value
  }
  const names = Object.keys(types)
  const ofTypes = names.length > 0 ? ` (${names.join(', ')})` : ''
  const effects = consequences > 0 ? `  ${consequences} later responses of these tests follow from it\n` : ''
  return `${label}: ${title}
  ${page}
  ${place}  mock ${textOf(mock)}  service ${textOf(service)}
  ${count(calls, 'call')} of ${operations.join(', ')}${ofTypes} in ${count(tests.length, 'test')}: ${tests.join(', ')}
${effects}  first: ${test}: ${request}${at.startsWith('$') ? ` at ${at}` : ''}
${Object.keys({ ...unknown, ...others })}
`
}

t.test('shows each difference once, with its row, its tests and what follows from it', async t => {
  const target = await startTrustedTarget(t)
  const folder = join(dirname(target.caFile), 'calls')
  await recordTests(folder)
  const junit = `${folder}/report.xml`
  const args = ['compare', '--target', target.url, '--rate', '1000', '--calls', folder, '--junit', junit]
  const environment = target.mock.environment('orgowner')
  const countsOf = () =>
    Array.from(
      readFileSync(junit, 'utf8').matchAll(/<testsuite name="(\w+)" (.*)>/g),
      ([, suite, counts]) => `${suite}: ${counts}`
    )
  const same = await command(args, environment)
  t.equal(
    same.stdout,
    `Differences: 0, in 0 of 17 calls and 0 of 7 tests; responses compared with ${target.url}: 15.\n`
  )
  t.strictSame(countsOf(), [
    'createGroupIntegration: tests="9" failures="0"',
    'getGroupIntegration: tests="3" failures="0"',
    'listGroupIntegrations: tests="2" failures="0"',
    'deleteGroupIntegration: tests="3" failures="0"'
  ])
  target.mock.faults.add({
    match: { operation: 'createGroupIntegration', integrationType: 'PAGER_DUTY' },
    effect: { type: 'error', errorCode: 'USER_UNAUTHORIZED' }
  })
  target.change(change)
  const { code, stdout: text, stderr } = await command(args, environment)
  t.equal(code, 1)
  t.equal(withoutProjects(stderr), 'atlas-mock: about 29 requests in less than a minute, 1000 per second\n')
  t.equal(shorten(text), TEXT.replace('{url}', target.url))
  t.strictSame(countsOf(), [
    'createGroupIntegration: tests="9" failures="7"',
    'getGroupIntegration: tests="3" failures="3"',
    'listGroupIntegrations: tests="2" failures="1"',
    'deleteGroupIntegration: tests="3" failures="1"'
  ])
  const { stdout: json } = await command([...args, '--json'], environment)
  const { differences, ...rest } = JSON.parse(shorten(json)) as { differences: Shown[] }
  t.strictSame(rest, {
    source: target.url,
    totals: {
      differences: 7,
      calls: { compared: 17, different: 12, notCompared: 0 },
      tests: { compared: 7, different: 7 },
      responses: 15,
      late: 0
    },
    skipped: []
  })
  t.strictSame(
    differences.map(({ row, kind, first }) => [row, kind, first.at]),
    ROWS
  )
  t.equal(differences.map(blockOf).join(''), TEXT.slice(0, TEXT.indexOf('Differences: ')))
})

t.test('shows a secret of a call as (the value sent)', async t => {
  const target = await startTrustedTarget(t)
  const folder = join(dirname(target.caFile), 'calls')
  await recordTests(folder)
  target.change(({ status, headers, body }) => ({
    headers: status === 409 ? { ...headers, 'x-frame-options': OPS_GENIE.apiKey } : headers,
    body: body
      .replace(/\*+cdef/g, DATADOG.apiKey)
      .replace('INTEGRATION_ALREADY_CONFIGURED', SLACK.apiToken)
      .replace('"region":"US","type":"OPS_GENIE"', `"region":"${OPS_GENIE.apiKey}","type":"OPS_GENIE"`)
  }))
  const junit = `${folder}/report.xml`
  const args = ['compare', '--target', target.url, '--rate', '1000', '--calls', folder, '--junit', junit]
  const { stdout } = await command(args, target.mock.environment('orgowner'))
  t.match(stdout, 'DATADOG apiKey  mock "****************************cdef"  service "(the value sent)"\n')
  t.match(stdout, '  OPS_GENIE region  mock "US"  service "(the value sent)"\n')
  t.match(stdout, 'errorCode  mock 409 INTEGRATION_ALREADY_CONFIGURED  service 409 (the value sent)\n')
  t.match(readFileSync(junit, 'utf8'), 'service &quot;(the value sent)&quot;')
  for (const secret of [DATADOG.apiKey, OPS_GENIE.apiKey, SLACK.apiToken, QUERY]) {
    t.notMatch(stdout + readFileSync(junit, 'utf8'), secret)
  }
})

t.test('takes the row of the field or of the error, else that of the behaviour', t => {
  const reply = (status: number, body: object) => ({ status, headers: [], body: JSON.stringify(body) })
  const error = { detail: 'a', error: 409, errorCode: 'INTEGRATION_ALREADY_CONFIGURED', parameters: ['b'] }
  const otel = (value: unknown) => ({ id: 'a', type: 'OTEL', headers: [{ name: 'x', value }] })
  const alert = (apiToken: unknown) => ({ results: [{ notifications: [{ typeName: 'SLACK', apiToken }] }] })
  const findings = ([status, mock, service]: readonly [number, object, object]) =>
    findingsOf(
      {
        operation: 'getGroup',
        integrationType: null,
        behaviour: { id: 'own', title: 'own', label: 'guess' }
      },
      [reply(status, mock), reply(status, service)],
      []
    ).map(({ kind, place, basis }) => [kind, place, basis?.id])
  t.strictSame(
    [
      [409, error, { ...error, detail: 'other' }],
      [409, error, { ...error, detail: 'other', parameters: ['other'] }],
      [409, error, { ...error, more: true }],
      [200, otel('****'), otel('***')],
      [200, { results: [otel('a')] }, { results: [otel(1)] }],
      [200, alert('****'), alert(undefined)],
      [200, { name: 'a', id: 1 }, { id: 1, name: 'a' }],
      [200, { type: 'NOT_A_TYPE', name: 'a' }, { type: 'NOT_A_TYPE', name: 'b' }],
      [200, { results: [{ type: 'SLACK' }] }, { results: [] }],
      // The others keep their places.
      [200, { results: [otel('a'), { type: 'SLACK' }] }, { results: [{ type: 'SLACK', more: 1 }] }]
    ].map(pair => findings(pair as [number, object, object])),
    [
      [['error', '$.detail', 'error-integration-already-configured']],
      [['error', 'getGroup $.detail', 'own']],
      [['error', '$.more', 'error-integration-already-configured']],
      [['value', 'OTEL headers[].value', 'otel-headers-value-shown']],
      [['JSON type', 'OTEL headers[].value', 'otel-headers-value-shown']],
      [['missing', 'Projects $.notifications[].apiToken', 'notifications-api-token-shown']],
      [['key order', 'Projects $', 'own']],
      [['value', 'Projects $.name', 'own']],
      [['missing', 'SLACK', 'type-slack']],
      [
        ['missing', 'OTEL', 'type-otel'],
        ['added', 'Projects more', 'type-slack']
      ]
    ]
  )
  t.end()
})

t.test('shortens long values to the part that differs', t => {
  const [same, tail] = ['x'.repeat(30), 'y'.repeat(30)]
  t.strictSame(
    [
      excerptsOf([`${same}a${tail}`, `${same}b`], 20),
      excerptsOf([`${same}a`, undefined], 20),
      excerptsOf(['xxa', 'xxb'], 20)
    ],
    [
      [`…${'x'.repeat(16)}ayyy…`, `…${'x'.repeat(16)}b`],
      [`${'x'.repeat(20)}…`, undefined],
      ['xxa', 'xxb']
    ]
  )
  t.end()
})

/** Returns a text without the ids of projects, which are new in each run. */
function shorten(text: string): string {
  return text.replace(/\/groups\/(?:[0-9a-f]{4}…[0-9a-f]{4}|[0-9a-f]{22}…)/g, '/groups/0…0')
}

async function recordTests(folder: string): Promise<void> {
  const mock = await startMock({ calls: folder, listen: false })
  for (const [name, calls] of Object.entries(TESTS)) {
    const { projects, owner } = mock.sandbox({ name })
    for (const [method, type, body] of calls) {
      const url = `/api/atlas/v2/groups/${projects[0]?.id}/integrations${type}`
      await mock.inject({ method, url, body, as: owner.apiKey })
    }
  }
  await mock.close()
}
