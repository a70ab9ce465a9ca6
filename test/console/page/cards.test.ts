import t from 'tap'
import { cardFacts, initialsOf } from '../../../src/console/page/integrations/card-texts.ts'
import { tokensOf } from '../../../src/console/page/parts/json-tokens.ts'
import { readTypeFiles } from '../../../src/integrations/registry.ts'
import type { IntegrationTypeInfo } from '../../../types/wire.d.ts'
import { as, build, DEMO } from '../../app.ts'
import { control } from '../../control/control.ts'

const RESOURCES = ['integrations', 'logIntegrations', 'metricIntegrations'] as const

/** Each kind of field in cards. */
const SAMPLES = [
  ...['PAGER_DUTY', 'SLACK', 'DATADOG', 'NEW_RELIC', 'OPS_GENIE', 'VICTOR_OPS', 'WEBHOOK', 'PROMETHEUS'],
  ...['MICROSOFT_TEAMS', 'S3_LOG_EXPORT', 'GCS_LOG_EXPORT', 'AZURE_LOG_EXPORT', 'DATADOG_LOG_EXPORT'],
  ...['SPLUNK_LOG_EXPORT', 'OTEL_LOG_EXPORT', 'OTEL']
]

/** Creates the example of each sample. Returns the types, and the project's lists by resource. */
async function configured(t: Parameters<typeof build>[0]) {
  const app = await build(t)
  const { json } = await control(app, 'GET', '/types')
  const all = (json as { results: IntegrationTypeInfo[] }).results
  const types = all.filter(({ type }) => SAMPLES.includes(type))
  const call = async (resource: string, options: object, path = '') => {
    const version = resource === 'integrations' ? '2023-01-01' : '2025-03-12'
    const headers = { accept: `application/vnd.atlas.${version}+json` }
    const url = `/api/atlas/v2/groups/${DEMO}/${resource}${path}`
    return as(app, 'orgowner', { url, headers, ...options })
  }
  for (const { type, resource, examples } of types) {
    const path = resource === 'integrations' ? `/${type}` : ''
    await call(resource, { method: 'POST', body: examples[0]?.value }, path)
  }
  const lists = RESOURCES.map(async resource => (await call(resource, {})).json as object)
  return { types, lists: await Promise.all(lists) }
}

t.test('a card shows the key with four bullets, and the facts that the type names', async t => {
  const { types, lists } = await configured(t)
  const initials = initialsOf(types.map(({ label }) => label))
  const texts = lists.flatMap((list, at) =>
    (list as { results: Record<string, unknown>[] }).results.map(integration => {
      const info = types.find(
        ({ type, typeField, resource }) => resource === RESOURCES[at] && integration[typeField] === type
      ) as IntegrationTypeInfo
      const facts = cardFacts(info, integration, 'en').map(
        ({ title, text, isInClear }) => `${title}${isInClear ? ' in clear' : ''}: ${text}`
      )
      return [`${initials[types.indexOf(info)]} ${info.label}`, ...facts]
    })
  )
  t.strictSame(texts, [
    ['PD PagerDuty', 'Service key: ••••cdef', 'Region: US'],
    ['Sl Slack', 'API token: ••••0000', 'Team: MongoDB', 'Channel: alerts'],
    ['Da Datadog', 'API key: ••••cdef', 'Region: US'],
    [
      'NR New Relic',
      'License key in clear: 0000000000000000000000000000000000000002',
      'Account ID in clear: 0000000000000000000000000000000000000001'
    ],
    ['Op Opsgenie', 'API key: ••••1111', 'Region: US'],
    ['SO Splunk On-Call (VictorOps)', 'API key: ••••1111', 'Routing key: test routing'],
    ['We Webhook', 'URL: https://example.com/••••tlas', 'Secret: ••••cret'],
    ['Pr Prometheus', 'Service discovery: http', 'User name: prom_user_0'],
    ['MT Microsoft Teams', 'Webhook URL: https://example.webhook.office.com/••••0001'],
    ['AS Amazon S3', 'Bucket: my-log-bucket', 'Log types: MONGOD, MONGOS'],
    ['GC Google Cloud Storage', 'Bucket: my-gcs-log-bucket', 'Log types: MONGOD'],
    ['AB Azure Blob Storage', 'Storage account: mylogstorageaccount', 'Log types: MONGOD'],
    ['Dt Datadog', 'API key: ••••cdef', 'Region: US1', 'Log types: MONGOD, MONGOS'],
    [
      'Sp Splunk',
      'HEC token: ••••9012',
      'HEC URL: https://192.0.2.1:8088/services/collector/event',
      'Log types: MONGOD'
    ],
    [
      'OT OpenTelemetry',
      'Headers: Authorization: ••••n123',
      'Endpoint: https://192.0.2.1:4318/v1/logs',
      'Log types: MONGOD'
    ],
    [
      'Oe OpenTelemetry',
      'Headers: api-key: ••••oken',
      'Provider: CUSTOM',
      'Endpoint: https://192.0.2.1/v1/metrics'
    ]
  ])
})

t.test('the evidence for each secret in clear is the one that the card names', async t => {
  for (const { title, properties, 'x-integration': facts } of readTypeFiles()) {
    for (const name of facts.shown ?? []) {
      const { shown, evidence } = properties?.[name]?.['x-secret'] ?? {}
      if (shown === 'plain') t.equal(evidence, 'reported', `${title}: ${name}`)
    }
  }
})

t.test('a fact keeps the redacted value of the response', async t => {
  const { types } = await configured(t)
  const slack = types.find(({ type }) => type === 'SLACK') as IntegrationTypeInfo
  const integration = { apiToken: '****', teamName: null, channelName: '*all*' }
  t.strictSame(cardFacts(slack, integration, 'zh'), [
    { name: 'apiToken', title: 'API 令牌', value: '****', text: '••••', isRedacted: true, isInClear: false },
    { name: 'channelName', title: '频道', value: '*all*', text: '*all*', isRedacted: false, isInClear: false }
  ])
  t.strictSame(cardFacts({ ...slack, shown: ['unknown'] }, integration, 'en'), [])
})

t.test('JSON keeps its text, and marks the values that Atlas redacted, in lists too', async t => {
  const { types, lists } = await configured(t)
  const redacted = lists.map(list => {
    const text = JSON.stringify(list, null, 2)
    const tokens = tokensOf(text, types) ?? []
    t.equal(tokens.map(({ text }) => text).join(''), text)
    return tokens.flatMap(({ text, kind }) => (kind === 'redacted' ? [text] : []))
  })
  t.strictSame(redacted, [
    [
      '"****************************cdef"',
      '"**********************0000"',
      '"****************************cdef"',
      '"********************************1111"',
      '"********************************1111"',
      '"************cret"',
      '"https://example.com/****tlas"',
      '"https://example.webhook.office.com/****0001"'
    ],
    ['"****************************cdef"', '"********************************9012"', '"***********n123"'],
    ['"*********oken"']
  ])
  const parts = tokensOf(JSON.stringify({ a: [1, 'b"'], c: {}, d: [], e: null, f: [true] }, null, 2), types)
  t.equal(
    parts?.flatMap(({ text, kind }) => (kind ? [`${kind} ${text}`] : [])).join(', '),
    'key "a", literal 1, string "b\\"", key "c", key "d", key "e", literal null, key "f", literal true'
  )
  const body = { type: 'DATADOG', apiKey: '****' }
  const kinds = (value: object) => tokensOf(JSON.stringify(value, null, 2), types)?.map(({ kind }) => kind)
  t.notOk(kinds(body)?.includes('redacted'), 'a request, which the journal masks')
  t.ok(kinds({ ...body, id: 'x' })?.includes('redacted'))
  for (const text of ['', 'a: b', '1', '"a"', '{"a":1}']) t.equal(tokensOf(text, types), undefined, text)
})
