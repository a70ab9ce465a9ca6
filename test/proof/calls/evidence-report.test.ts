import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { CallsFile } from '../../../types/calls.d.ts'
import { build, DEMO, integrations } from '../../app.ts'
import { command } from '../../cli/process.ts'
import { record, type Sent, write } from './recorded.ts'

const key = 'prjowner'
const body = { type: 'DATADOG', apiKey: '0123456789abcdef0123456789abcdef' }
const create: Sent = { key, method: 'POST', url: integrations(DEMO, 'DATADOG'), body }
const REDACTED = { type: 'SLACK', apiToken: `${'*'.repeat(32)}cdef`, channelName: 'alerts' }
const keepRedacted: Sent = { ...create, url: integrations(DEMO, 'SLACK'), body: REDACTED }

const TESTS: Record<string, Sent[]> = {
  'rejects a second integration': [create, create],
  'keeps a redacted key': [keepRedacted],
  'a reader cannot delete': [{ key: 'readonly', method: 'DELETE', url: create.url }],
  'does not repeat a fault': [{ key, url: `/api/atlas/v2/groups/${DEMO}/settings` }],
  'reads a cluster': [{ key, url: `/api/atlas/v2/groups/${DEMO}/clusters/mine/processArgs?pretty=true` }],
  'hostile \u001b[2J\u202e\n<b>&"': [create],
  'a fourth test': [create]
}

async function recordTests(t: Test, tests = TESTS): Promise<CallsFile> {
  const app = await build(t)
  app.services.faults.add({
    match: { operation: 'getGroupSettings' },
    effect: { type: 'error', errorCode: 'FEATURE_UNSUPPORTED' }
  })
  return await record(app, tests)
}

const WARNING = 'Recorded calls contain the data of your tests, secrets included: do not publish them.'

const MASKED = `${'*'.repeat(28)}cdef`

const TEXT = `${WARNING}
Your tests rely on 10 behaviours: 2 recorded, 4 documented, 2 reported, 1 guess, 1 none.

none: GET /api/atlas/v2/groups/{groupId}/clusters/{name}/processArgs: 404 RESOURCE_NOT_FOUND
  1 call in 1 test: reads a cluster
  first: GET /api/atlas/v2/groups/{groupId}/clusters/mine/processArgs?pretty=true
  to do: assert less; it cannot be settled with compare: the mock does not implement the request

guess: stores a redacted value as sent
  not known: whether Atlas stores a redacted value, keeps the stored one or rejects it; no public source found (2026-11-28)
  docs/fidelity/all-types-create.md#stores-redacted-value-sent
  1 call in 1 test: keeps a redacted key
  first: POST /api/atlas/v2/groups/{groupId}/integrations/SLACK {"type":"SLACK","apiToken":"********************************cdef","channelName":"alerts"}
  to do: assert less; it may be settled with npx --no-install atlas-integrations-mock compare --target https://cloud.mongodb.com --calls calls

reported: error FEATURE_UNSUPPORTED: Feature not supported by current account level.
  nightly acceptance tests of terraform-provider-mongodbatlas: log integrations of an organization that does not have the feature (2026-09-29)
  docs/fidelity/errors.md#error-feature-unsupported
  1 call in 1 test: does not repeat a fault
  first: GET /api/atlas/v2/groups/{groupId}/settings

reported: error USER_UNAUTHORIZED: Current user is not authorized to perform this action.
  terraform-provider-mongodbatlas #1371; nightly acceptance tests of the Terraform provider against Atlas, 2025-06-29 to 2026-09-30: never 403; Atlas error list (2026-09-30)
  docs/fidelity/errors.md#error-user-unauthorized
  1 call in 1 test: a reader cannot delete
  first: DELETE /api/atlas/v2/groups/{groupId}/integrations/DATADOG

documented: error INTEGRATION_ALREADY_CONFIGURED: The integration of type '{integrationType}' is already configured for this group.
  Atlas OpenAPI document: one configuration per type, and 409; terraform-provider-mongodbatlas #1038; Atlas error list (2026-08-21)
  docs/fidelity/errors.md#error-integration-already-configured
  3 calls in 3 tests: a fourth test, hostile \\u001b[2J\\u202e\\u000a<b>&", rejects a second integration
  first: POST /api/atlas/v2/groups/{groupId}/integrations/DATADOG {"type":"DATADOG","apiKey":"${MASKED}"}

documented: rejects a request that the caller's role does not permit: deletion of an integration
  Atlas OpenAPI document: required roles; the error is reported by the Terraform provider's nightly tests, 2025-06-29 to 2026-09-30 (2026-09-30)
  docs/fidelity/authentication.md#rejects-request-caller-role-deletion-integration
  1 call in 1 test: a reader cannot delete
  first: DELETE /api/atlas/v2/groups/{groupId}/integrations/DATADOG

documented: rejects a second configuration of a type
  Atlas OpenAPI document: one configuration per type, and 409; the error: terraform-provider-mongodbatlas #1038, Atlas error list (2026-08-21)
  docs/fidelity/all-types-create.md#rejects-second-configuration-type
  3 calls in 3 tests: a fourth test, hostile \\u001b[2J\\u202e\\u000a<b>&", rejects a second integration
  first: POST /api/atlas/v2/groups/{groupId}/integrations/DATADOG {"type":"DATADOG","apiKey":"${MASKED}"}

documented: SLACK apiToken: responses replace all but the last four characters with \`*\`
  Atlas OpenAPI document (2026-08-21)
  docs/fidelity/slack.md#slack-api-token-shown
  1 call in 1 test: keeps a redacted key
  first: POST /api/atlas/v2/groups/{groupId}/integrations/SLACK {"type":"SLACK","apiToken":"********************************cdef","channelName":"alerts"}

recorded: creates DATADOG
  mongodb-atlas-cli e2e recordings, create DATADOG (2026-08-10)
  docs/fidelity/datadog.md#creates-datadog
  1 call in 1 test: rejects a second integration
  first: POST /api/atlas/v2/groups/{groupId}/integrations/DATADOG {"type":"DATADOG","apiKey":"${MASKED}"}

recorded: DATADOG apiKey: responses replace all but the last four characters with \`*\`
  mongodb-atlas-cli e2e recordings (2026-08-10)
  docs/fidelity/datadog.md#datadog-api-key-shown
  1 call in 1 test: rejects a second integration
  first: POST /api/atlas/v2/groups/{groupId}/integrations/DATADOG {"type":"DATADOG","apiKey":"${MASKED}"}

Calls that cannot be compared with Atlas: 3 of 8.
  the response depends on the caller's credentials: 1
  a fault changed the response: 1
  the mock does not implement the request: 1
`

t.test('lists what tests rely on, the least reliable label first', async t => {
  const folder = t.testdir()
  write(join(folder, '1-1.har'), await recordTests(t))
  const { code, stdout, stderr } = await command(['calls', 'report', folder])
  t.strictSame({ code, stderr }, { code: 0, stderr: '' })
  t.equal(stdout.replaceAll(folder, 'calls'), TEXT)
})

t.test('prints JSON and JUnit, and fails for labels that are not accepted', async t => {
  const folder = t.testdir({ calls: {} })
  const names = ['reads a cluster', 'keeps a redacted key']
  const file = await recordTests(t, Object.fromEntries(names.map(name => [name, TESTS[name] ?? []])))
  write(join(folder, 'calls/1-1.har'), file)
  const report = (...args: string[]) => command(['calls', 'report', join(folder, 'calls'), ...args])

  const junit = join(folder, 'report.xml')
  const first = await report('--json', '--fail-on', 'guess,none', '--junit', junit)
  t.strictSame(first, {
    code: 1,
    stdout: `${JSON.stringify(JSON_REPORT, null, 2)}\n`,
    stderr: `atlas-mock: 2 behaviours that the tests rely on are not accepted:
  ${REJECTED}
  guess: stores a redacted value as sent, in keeps a redacted key
`
  })
  t.equal(readFileSync(junit, 'utf8'), JUNIT)

  const accepted = join(folder, 'accepted.json')
  writeFileSync(accepted, first.stdout)
  const all = ['--fail-on', 'guess,none', '--accepted', accepted]
  t.strictSame(await report('--json', ...all), { code: 0, stdout: first.stdout, stderr: '' })
  writeFileSync(accepted, JSON.stringify({ behaviours: JSON_REPORT.behaviours.slice(1) }))
  t.match(await report(...all), {
    code: 1,
    stderr: `atlas-mock: 1 behaviour that the tests rely on is not accepted:\n  ${REJECTED}\n`
  })
  t.match(await report('--fail-on', 'contradicted'), { code: 0, stderr: '' })
})

const CLUSTER =
  'none/GET /api/atlas/v2/groups/{groupId}/clusters/{name}/processArgs 404 RESOURCE_NOT_FOUND operation-not-mocked'

const REJECTED =
  'none: GET /api/atlas/v2/groups/{groupId}/clusters/{name}/processArgs: 404 RESOURCE_NOT_FOUND, in reads a cluster'

const JSON_REPORT = {
  totals: {
    calls: 2,
    behaviours: 3,
    labels: {
      none: 1,
      guess: 1,
      contradicted: 0,
      'code-only': 0,
      analogous: 0,
      standard: 0,
      reported: 0,
      documented: 1,
      recorded: 0
    }
  },
  behaviours: [
    {
      id: CLUSTER,
      title: 'GET /api/atlas/v2/groups/{groupId}/clusters/{name}/processArgs: 404 RESOURCE_NOT_FOUND',
      label: 'none',
      source: null,
      date: null,
      page: null,
      calls: 1,
      tests: ['reads a cluster'],
      notCompared: 'not covered'
    },
    {
      id: 'stores-redacted-value-sent',
      title: 'stores a redacted value as sent',
      label: 'guess',
      source:
        'not known: whether Atlas stores a redacted value, keeps the stored one or rejects it; no public source found',
      date: '2026-11-28',
      page: 'docs/fidelity/all-types-create.md#stores-redacted-value-sent',
      calls: 1,
      tests: ['keeps a redacted key'],
      notCompared: null
    },
    {
      id: 'slack-api-token-shown',
      title: 'SLACK apiToken: responses replace all but the last four characters with `*`',
      label: 'documented',
      source: 'Atlas OpenAPI document',
      date: '2026-08-21',
      page: 'docs/fidelity/slack.md#slack-api-token-shown',
      calls: 1,
      tests: ['keeps a redacted key'],
      notCompared: null
    }
  ],
  notCompared: [{ why: 'not covered', count: 1 }]
}

const JUNIT = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="calls">
  <testsuite name="none" tests="1" failures="1">
    <testcase classname="none" name="GET /api/atlas/v2/groups/{groupId}/clusters/{name}/processArgs: 404 RESOURCE_NOT_FOUND">
      <failure message="not accepted: none">${CLUSTER} | reads a cluster</failure>
    </testcase>
  </testsuite>
  <testsuite name="guess" tests="1" failures="1">
    <testcase classname="guess" name="stores a redacted value as sent">
      <failure message="not accepted: guess">stores-redacted-value-sent | not known: whether Atlas stores a redacted value, keeps the stored one or rejects it; no public source found | keeps a redacted key</failure>
    </testcase>
  </testsuite>
  <testsuite name="documented" tests="1" failures="0">
    <testcase classname="documented" name="SLACK apiToken: responses replace all but the last four characters with \`*\`"/>
  </testsuite>
</testsuites>
`

const BOTH = `${WARNING}
Your tests rely on 4 behaviours: 1 recorded, 1 documented, 1 reported, 1 analogous.

analogous: rejects an integration that is not configured (?pretty)
  CloudFormation resources, logs of November 2022 (six types, v1.0); terraform-provider-mongodbatlas #354; the Kubernetes operator checks this code; Atlas error list (2026-11-28)
  docs/fidelity/all-types-read-and-delete.md#rejects-integration-not-configured
  5 calls in 5 tests: a, b, c and 2 more
  first: GET /api/atlas/v2/groups/{groupId}/integrations/DATADOG?pretty=true
  may be settled with npx --no-install atlas-integrations-mock compare --target https://cloud.mongodb.com --calls calls

reported: error INTEGRATION_NOT_CONFIGURED: The integration of type '{integrationType}' is not configured for this group.
  CloudFormation resources, logs of November 2022 (six types, v1.0); terraform-provider-mongodbatlas #354; the Kubernetes operator checks this code; Atlas error list (2026-11-28)
  docs/fidelity/errors.md#error-integration-not-configured
  5 calls in 5 tests: a, b, c and 2 more
  first: GET /api/atlas/v2/groups/{groupId}/integrations/DATADOG?pretty=true

documented: creates an integration with Digest credentials
  Atlas documentation, API keys (2026-08-21)
  docs/fidelity/authentication.md#creates-integration-digest-credentials
  1 call in 1 test: a (2)
  first: POST /api/atlas/v2/groups/{groupId}/integrations/WEBHOOK {"url":"https://${'x.'.repeat(91)}x…

recorded: WEBHOOK url: responses show scheme, host, \`/****\` and the last four characters
  mongodb-atlas-cli e2e recordings (2026-08-10)
  docs/fidelity/webhook.md#webhook-url-shown
  1 call in 1 test: a (2)
  first: POST /api/atlas/v2/groups/{groupId}/integrations/WEBHOOK {"url":"https://${'x.'.repeat(91)}x…
`

t.test('shortens lists of tests and bodies, and numbers tests with the same name', async t => {
  const folder = t.testdir()
  const long: Sent = {
    ...create,
    url: integrations(DEMO, 'WEBHOOK'),
    body: { url: `https://${'x.'.repeat(110)}example.com/hook` }
  }
  const tests = Object.fromEntries(
    ['d', 'c', 'b', 'a', 'e'].map(name => [name, [{ key, url: `${create.url}?pretty=true` }]])
  )
  write(join(folder, '2-1.har'), await recordTests(t, tests))
  writeFileSync(join(folder, 'notes.txt'), 'not read')
  const file = join(folder, '2-1.har')
  const one = await command(['calls', 'report', file])
  t.match(one.stdout, ` --calls ${file}\n`)
  const asJson = (...paths: string[]) => command(['calls', 'report', ...paths, '--json'])
  t.strictSame(await asJson(file, folder), await asJson(file), 'each file counts once')
  const { log } = await recordTests(t, { a: [long] })
  const pages = log.pages.map(page => ({ ...page, startedDateTime: new Date(1).toISOString() }))
  write(join(folder, '10-1.har'), { log: { ...log, pages, comment: 'the last 2 calls were not recorded' } })
  const both = await command(['calls', 'report', folder])
  t.equal(both.stdout.replaceAll(folder, 'calls'), BOTH)
  const warning = 'atlas-mock: calls/10-1.har: the last 2 calls were not recorded\n'
  t.equal(both.stderr.replaceAll(folder, 'calls'), warning)
})

t.test('reports errors in one line', async t => {
  const folder = t.testdir({ empty: { 'x.txt': '' }, 'text.json': '[]', 'row.json': '{"behaviours":[{}]}' })
  const path = (name: string) => join(folder, name)
  const file = await recordTests(t, { a: [create] })
  const { log } = file
  const [entry] = log.entries
  const save = (name: string, changes: object) => write(path(name), { log: { ...log, ...changes } })
  write(path('good.har'), file)
  save('none.har', { entries: [], pages: [] })
  save('page.har', { pages: [] })
  save('foreign.har', { entries: [entry, { ...entry, _mock: undefined }] })
  save('state.har', {
    pages: [{ ...log.pages[0], _state: { id: 'x', name: 'y', created: '2026-01-01T00:00:00Z' } }]
  })
  save('facts.har', { entries: [{ ...entry, _mock: { ...entry?._mock, caller: 'x' } }] })
  writeFileSync(path('broken.har'), '{\n  "log": {')
  write(path('har.json'), [])
  mkdirSync(path('folder.har'))
  for (const [args, stderr] of [
    [[], "missing required argument 'paths'"],
    [[path('nowhere')], 'no calls in calls/nowhere: it does not exist'],
    [[path('empty')], 'no calls in calls/empty'],
    [[path('none.har'), path('folder.har')], 'no calls in calls/none.har, calls/folder.har'],
    [[path('broken.har')], "calls/broken.har:2:11: not valid JSON: expected '}'"],
    [[path('har.json')], 'invalid calls file calls/har.json at /: must be an object'],
    [[path('page.har')], 'invalid calls file calls/page.har at /log/entries/0/pageref: unknown page'],
    [[path('foreign.har')], "invalid calls file calls/foreign.har at /log/entries/1: needs '_mock'"],
    [
      [path('state.har')],
      'invalid calls file calls/state.har at /log/pages/0/_state/id: must be 24 hexadecimal digits in lower case'
    ],
    [
      [path('facts.har')],
      'invalid calls file calls/facts.har at /log/entries/0/_mock/caller: must be one of owner, other, '
    ],
    [[path('good.har'), '--fail-on', 'guess,nune'], "--fail-on: unknown label 'nune', did you mean 'none'?"],
    [
      [path('good.har'), '--fail-on', ''],
      "--fail-on: unknown label ''; allowed: none, guess, contradicted, code-only, analogous, standard, reported, documented, recorded"
    ],
    [[path('good.har'), '--accepted', path('row.json')], '--accepted requires --fail-on'],
    [
      [path('good.har'), '--fail-on', 'none', '--accepted', path('nowhere')],
      "cannot read the report calls/nowhere: ENOENT: no such file or directory, open 'calls/nowhere'"
    ],
    [
      [path('good.har'), '--fail-on', 'none', '--accepted', path('text.json')],
      'invalid report calls/text.json at /behaviours: must be an array'
    ],
    [
      [path('good.har'), '--fail-on', 'none', '--accepted', path('row.json')],
      'invalid report calls/row.json at /behaviours/0/id: must be a string'
    ],
    [
      [path('good.har'), '--junit', path('no/x.xml')],
      "cannot write calls/no/x.xml: ENOENT: no such file or directory, mkdtemp 'calls/no/x.xml.XXXXXX'"
    ]
  ] as const) {
    const result = await command(['calls', 'report', ...args])
    const expected = { code: 2, stdout: '', stderr: `atlas-mock: ${stderr}\n` }
    t.strictSame({ ...result, stderr: result.stderr.replaceAll(folder, 'calls') }, expected)
  }
})
