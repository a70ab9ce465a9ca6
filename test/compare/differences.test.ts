import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { excerptsOf } from '../../src/compare/difference.ts'
import { findingsOf } from '../../src/compare/findings.ts'
import { startMock } from '../../src/index.ts'
import type { Method } from '../../types/wire.d.ts'
import { command } from '../cli/process.ts'
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
  'reads Opsgenie': [
    ['POST', '/OPS_GENIE', OPS_GENIE],
    ['GET', `/OPS_GENIE?token=${QUERY}`]
  ],
  'creates Datadog again, as another team': DATADOG_CALLS,
  'lists all': [
    ['POST', '/DATADOG', DATADOG],
    ['POST', '/SLACK', SLACK],
    ['GET', '']
  ],
  'keeps one Slack': [
    ['POST', '/SLACK', SLACK],
    ['POST', '/SLACK', SLACK],
    ['DELETE', '/SLACK'],
    ['GET', '/SLACK']
  ]
}

/** Six changes of a service. */
function change({ method, status, headers, body }: ProxiedResponse): Partial<ProxiedResponse> {
  return {
    status: method === 'DELETE' && status === 204 ? 200 : status,
    headers: method === 'GET' && status === 200 ? { ...headers, 'x-frame-options': 'SAMEORIGIN' } : headers,
    body: body
      .replace(/("apiKey":"\*+)(?=cdef")/g, '$1**')
      .replaceAll(',"region":"US","type":"OPS_GENIE"', ',"type":"OPS_GENIE"')
      .replaceAll('"type":"SLACK"', '"type":"SLACK","isActive":true')
      .replace('"errorCode":"INTEGRATION_ALREADY_CONFIGURED"', '"errorCode":"DUPLICATE_INTEGRATION"')
  }
}

const REDACTION = 'recorded: DATADOG apiKey: responses replace all but the last four characters with `*`'
const LIST = 'recorded: lists five integrations'
const SLACK_FIELDS = 'documented: creates integrations with the documented fields: SLACK'
const CREATION = 'documented: creates integrations with the documented fields: OPS_GENIE'
const CONFLICT = 'analogous: rejects a second configuration of a type (SLACK)'
const DELETION = 'analogous: deletes an integration (SLACK)'
const KEYS = ['"****************************cdef"', '"******************************cdef"'] as const
const CODES = ['409 INTEGRATION_ALREADY_CONFIGURED', '409 DUPLICATE_INTEGRATION'] as const

const TEXT = `${REDACTION}
  DATADOG apiKey  mock ${KEYS[0]}  service ${KEYS[1]}
  7 calls of createGroupIntegration, getGroupIntegration, listGroupIntegrations in 3 tests: creates Datadog, creates Datadog again, as another team, lists all
  first: creates Datadog: POST /api/atlas/v2/groups/0…0/integrations/DATADOG at $.results[0].apiKey

${LIST}
  header x-frame-options (200)  mock "DENY"  service "SAMEORIGIN"
  4 calls of getGroupIntegration, listGroupIntegrations in 4 tests: creates Datadog, creates Datadog again, as another team, reads Opsgenie, lists all
  first: creates Datadog: GET /api/atlas/v2/groups/0…0/integrations/DATADOG

${CREATION}
  OPS_GENIE region  mock "US"  service (missing)
  2 calls of createGroupIntegration, getGroupIntegration in 1 test: reads Opsgenie
  first: reads Opsgenie: POST /api/atlas/v2/groups/0…0/integrations/OPS_GENIE at $.results[0].region

${SLACK_FIELDS}
  SLACK isActive  mock (missing)  service true
  3 calls of createGroupIntegration, listGroupIntegrations in 2 tests: lists all, keeps one Slack
  first: lists all: POST /api/atlas/v2/groups/0…0/integrations/SLACK at $.results[0].isActive

${CONFLICT}
  createGroupIntegration SLACK status  mock ${CODES[0]}  service ${CODES[1]}
  1 call of createGroupIntegration in 1 test: keeps one Slack
  first: keeps one Slack: POST /api/atlas/v2/groups/0…0/integrations/SLACK

${DELETION}
  deleteGroupIntegration SLACK status  mock 204  service 200
  1 call of deleteGroupIntegration in 1 test: keeps one Slack
  first: keeps one Slack: DELETE /api/atlas/v2/groups/0…0/integrations/SLACK

Distinct differences: 6, in 12 calls of 5 tests; responses compared with {url}: 11.
`

/** What the JSON has and the text does not: the row, the kind and the place in the first response. */
const ROWS = [
  ['DATADOG/apiKey', 'value', '$.results[0].apiKey'],
  ['recorded/lists five integrations', 'header', 'header x-frame-options'],
  ['types/creates integrations with the documented fields: OPS_GENIE', 'missing', '$.results[0].region'],
  ['types/creates integrations with the documented fields: SLACK', 'added', '$.results[0].isActive'],
  ['types/rejects a second configuration of a type (SLACK)', 'error', 'status'],
  ['recorded/deletes an integration (SLACK)', 'status', 'status']
]

interface Shown {
  label: string
  row: string
  title: string
  kind: string
  place: string
  first: { test: string; request: string; at: string }
  operations: string[]
  calls: number
  tests: string[]
  mock: string | null
  service: string | null
}

/** Returns a difference of the JSON as the text shows it; further fields would follow it. */
function blockOf({ row: _row, kind: _kind, ...shown }: Shown): string {
  const { label, title, place, first, operations, calls, tests, mock, service, ...more } = shown
  const { test, request, at, ...others } = first
  const count = (number: number, name: string) => `${number} ${name}${number === 1 ? '' : 's'}`
  const textOf = (value: string | null) => (value === null ? '(missing)' : value)
  return `${label}: ${title}
  ${place}  mock ${textOf(mock)}  service ${textOf(service)}
  ${count(calls, 'call')} of ${operations.join(', ')} in ${count(tests.length, 'test')}: ${tests.join(', ')}
  first: ${test}: ${request}${at.startsWith('$') ? ` at ${at}` : ''}
${Object.keys({ ...more, ...others })}
`
}

/** Returns the lines of a failure for each difference. */
const KEY = (at: string) => `${REDACTION} | DATADOG apiKey at ${at}: mock ${KEYS[0]}, service ${KEYS[1]}`
const HEADER = `${LIST} | header x-frame-options (200): mock "DENY", service "SAMEORIGIN"`
const MEMBER = `${SLACK_FIELDS} | SLACK isActive at $.results[0].isActive: mock (missing), service true`
const REGION = (at: string) => `${CREATION} | OPS_GENIE region at ${at}: mock "US", service (missing)`

/** The cases of the JUnit report: test, path, label of the failure, and its text. */
const CASES: Record<string, [test: string, request: string, labels?: string, text?: string[]][]> = {
  createGroupIntegration: [
    ['creates Datadog', 'POST /DATADOG', 'recorded', [KEY('$.results[0].apiKey')]],
    ['creates Datadog again, as another team', 'POST /DATADOG', 'recorded', [KEY('$.results[0].apiKey')]],
    ['reads Opsgenie', 'POST /OPS_GENIE', 'documented', [REGION('$.results[0].region')]],
    ['lists all', 'POST /DATADOG', 'recorded', [KEY('$.results[0].apiKey')]],
    ['lists all', 'POST /SLACK', 'documented, recorded', [MEMBER, KEY('$.results[1].apiKey')]],
    ['keeps one Slack', 'POST /SLACK', 'documented', [MEMBER]],
    [
      'keeps one Slack',
      'POST /SLACK',
      'analogous',
      [`${CONFLICT} | createGroupIntegration SLACK status: mock ${CODES[0]}, service ${CODES[1]}`]
    ]
  ],
  getGroupIntegration: [
    ['creates Datadog', 'GET /DATADOG', 'recorded', [HEADER, KEY('$.apiKey')]],
    ['creates Datadog again, as another team', 'GET /DATADOG', 'recorded', [HEADER, KEY('$.apiKey')]],
    ['reads Opsgenie', 'GET /OPS_GENIE?token=****', 'recorded, documented', [HEADER, REGION('$.region')]],
    ['keeps one Slack', 'GET /SLACK']
  ],
  listGroupIntegrations: [
    ['lists all', 'GET ', 'recorded, documented', [HEADER, MEMBER, KEY('$.results[1].apiKey')]]
  ],
  deleteGroupIntegration: [
    [
      'keeps one Slack',
      'DELETE /SLACK',
      'analogous',
      [`${DELETION} | deleteGroupIntegration SLACK status: mock 204, service 200`]
    ]
  ]
}

/** The JUnit report. */
function junitText(url: string): string {
  const suites = Object.entries(CASES).map(([suite, cases]) => {
    const failures = cases.filter(([, , labels]) => labels).length
    const shown = cases.map(([test, request, labels, text = []]) => {
      const [method, type] = request.split(' ')
      const name = `${test}: ${method} /api/atlas/v2/groups/0…0/integrations${type}`
      const head = `    <testcase classname="${suite}" name="${name}"`
      const content = text.join(' | ').replaceAll('"', '&quot;')
      return labels
        ? `${head}>\n      <failure message="response differs: ${labels}">${content}</failure>\n    </testcase>\n`
        : `${head}/>\n`
    })
    const head = `  <testsuite name="${suite}" tests="${cases.length}" failures="${failures}">`
    return `${head}\n${shown.join('')}  </testsuite>\n`
  })
  const head = `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${url}">`
  return `${head}\n${suites.join('')}</testsuites>\n`
}

t.test('shows each difference once, with the tests that saw it and the label of its row', async t => {
  const target = await startTrustedTarget(t)
  const folder = join(dirname(target.caFile), 'calls')
  await recordTests(folder)
  target.change(change)
  const args = ['compare', '--target', target.url, '--rate', '1000', '--calls', folder]
  const environment = target.mock.environment('orgowner')
  const junit = `${folder}/report.xml`
  const { code, stdout: text, stderr } = await command([...args, '--junit', junit], environment)
  t.equal(code, 1)
  t.equal(withoutProjects(stderr), 'atlas-mock: about 23 requests in less than a minute, 1000 per second\n')
  t.equal(shorten(text), TEXT.replace('{url}', target.url))
  const { stdout: json } = await command([...args, '--json'], environment)
  const { differences, ...rest } = JSON.parse(shorten(json)) as { differences: Shown[] }
  t.strictSame(rest, {
    source: target.url,
    totals: { compared: 11, different: 10, distinct: 6, skipped: 0 },
    skipped: []
  })
  t.strictSame(
    differences.map(({ row, kind, first }) => [row, kind, first.at]),
    ROWS
  )
  t.equal(differences.map(blockOf).join(''), TEXT.slice(0, TEXT.indexOf('Distinct differences')))
  t.equal(shorten(readFileSync(junit, 'utf8')), junitText(target.url))
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
  t.match(stdout, `DATADOG apiKey  mock ${KEYS[0]}  service "(the value sent)"\n`)
  t.match(stdout, '  OPS_GENIE region  mock "US"  service "(the value sent)"\n')
  t.match(stdout, 'SLACK status  mock 409 INTEGRATION_ALREADY_CONFIGURED  service 409 (the value sent)\n')
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
      [['error', 'getGroup $.detail', 'INTEGRATION_ALREADY_CONFIGURED']],
      [['error', 'getGroup $.detail', 'own']],
      [['error', 'getGroup $.more', 'own']],
      [['value', 'OTEL headers[].value', 'OTEL/headers.value']],
      [['JSON type', 'OTEL headers[].value', 'OTEL/headers.value']],
      [['missing', 'Projects $.results[].notifications[].apiToken', 'notifications/notifications.apiToken']],
      [['key order', 'Projects $', 'own']],
      [['value', 'Projects $.name', 'own']],
      [['missing', 'SLACK', 'SLACK']],
      [
        ['missing', 'OTEL', 'OTEL'],
        ['added', 'SLACK more', 'SLACK']
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
  return text.replace(/\/groups\/[0-9a-f]{4}…[0-9a-f]{4}/g, '/groups/0…0')
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
