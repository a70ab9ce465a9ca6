import t from 'tap'
import { parseDigest } from '../../src/auth/digest.ts'
import { answerChallenge, parseChallenge } from '../../src/console/page/atlas/digest.ts'
import { type Exchange, failureOf } from '../../src/console/page/atlas/exchange.ts'
import { isObject, jsonOf, prettyOf } from '../../src/console/page/atlas/json.ts'
import { faultyField } from '../../src/console/page/integrations/form/field-faults.ts'
import {
  bodyOf,
  descriptionOf,
  formSchemaOf,
  valuesOf
} from '../../src/console/page/integrations/form/form-schema.ts'
import { createValidator } from '../../src/console/page/integrations/form/validator.ts'
import type { IntegrationTypeInfo } from '../../types/wire.d.ts'
import { as, build, DEMO, integrations } from '../app.ts'
import { control } from '../control/control.ts'

t.test('the example of RFC 7616 §3.9.1', async t => {
  const header =
    'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=MD5, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
  const challenge = parseChallenge(header)
  t.strictSame(challenge, {
    realm: 'http-auth@example.org',
    nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
    opaque: 'FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS',
    isStale: false
  })
  if (!challenge) return
  const answer = answerChallenge(
    challenge,
    { publicKey: 'Mufasa', privateKey: 'Circle of Life' },
    {
      method: 'GET',
      uri: '/dir/index.html',
      count: 1,
      cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ'
    }
  )
  t.match(
    answer,
    'response="8ca523f5e9506fed4657c9700eebdbec", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
  )
})

t.test('recognizes challenges', async t => {
  for (const header of [null, '', 'Bearer realm="x"', 'Digest realm="x"']) {
    t.equal(parseChallenge(header), undefined, String(header))
  }
  t.strictSame(
    parseChallenge('digest NONCE=abc, STALE=True, realm="say \\"hi\\""'),
    { realm: 'say "hi"', nonce: 'abc', opaque: undefined, isStale: true },
    'names in any case, values with and without quotes'
  )
  t.strictSame(parseChallenge('Digest nonce=""'), {
    realm: '',
    nonce: '',
    opaque: undefined,
    isStale: false
  })
  const odd = answerChallenge(
    { realm: 'r', nonce: 'n', opaque: undefined, isStale: false },
    { publicKey: 'a "name\\', privateKey: 'ключ' },
    { method: 'GET', uri: '/', count: 255, cnonce: 'c' }
  )
  const read = parseDigest(odd.replace(/^Digest /, ''))
  t.match(read, { username: 'a "name\\', nc: '000000ff' }, 'the mock parses what the page writes')
})

const FAILURE = {
  error: 409,
  errorCode: 'CODE',
  detail: 'In words.',
  parameters: ['DATADOG'],
  reason: 'Conflict'
}

/** Returns an exchange with a response. */
function exchange(status: number, body: string): Exchange {
  const request = { method: 'GET', target: '/', headers: [], body: undefined }
  return { request, answer: { status, reason: '', headers: [], body }, duration: 1 }
}

t.test("an error in Atlas's format", async t => {
  t.strictSame(failureOf(exchange(409, JSON.stringify(FAILURE))), {
    errorCode: 'CODE',
    detail: 'In words.',
    parameters: ['DATADOG']
  })
  t.strictSame(
    failureOf(exchange(500, '{"errorCode":7}')),
    { errorCode: '7', detail: '', parameters: [] },
    'the minimum that a fault may return'
  )
  t.equal(failureOf(exchange(200, JSON.stringify(FAILURE))), undefined)
  for (const body of ['', 'no JSON', 'null', '"text"', '{}'])
    t.equal(failureOf(exchange(500, body)), undefined)
  t.equal(failureOf(undefined), undefined)
  t.equal(failureOf({ ...exchange(200, ''), answer: undefined }), undefined)
  t.strictSame(jsonOf('[1]'), [1])
  t.equal(prettyOf('{"a":[1]}'), '{\n  "a": [\n    1\n  ]\n}')
  t.equal(prettyOf('no JSON'), 'no JSON')
  t.strictSame([{}, [], null, 'text'].map(isObject), [true, false, false, false])
})

/** Returns the types as sent to the page. */
async function types(t: Parameters<typeof build>[0]) {
  const app = await build(t)
  const { json } = await control(app, 'GET', '/types')
  const { results } = json as { results: IntegrationTypeInfo[] }
  const byName = (name: string) => results.find(({ type }) => type === name) as IntegrationTypeInfo
  return { app, results: results.filter(({ refused }) => refused === null), byName }
}

t.test('builds the form of a type', async t => {
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
  t.strictSame(Object.keys(properties), ['apiToken', 'channelName', 'teamName'])
  t.match(properties['channelName'], { type: 'string', minLength: 1, maxLength: 80 })
  t.match(properties['channelName']?.['title'], /\p{Script=Han}/u, 'in Chinese')
  t.equal(properties['customEndpoint'], undefined, 'fields that are only in responses are omitted')
  const tags = 'sendUserProvidedResourceTagsEnabled'
  t.equal(formSchemaOf(prometheus, 'create', 'en').properties[tags]?.['default'], false)
  t.notOk('default' in (formSchemaOf(prometheus, 'replace', 'en').properties[tags] ?? {}))
  const bare = { ...byName('SLACK'), schema: { ...byName('SLACK').schema, properties: { plain: {} } } }
  t.strictSame(formSchemaOf(bare, 'create', 'zh').properties, { plain: { title: 'plain', description: '' } })
  t.equal(descriptionOf(prometheus, 'en'), prometheus.description)
  t.match(descriptionOf(prometheus, 'zh'), /\p{Script=Han}/u)
  const { zh: _, ...english } = prometheus
  t.equal(descriptionOf(english as IntegrationTypeInfo, 'zh'), prometheus.description)
})

t.test('builds the body from a form', async t => {
  const { byName } = await types(t)
  const webhook = byName('WEBHOOK')
  const current = {
    type: 'WEBHOOK',
    id: 'x',
    url: 'https://example.com/****hook',
    secret: '****',
    bodyTemplate: '******',
    headersTemplate: null
  }
  t.strictSame(valuesOf(webhook, current), {}, 'no secret is shown in full')
  t.strictSame(valuesOf(webhook, undefined), {})
  t.strictSame(bodyOf(webhook, 'replace', { secret: 'new' }, current), { type: 'WEBHOOK', secret: 'new' })
  const victorOps = byName('VICTOR_OPS')
  const before = { type: 'VICTOR_OPS', id: 'x', apiKey: '****', routingKey: 'test' }
  const values = valuesOf(victorOps, before)
  t.strictSame(values, { routingKey: 'test' }, 'values that are shown in full')
  t.strictSame(bodyOf(victorOps, 'replace', values, before), { type: 'VICTOR_OPS', routingKey: 'test' })
  t.strictSame(
    bodyOf(victorOps, 'replace', { apiKey: 'new' }, before),
    { type: 'VICTOR_OPS', apiKey: 'new', routingKey: null },
    'an emptied field is cleared'
  )
  for (const unset of [{ ...before, routingKey: null }, { type: 'VICTOR_OPS' }]) {
    t.strictSame(valuesOf(victorOps, unset), {})
    t.strictSame(bodyOf(victorOps, 'replace', {}, unset), { type: 'VICTOR_OPS' })
  }
  t.strictSame(bodyOf(webhook, 'replace', {}, undefined), { type: 'WEBHOOK' })
  t.strictSame(bodyOf(webhook, 'create', { url: 'https://a' }, current), {
    type: 'WEBHOOK',
    url: 'https://a'
  })
})

const WORDS = {
  required: 'needed',
  tooShort: (least: number) => `from ${least}`,
  tooLong: (most: number) => `to ${most}`,
  other: 'no'
}

t.test('validates the form', async t => {
  const { byName, results } = await types(t)
  const validator = createValidator(WORDS)
  const check = (name: string, values: unknown) => {
    const schema = formSchemaOf(byName(name), 'create', 'en') as never
    const { errors, errorSchema } = validator.validateFormData(values as never, schema)
    return { said: errors.map(({ stack }) => stack), at: Object.keys(errorSchema) }
  }
  t.strictSame(check('SLACK', undefined), {
    said: ['apiToken: needed', 'channelName: needed'],
    at: ['apiToken', 'channelName']
  })
  t.strictSame(check('SLACK', { apiToken: 'x', channelName: '' }).said, ['channelName: from 1'])
  t.strictSame(check('SLACK', { apiToken: 'x', channelName: 'c'.repeat(81) }).said, ['channelName: to 80'])
  t.strictSame(check('DATADOG', { apiKey: 'x', region: 'MARS' }).said, ['region: no'])
  for (const info of results) {
    const schema = formSchemaOf(info, 'create', 'en') as never
    for (const { value } of info.examples) {
      const { type: _type, ...values } = value
      t.ok(validator.isValid(schema, values as never, schema), `the example of ${info.type} is valid`)
      t.strictSame(validator.rawValidation(schema, values as never), {})
    }
  }
})

t.test("finds the field of an Atlas error in the mock's responses", async t => {
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
  t.equal(
    find(['x'], '', both, { one: 'x', three: 'x' }),
    'three',
    'of the fields with the value, the one that can raise the error'
  )
  t.equal(
    find(['x'], '', { one: [], two: [] }, { one: 'y', two: 'x' }),
    'two',
    'else the first with the value'
  )
  t.equal(find(['x'], 'one', both), 'one', 'else the one that the text names')
  t.equal(find([], 'one or three', both), 'three', 'of the fields that can raise the error')
  t.equal(
    find([], 'ones', both),
    'two',
    'matches complete words; otherwise returns the first that can raise the error'
  )
  t.equal(find([], 'ones', { one: [], two: [] }), undefined)
})
