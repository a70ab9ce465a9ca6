import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { App } from '../../src/app.ts'
import { publicUrl, readAsset } from '../../src/assets.ts'
import { behaviourRow } from '../../src/proof/calls/evidence-report.ts'
import { findRow, unsureRows } from '../../src/proof/label/rows.ts'
import type { CallsFile } from '../../types/calls.d.ts'
import type { EvidenceFile } from '../../types/evidence.d.ts'
import type { FaultBody, RecordedRequest, StubBody } from '../../types/wire.d.ts'
import { call, DEMO, ELSEWHERE, integrations, type Request } from '../app.ts'
import {
  ACCOUNT,
  asBearer,
  asKey,
  control,
  faultsOf,
  frozen,
  get,
  keyOf,
  NOON,
  type ServiceAccount,
  tokenFor
} from './control.ts'
import { KEY, verify } from './journal.ts'

const SOURCES = new Map(
  readAsset<EvidenceFile>('fixtures/evidence.json').rows.flatMap(({ id, source, cases }) => [
    [id, source] as const,
    ...cases.map(one => [one.id, one.source ?? source] as const)
  ])
)

/** Label, id, title and date of rows. */
const ROWS = {
  challenge: [
    'analogous',
    'sends-challenge-without-credentials',
    'sends a challenge for a request without credentials',
    '2026-12-01'
  ],
  'challenge of a creation': [
    'recorded',
    'rejects-request-without-credentials',
    'rejects a request without credentials',
    '2026-08-10'
  ],
  'challenge of an update': [
    'analogous',
    'sends-challenge-without-credentials-update',
    'sends a challenge for a request without credentials: update',
    '2026-12-01'
  ],
  'empty list': ['documented', 'returns-empty-list', 'returns an empty list', '2026-08-21'],
  list: ['recorded', 'lists-five-integrations', 'lists five integrations', '2026-08-10'],
  'empty list of logs': [
    'documented',
    'returns-empty-list-log-integrations',
    'returns an empty list of log integrations',
    '2026-08-21'
  ],
  'list of metrics': [
    'documented',
    'filters-metric-integrations-no-filter',
    'filters metric integrations by type and provider: no filter',
    '2026-08-21'
  ],
  Datadog: [
    'documented',
    'creates-integrations-documented-fields',
    'creates integrations with the documented fields',
    '2026-08-21'
  ],
  Slack: [
    'documented',
    'creates-integrations-slack',
    'creates integrations with the documented fields: SLACK',
    '2026-08-21'
  ],
  Webhook: ['recorded', 'creates-webhook', 'creates WEBHOOK', '2026-08-10'],
  'creating update': [
    'reported',
    'creates-type-not-configured',
    'creates a type that is not configured',
    '2026-12-02'
  ],
  update: [
    'reported',
    'updates-flags-datadog-full-key',
    'updates the flags of DATADOG with the full key',
    '2026-08-21'
  ],
  conflict: [
    'documented',
    'rejects-second-configuration-type',
    'rejects a second configuration of a type',
    '2026-08-21'
  ],
  role: [
    'documented',
    'rejects-request-caller-role-not-permit',
    "rejects a request that the caller's role does not permit",
    '2026-09-30'
  ],
  foreign: [
    'analogous',
    'rejects-caller-another-reading',
    'rejects a caller of another organization: reading',
    '2026-11-28'
  ],
  'access list': [
    'analogous',
    'rejects-address-not-on-access-list-list',
    'rejects an address that is not on the access list: list',
    '2026-11-28'
  ],
  'challenge of the address': [
    'recorded',
    'rejects-address-request-without-credentials',
    'rejects an address request without credentials',
    '2026-08-11'
  ],
  address: ['recorded', 'returns-caller-address', "returns the caller's address", '2026-08-11'],
  telemetry: [
    'reported',
    'accepts-telemetry-events-without-credentials',
    'accepts telemetry events without credentials',
    '2026-08-21'
  ],
  'unknown project': [
    'analogous',
    'returns-same-error-unknown-project-list',
    'returns the same error for an unknown project to every caller: list',
    '2026-08-21'
  ],
  redacted: [
    'guess',
    'stores-redacted-value-sent-microsoft-teams',
    'stores a redacted value as sent: MICROSOFT_TEAMS',
    '2026-11-28'
  ],
  'null value': [
    'contradicted',
    'creates-integrations-slack-channel-name-null',
    'creates integrations with the documented fields: SLACK, channelName null',
    '2026-11-30'
  ]
} as const

/** A Digest call, the rows of its challenge and of its response, and the fault that fires on it. */
interface Call {
  by?: string
  request: Request
  /** Undefined: without a challenge. */
  challenge?: keyof typeof ROWS | null
  row: keyof typeof ROWS | null
  fault?: FaultBody
}

const LIST: Request = { url: integrations(DEMO) }
const post = (type: string, body: object): Request => ({
  method: 'POST',
  url: integrations(DEMO, type),
  body: { type, ...body }
})
const DATADOG = post('DATADOG', { apiKey: KEY, region: 'US' })
const SLACK = post('SLACK', { apiToken: `xoxb-${KEY}`, channelName: 'alerts' })
const WEBHOOK = post('WEBHOOK', { url: 'https://example.com/hook', secret: 'secret of the webhook' })
const listOf = (resource: string): Request => ({
  url: `/api/atlas/v2/groups/${DEMO}/${resource}`,
  headers: { accept: 'application/vnd.atlas.2025-03-12+json' }
})

const ofList = { request: LIST, challenge: 'challenge' } as const
const ofCreation = { request: DATADOG, challenge: 'challenge of a creation' } as const
const ofSlack = { ...ofCreation, request: SLACK } as const
const OUTAGE: FaultBody = { effect: { type: 'status', status: 503 } }

/** Sends calls; each entry of the journal must have its row, and the report of the calls the same. */
async function check(t: Test, calls: readonly Call[], stubs: readonly StubBody[] = []): Promise<App> {
  const app = await frozen(t, { calls: join(t.testdir(), 'calls') })
  const { journal } = app.services
  for (const stub of stubs) await control(app, 'POST', '/stubs', stub)
  const expected: (keyof typeof ROWS | null)[] = []
  for (const { by = 'orgowner', request, challenge, row, fault } of calls) {
    if (fault) await control(app, 'POST', '/faults', fault)
    // A fault may end the connection.
    await asKey(app, keyOf(by), request).catch(() => undefined)
    await control(app, 'DELETE', '/faults')
    expected.push(...(challenge === undefined ? [row] : [challenge, row]))
  }
  const { results } = await get<{ results: RecordedRequest[] }>(app, '/requests')
  const found = await Promise.all(results.map(({ id }) => get<RecordedRequest>(app, `/requests/${id}`)))
  t.strictSame(
    found.map(({ permitted: _permitted, ...entry }) => entry),
    results.map((entry, at) => {
      const [label, id, title, date] = ROWS[expected[at] as keyof typeof ROWS] ?? []
      const url = publicUrl(findRow(id ?? '')?.page ?? '')
      return {
        ...entry,
        evidence: label ? { label, id, title, source: SOURCES.get(id ?? ''), date, url } : null
      }
    })
  )
  t.strictSame(found.map(entry => faultsOf('RecordedRequest', entry)).filter(Boolean), [])
  t.equal(journal.newestId, expected.length)
  // Neither background reads nor challenges that a call has followed are recorded.
  const followed = new Set(found.map(({ challenge }) => challenge))
  const shown = found.filter(({ id, background }) => !background && !followed.has(id))
  const { log } = await get<CallsFile>(app, '/calls.har')
  t.strictSame(
    log.entries.map(entry => behaviourRow(entry).label).sort(),
    shown.map(({ evidence }) => evidence?.label ?? 'none').sort()
  )
  return app
}

t.test('names the row of each call of the demonstration', async t => {
  const background: Request = { ...LIST, headers: { 'x-mock-background': 'true' } }
  await check(t, [
    { request: background, challenge: null, row: null },
    { ...ofList, row: 'empty list' },
    { ...ofCreation, row: 'Datadog' },
    { ...ofCreation, row: 'conflict' },
    { ...ofSlack, by: 'readonly', row: 'role' },
    { ...ofSlack, row: 'Slack' },
    { ...ofList, row: null, fault: OUTAGE },
    { ...ofList, row: 'list' },
    { request: listOf('logIntegrations'), challenge: null, row: 'empty list of logs' },
    { request: listOf('metricIntegrations'), challenge: null, row: 'list of metrics' },
    { request: WEBHOOK, challenge: 'challenge of a creation', row: 'Webhook' },
    {
      request: { ...post('PAGER_DUTY', { serviceKey: KEY }), method: 'PUT' },
      challenge: 'challenge of an update',
      row: 'creating update'
    },
    { ...ofList, by: 'outsider', row: 'foreign' },
    { ...ofList, by: 'fencedin', request: { ...LIST, remoteAddress: '198.51.100.7' }, row: 'access list' },
    { ...ofList, row: 'list', fault: { effect: { type: 'delay', delay: 1 } } },
    {
      ...ofList,
      row: null,
      fault: { effect: { type: 'rateLimit' } }
    }
  ])
})

t.test('a response that is not from Atlas, or that no row is about, has no evidence', async t => {
  const stub: StubBody = { method: 'GET', path: '/api/atlas/v2/stubbed', status: 404 }
  await check(
    t,
    [
      { ...ofList, row: null, fault: { effect: { type: 'error', errorCode: 'UNEXPECTED_ERROR' } } },
      { ...ofList, row: null, fault: { effect: { type: 'hangUp' } } },
      { ...ofList, row: null, fault: { effect: { type: 'truncate' } } },
      { ...ofCreation, row: null, fault: { ...OUTAGE, stage: 'after-commit' } },
      { request: LIST, row: null, fault: { stage: 'edge', effect: { type: 'status', status: 503 } } },
      { request: { ...LIST, headers: { prefer: 'code=409' } }, row: null },
      { request: { url: stub.path }, challenge: null, row: null },
      { request: { url: '/api/atlas/v2/unknown' }, row: null },
      { request: { ...listOf('teams'), method: 'POST' }, row: null },
      // Rows about the creation of an integration say nothing about other operations.
      { request: listOf('settings'), by: 'nobody', challenge: null, row: null },
      { request: { url: `/api/atlas/v2/groups/${'1'.repeat(24)}/clusters` }, challenge: null, row: null },
      // With a delay, the response is the usual one.
      { ...ofList, row: 'list', fault: { effect: { type: 'slow', bytesPerSecond: 1_000_000 } } },
      // Private endpoints do not have an operation.
      { request: { url: '/api/private/ipinfo' }, challenge: 'challenge of the address', row: 'address' },
      {
        request: { method: 'POST', url: '/api/private/unauth/telemetry/events', body: [] },
        row: 'telemetry'
      },
      { ...ofList, request: { url: integrations('1'.repeat(24)) }, row: 'unknown project' },
      {
        ...ofCreation,
        request: { ...DATADOG, method: 'PUT' },
        challenge: 'challenge of an update',
        row: 'update'
      }
    ],
    [stub]
  )
})

t.test('the journal as text and a failed verification mark responses that are not sure', async t => {
  const redacted = post('MICROSOFT_TEAMS', { microsoftTeamsWebhookUrl: 'https://webhook.example.org/****' })
  const withNull = post('SLACK', { apiToken: `xoxb-${KEY}`, channelName: null })
  const app = await check(t, [
    { request: redacted, challenge: 'challenge of a creation', row: 'redacted' },
    { request: withNull, challenge: 'challenge of a creation', row: 'null value' }
  ])
  const { text } = await control(app, 'GET', '/requests.txt')
  const rest = '  the request has no credentials'
  const slack = withNull.url.padEnd(redacted.url.length)
  t.equal(
    text,
    [
      `time                      method  path${' '.repeat(redacted.url.length - 4)}  status              reason`,
      `${NOON}  POST    ${redacted.url}  401               ${rest}`,
      `${NOON}  POST    ${redacted.url}  200 (guess)`,
      `${NOON}  POST    ${slack}  401               ${rest}`,
      `${NOON}  POST    ${slack}  200 (contradicted)`,
      ''
    ].join('\n')
  )
  const { message } = await verify(app, { match: { operation: 'createGroupIntegration' }, count: 1 })
  t.equal(
    message,
    [
      'verification failed: expected exactly 1, found 2',
      '  match: {"operation":"createGroupIntegration"}',
      '  found:',
      `    #2 POST ${redacted.url} 200 (guess) at ${NOON}, by orgowner`,
      `    #4 POST ${withNull.url} 200 (contradicted) at ${NOON}, by orgowner`
    ].join('\n')
  )
})

/** Requests on a type that a check before the body rejects, and the principals that send them. */
const CHECKS: Readonly<
  Record<string, [more: Partial<Request> & { query?: string }, key?: string, account?: ServiceAccount]>
> = {
  'no credentials': [{}],
  'the role': [{}, 'readonly', ACCOUNT.reader],
  'another organization': [{ url: integrations(ELSEWHERE) }, 'orgowner', ACCOUNT.owner],
  'an unknown project': [{ url: integrations('1'.repeat(24)) }, 'orgowner', ACCOUNT.owner],
  'a malformed groupId': [{ url: integrations('xyz') }, 'orgowner', ACCOUNT.owner],
  'the access list': [{ remoteAddress: '198.51.100.7' }, 'fencedin'],
  'the version': [{ headers: { accept: '*/*' } }, 'orgowner', ACCOUNT.owner],
  'the query': [{ query: '?itemsPerPage=0' }, 'orgowner', ACCOUNT.owner],
  'Content-Type': [{ headers: { 'content-type': 'text/plain' } }, 'orgowner', ACCOUNT.owner]
}

t.test(
  'a check that is decided before the body has one label for all types, however the caller signs in',
  async t => {
    const app = await frozen(t)
    // A new type has no rows before `npm run docs`.
    const types = app.services.registry.thirdParty.flatMap(({ name, facts }) =>
      facts.rejectedWith || !unsureRows(name) ? [] : name
    )
    for (const [check, [{ url = integrations(DEMO), query = '', ...more }, key, account]] of Object.entries(
      CHECKS
    )) {
      const labels = new Set<string>()
      for (const type of types) {
        const request: Request = { method: 'POST', url: `${url}/${type}${query}`, body: { type }, ...more }
        if (key === undefined) await call(app, request)
        else await asKey(app, keyOf(key), request)
        labels.add(await newestLabel(app))
        if (!account) continue
        await asBearer(app, await tokenFor(app, account), request)
        labels.add(await newestLabel(app))
      }
      t.equal(labels.size, 1, `${check}: ${[...labels].join()}`)
    }
    t.ok(types.length >= 9)
  }
)

async function newestLabel(app: App): Promise<string> {
  const { evidence } = await get<RecordedRequest>(app, `/requests/${app.services.journal.newestId}`)
  return `${evidence?.label} ${evidence?.id}`
}
