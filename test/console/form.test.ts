import t from 'tap'
import { type Exchange, failureOf } from '../../src/console/page/api/exchange.ts'
import { faultyField } from '../../src/console/page/integrations/form/field-faults.ts'
import {
  bodyOf,
  descriptionOf,
  formSchemaOf,
  initialValues
} from '../../src/console/page/integrations/form/form-schema.ts'
import { errorsOf, VALIDATOR } from '../../src/console/page/integrations/form/validator.ts'
import type { IntegrationTypeInfo } from '../../types/wire.d.ts'
import { as, build, DEMO, integrations } from '../app.ts'
import { control } from '../control/control.ts'

/** Returns the types as the page receives them. */
async function types(t: Parameters<typeof build>[0]) {
  const app = await build(t)
  const { json } = await control(app, 'GET', '/types')
  const { results } = json as { results: IntegrationTypeInfo[] }
  const byName = (name: string) => results.find(({ type }) => type === name) as IntegrationTypeInfo
  return { app, results: results.filter(({ refused }) => refused === null), byName }
}

t.test('builds the schema of a form from a type', async t => {
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
  t.strictSame(
    formSchemaOf(byName('SLACK'), 'create', 'zh').properties,
    {
      apiToken: { title: 'API 令牌', type: 'string' },
      channelName: { title: '频道', type: 'string', minLength: 1, maxLength: 80 },
      teamName: { title: '团队', type: 'string' }
    },
    'in Chinese, without fields that are only in responses'
  )
  const bare = { ...byName('SLACK'), schema: { ...byName('SLACK').schema, properties: { plain: {} } } }
  t.strictSame(formSchemaOf(bare, 'create', 'zh').properties, { plain: { title: 'plain' } })
  t.equal(descriptionOf(prometheus, 'en'), prometheus.description)
  t.match(descriptionOf(prometheus, 'zh'), /\p{Script=Han}/u)
  const { zh: _, ...english } = prometheus
  t.equal(descriptionOf(english as IntegrationTypeInfo, 'zh'), prometheus.description)
})

t.test('fills a form with defaults or with the integration', async t => {
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

t.test('builds the body from a form', async t => {
  const { byName } = await types(t)
  const victorOps = byName('VICTOR_OPS')
  const before = { type: 'VICTOR_OPS', id: 'x', apiKey: '****', routingKey: 'test' }
  const values = initialValues(victorOps, 'replace', before)
  t.strictSame(bodyOf(victorOps, 'replace', values, before), { type: 'VICTOR_OPS', routingKey: 'test' })
  t.strictSame(
    bodyOf(victorOps, 'replace', { apiKey: 'new' }, before),
    { type: 'VICTOR_OPS', apiKey: 'new', routingKey: null },
    'clears an emptied field'
  )
  for (const unset of [{ ...before, routingKey: null }, { type: 'VICTOR_OPS' }, undefined]) {
    t.strictSame(bodyOf(victorOps, 'replace', {}, unset), { type: 'VICTOR_OPS' })
  }
  t.strictSame(bodyOf(victorOps, 'create', { apiKey: 'k' }, before), { type: 'VICTOR_OPS', apiKey: 'k' })
})

const WORDS = {
  required: 'required',
  tooShort: (minimum: number) => `at least ${minimum}`,
  tooLong: (maximum: number) => `at most ${maximum}`,
  notAllowed: 'not allowed'
}

t.test('validates the values of a form', async t => {
  const { byName, results } = await types(t)
  const check = (name: string, values: Record<string, unknown>) =>
    errorsOf(formSchemaOf(byName(name), 'create', 'en'), values, WORDS)
  t.strictSame(check('SLACK', {}), { apiToken: 'required', channelName: 'required' })
  t.strictSame(check('SLACK', { apiToken: 'x', channelName: '' }), { channelName: 'at least 1' })
  t.strictSame(check('SLACK', { apiToken: 'x', channelName: 'c'.repeat(81) }), { channelName: 'at most 80' })
  t.strictSame(check('DATADOG', { apiKey: 'x', region: 'MARS' }), { region: 'not allowed' })
  t.strictSame(
    Object.keys(check('DATADOG', { region: 'MARS' })),
    ['apiKey', 'region'],
    'in the order of the fields'
  )
  for (const { type, examples } of results) {
    for (const { value } of examples) t.strictSame(check(type, value), {}, `the example of ${type} is valid`)
  }
  const schema = formSchemaOf(byName('SLACK'), 'create', 'en') as never
  t.strictSame(
    [{}, { apiToken: 'x', channelName: 'c' }].map(values =>
      VALIDATOR.isValid(schema, values as never, schema)
    ),
    [false, true]
  )
  t.strictSame(VALIDATOR.validateFormData({} as never, schema), { errors: [], errorSchema: {} })
  t.strictSame(VALIDATOR.rawValidation(schema), {})
})

/** Returns a failed exchange. */
function exchange(status: number, body: string): Exchange {
  const request = { method: 'POST', target: '/', headers: [], body: undefined }
  return { request, response: { status, reason: '', headers: [], body }, duration: 1 }
}

t.test("finds the field of an error in the mock's responses", async t => {
  const { app, byName } = await types(t)
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
    ['SLACK', { apiToken: 'x', channelName: 'c', more: 1 }, undefined]
  ]
  for (const [type, body, field] of CASES) {
    const reply = await as(app, 'orgowner', { method: 'POST', url: integrations(DEMO, type), body })
    const failure = failureOf(exchange(reply.status, reply.text))
    t.ok(failure, reply.text)
    if (failure) t.equal(faultyField(failure, byName(type), body), field, reply.text)
  }
  const conflict = { errorCode: 'INTEGRATION_ALREADY_CONFIGURED', detail: '', parameters: ['DATADOG'] }
  t.equal(faultyField(conflict, byName('DATADOG'), { apiKey: 'x' }), undefined)
  const named = { errorCode: 'OTHER', detail: 'The region is not there.', parameters: [] }
  t.equal(faultyField(named, byName('DATADOG'), {}), 'region', 'by the text')
})

t.test('finds the field of an error by its parameters, its code and its text', async t => {
  const info = (fields: Record<string, string[]>) => {
    const checked = Object.entries(fields).map(([name, errors]) => [
      name,
      { 'x-checks': errors.map(error => ({ error })) }
    ])
    return { schema: { properties: Object.fromEntries(checked) } } as unknown as IntegrationTypeInfo
  }
  const find = (parameters: unknown[], detail: string, fields: Record<string, string[]>, sent = {}) =>
    faultyField({ errorCode: 'E', detail, parameters }, info(fields), sent)
  const both = { one: [], two: ['E'], three: ['E'] }
  const none = { one: [], two: [] }
  t.equal(find(['x'], '', both, { one: 'x', three: 'x' }), 'three', 'prefers a field that raises the error')
  t.equal(find(['x'], '', none, { one: 'y', two: 'x' }), 'two', 'has the value')
  t.equal(find(['x'], 'one', both), 'one', 'is in the text')
  t.equal(find([], 'one or three', both), 'three', 'is in the text and raises the error')
  t.equal(find([], 'ones', both), 'two', 'the first that raises the error; the text has only part of a name')
  t.equal(find([], 'ones', none), undefined)
})
