import t from 'tap'
import { type Exchange, failureOf } from '../../../src/console/page/api/exchange.ts'
import { maskSecrets } from '../../../src/console/page/data/fields.ts'
import { errorsOf, faultyField } from '../../../src/console/page/integrations/form/form-errors.ts'
import {
  formBody,
  formSchemaOf,
  initialValues,
  unsupportedFields
} from '../../../src/console/page/integrations/form/form-schema.ts'
import type { IntegrationTypeInfo } from '../../../types/wire.d.ts'
import { as, build, DEMO, integrations } from '../../app.ts'
import { control } from '../../control/control.ts'

/** Returns the types as the page receives them. */
async function types(t: Parameters<typeof build>[0]) {
  const app = await build(t)
  const { json } = await control(app, 'GET', '/types')
  const { results } = json as { results: IntegrationTypeInfo[] }
  const byName = (name: string) => results.find(({ type }) => type === name) as IntegrationTypeInfo
  return { app, results: results.filter(({ rejectedWith }) => rejectedWith === null), byName }
}

/** An error in Atlas's format. */
const ERROR = {
  error: 409,
  errorCode: 'CODE',
  detail: 'A text.',
  parameters: ['DATADOG'],
  reason: 'Conflict'
}

/** Returns a failed exchange. */
function exchange(status: number, body: string): Exchange {
  const request = { method: 'POST', target: '/', headers: [], body: undefined }
  return { request, response: { status, reason: '', headers: [], body }, duration: 1, callId: 'a-1' }
}

t.test("reads errors in Atlas's format", async t => {
  t.strictSame(failureOf(exchange(409, JSON.stringify(ERROR))), {
    errorCode: 'CODE',
    detail: 'A text.',
    parameters: ['DATADOG']
  })
  t.strictSame(
    failureOf(exchange(500, '{"errorCode":7}')),
    { errorCode: '7', detail: '', parameters: [] },
    'the minimum that a fault may return'
  )
  t.equal(failureOf(exchange(200, JSON.stringify(ERROR))), undefined)
  for (const body of ['', 'not JSON', 'null', '"text"', '{}']) {
    t.equal(failureOf(exchange(500, body)), undefined, body)
  }
  t.equal(failureOf(undefined), undefined)
  t.equal(failureOf({ ...exchange(200, ''), response: undefined }), undefined)
})

t.test('builds the schema of a form from the type', async t => {
  const { byName } = await types(t)
  const prometheus = byName('PROMETHEUS')
  t.strictSame(formSchemaOf(prometheus, 'create', 'en').required, [
    'enabled',
    'serviceDiscovery',
    'username',
    'password'
  ])
  t.strictSame(formSchemaOf(prometheus, 'replace', 'en').required, [], 'a PUT merges')
  t.strictSame(
    formSchemaOf(byName('DATADOG'), 'replace', 'en').required,
    ['apiKey'],
    'except for the fields that Atlas requires'
  )
  const { properties } = formSchemaOf(byName('SLACK'), 'create', 'zh')
  t.strictSame(
    Object.entries(properties).map(([name, { title }]) => [name, title]),
    [
      ['apiToken', 'API 令牌'],
      ['channelName', '频道'],
      ['teamName', '团队']
    ],
    'in Chinese, without fields that are only in responses'
  )
  t.strictSame(unsupportedFields(byName('OTEL')), ['oauth'])
  t.notOk('oauth' in formSchemaOf(byName('OTEL'), 'create', 'en').properties)
  const bare = { ...byName('SLACK'), schema: { ...byName('SLACK').schema, properties: { plain: {} } } }
  t.strictSame(formSchemaOf(bare, 'create', 'zh').properties, { plain: { title: 'plain', description: '' } })
})

t.test('fills a form with defaults or the integration', async t => {
  const { byName } = await types(t)
  const webhook = {
    type: 'WEBHOOK',
    id: 'x',
    url: 'https://example.com/****hook',
    secret: '****',
    bodyTemplate: '******',
    headersTemplate: null
  }
  t.strictSame(initialValues(byName('WEBHOOK'), 'replace', webhook), {}, 'no redacted value')
  t.strictSame(initialValues(byName('WEBHOOK'), 'replace', undefined), {})
  const opsgenie = { type: 'OPS_GENIE', id: 'x', apiKey: '****', region: 'EU' }
  t.strictSame(initialValues(byName('OPS_GENIE'), 'replace', opsgenie), { region: 'EU' })
  t.strictSame(initialValues(byName('OPS_GENIE'), 'create', opsgenie), { region: 'US' })
  t.strictSame(initialValues(byName('PROMETHEUS'), 'create', undefined), {
    sendUserProvidedResourceTagsEnabled: false
  })
})

t.test('fills the form of a PUT that replaces with all values of the response', async t => {
  const { byName } = await types(t)
  const otel = byName('OTEL')
  const headers = [{ name: 'api-key', value: '****oken' }]
  const shown = { integrationType: 'OTEL', metricIntegrationId: 'x', providerType: 'CUSTOM' }
  const values = initialValues(otel, 'replace', { ...shown, headersRedacted: headers })
  t.strictSame(values, { providerType: 'CUSTOM', headers })
  t.strictSame(formBody(otel, 'replace', values, shown), { integrationType: 'OTEL', ...values })
  t.strictSame(
    formSchemaOf(otel, 'replace', 'en').required,
    formSchemaOf(otel, 'create', 'en').required,
    'a PUT requires what a POST requires'
  )
  const s3 = byName('S3_LOG_EXPORT')
  const before = { type: 'S3_LOG_EXPORT', id: 'x', kmsKey: 'k' }
  t.strictSame(formBody(s3, 'replace', {}, before), { type: 'S3_LOG_EXPORT' }, 'an omitted field is cleared')
})

t.test('builds the body from a form', async t => {
  const { byName } = await types(t)
  const victorOps = byName('VICTOR_OPS')
  const before = { type: 'VICTOR_OPS', id: 'x', apiKey: '****', routingKey: 'test' }
  const values = initialValues(victorOps, 'replace', before)
  t.strictSame(formBody(victorOps, 'replace', values, before), { type: 'VICTOR_OPS', routingKey: 'test' })
  t.strictSame(
    formBody(victorOps, 'replace', { apiKey: 'new' }, before),
    { type: 'VICTOR_OPS', apiKey: 'new', routingKey: null },
    'clears an emptied field'
  )
  for (const unset of [{ ...before, routingKey: null }, { type: 'VICTOR_OPS' }, undefined]) {
    t.strictSame(formBody(victorOps, 'replace', {}, unset), { type: 'VICTOR_OPS' })
  }
  t.strictSame(formBody(victorOps, 'create', { apiKey: 'k' }, before), { type: 'VICTOR_OPS', apiKey: 'k' })
})

t.test('validates the values of a form', async t => {
  const { byName, results } = await types(t)
  const words = {
    required: 'required',
    incomplete: 'incomplete',
    tooShort: (minimum: number) => `at least ${minimum}`,
    tooLong: (maximum: number) => `at most ${maximum}`
  }
  const check = (name: string, values: Record<string, unknown>) =>
    errorsOf(formSchemaOf(byName(name), 'create', 'en'), values, words)
  t.strictSame(Object.entries(check('SLACK', {})), [
    ['apiToken', 'required'],
    ['channelName', 'required']
  ])
  t.strictSame(check('SLACK', { apiToken: 'x', channelName: '' }), { channelName: 'at least 1' })
  t.strictSame(check('SLACK', { apiToken: 'x', channelName: 'c'.repeat(81) }), { channelName: 'at most 80' })
  t.strictSame(check('SLACK', { apiToken: 'x', channelName: '😀'.repeat(80) }), {}, 'counts characters')
  const row = { name: 'a', value: 'b' }
  t.match(check('OTEL', {}), { authType: 'required', metricSelection: 'required', headers: undefined })
  t.match(check('OTEL', { authType: 'HEADER' }), { metricSelection: 'required', headers: 'required' })
  t.match(check('OTEL', { headers: [row, { name: 'c' }] }), { headers: 'incomplete' })
  t.equal(check('OTEL', { headers: [row] })['headers'], undefined)
  for (const { type, examples } of results) {
    for (const { value } of examples) t.strictSame(check(type, value), {}, `the example of ${type} is valid`)
  }
})

t.test("finds the field of an error in the mock's responses", async t => {
  const { app, byName } = await types(t)
  const otel = { type: 'OTEL_LOG_EXPORT', logTypes: ['MONGOD'], otelEndpoint: 'https://192.0.2.1/' }
  const otelSuppliedHeaders = [{ name: 'a', value: 'b' }]
  const CASES: [type: string, body: Record<string, unknown>, field: string | undefined][] = [
    ['DATADOG', {}, 'apiKey'],
    ['DATADOG', { apiKey: 'nothex' }, 'apiKey'],
    ['DATADOG', { apiKey: '0123' }, 'apiKey'],
    ['DATADOG', { apiKey: '0123456789abcdef0123456789abcdef', region: 'MARS' }, 'region'],
    ['DATADOG', { apiKey: 7 }, 'apiKey'],
    ['PAGER_DUTY', { serviceKey: 'nothex' }, 'serviceKey'],
    ['PAGER_DUTY', { serviceKey: '0123' }, 'serviceKey'],
    ['SLACK', { apiToken: 'x', channelName: 'c'.repeat(81) }, 'channelName'],
    ['WEBHOOK', { url: 'foo' }, 'url'],
    [
      'PROMETHEUS',
      { enabled: true, serviceDiscovery: 'carrier', username: 'u', password: 'p' },
      'serviceDiscovery'
    ],
    ['MICROSOFT_TEAMS', { microsoftTeamsWebhookUrl: 'ftp://x' }, 'microsoftTeamsWebhookUrl'],
    ['SLACK', { apiToken: 'x', channelName: 'c', more: 1 }, undefined],
    ['OTEL_LOG_EXPORT', otel, 'otelSuppliedHeaders'],
    ['OTEL_LOG_EXPORT', { ...otel, otelSuppliedHeaders, logTypes: ['PAPER'] }, 'logTypes'],
    ['OTEL_LOG_EXPORT', { ...otel, otelSuppliedHeaders: [{ name: 'a' }] }, 'otelSuppliedHeaders'],
    ['OTEL_LOG_EXPORT', { ...otel, otelSuppliedHeaders, otelEndpoint: 'http://x' }, 'otelEndpoint']
  ]
  for (const [type, body, field] of CASES) {
    const isLog = type === 'OTEL_LOG_EXPORT'
    const headers = { accept: `application/vnd.atlas.${isLog ? '2025-03-12' : '2023-01-01'}+json` }
    const url = isLog ? `/api/atlas/v2/groups/${DEMO}/logIntegrations` : integrations(DEMO, type)
    const reply = await as(app, 'orgowner', { method: 'POST', url, headers, body })
    const failure = failureOf(exchange(reply.status, reply.text))
    t.ok(failure, reply.text)
    if (failure) t.equal(faultyField(failure, byName(type), body), field, reply.text)
  }
  const conflict = { errorCode: 'INTEGRATION_ALREADY_CONFIGURED', detail: '', parameters: ['DATADOG'] }
  t.equal(faultyField(conflict, byName('DATADOG'), { apiKey: 'x' }), undefined)
})

t.test('finds the field of an error by parameters, code and text', async t => {
  const find = (parameters: unknown[], detail: string, errors: Record<string, string[]>, sent = {}) => {
    const checked = Object.entries(errors).map(([name, errors]) => [
      name,
      { 'x-checks': errors.map(error => ({ error })) }
    ])
    const info = { schema: { properties: Object.fromEntries(checked) } } as unknown as IntegrationTypeInfo
    return faultyField({ errorCode: 'E', detail, parameters }, info, sent)
  }
  const both = { one: [], two: ['E'], three: ['E'] }
  const none = { one: [], two: [] }
  t.equal(find(['one'], 'two', both), 'one', 'a parameter names it')
  t.equal(find(['x'], '', both, { one: 'x', three: 'x' }), 'three', 'raises the error and has the value')
  t.equal(find([], 'one or three', both), 'three', 'raises the error and is in the text')
  t.equal(find([], 'ones', both), 'two', 'the first that raises the error; the text has only part of a name')
  t.equal(find(['x'], '', none, { one: 'y', two: 'x' }), 'two', 'has the value')
  t.equal(find([], 'two is wrong', none), 'two', 'is in the text')
  t.equal(find([], 'ones', none), undefined)
})

t.test('masks what the form hides, also in the entries of an array', async t => {
  const { byName } = await types(t)
  const { properties } = byName('OTEL').schema
  const headers = [{ name: 'api-key', value: 'token' }]
  t.strictSame(maskSecrets({ integrationType: 'OTEL', headers }, properties), {
    integrationType: 'OTEL',
    headers: [{ name: 'api-key', value: '********' }]
  })
  const body = { type: 'WEBHOOK', url: 'https://example.com/x', secret: 's', bodyTemplate: '{}' }
  const masked = maskSecrets(body, byName('WEBHOOK').schema.properties)
  t.match(masked, { type: 'WEBHOOK', secret: '********', bodyTemplate: '{}' })
  t.strictSame(maskSecrets(body), body, 'a type that is not known')
})
