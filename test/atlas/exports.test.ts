import t from 'tap'
import type { App } from '../../src/app.ts'
import type { RequestList } from '../../types/wire.d.ts'
import { ACME, as, build, DEMO, type Response } from '../app.ts'
import { get, machine } from '../control/control.ts'

const GROUP = `/api/atlas/v2/groups/${DEMO}`
const LATEST = 'application/vnd.atlas.2025-03-12+json'

const OTEL_LOGS = {
  type: 'OTEL_LOG_EXPORT',
  logTypes: ['MONGOD'],
  otelEndpoint: 'https://192.0.2.1/v1/logs',
  otelSuppliedHeaders: [
    { name: 'a', value: 'first-secret' },
    { name: 'b', value: 'other-secret' }
  ]
}

const OTEL_METRICS = {
  integrationType: 'OTEL',
  providerType: 'CUSTOM',
  authType: 'HEADER',
  aggregationTemporality: 'DELTA',
  endpoint: 'https://192.0.2.1/v1/metrics',
  metricSelection: ['MONGODB_METRICS'],
  headers: [{ name: 'a', value: 'metric-secret' }]
}

const OAUTH = {
  clientAuthMethod: 'CLIENT_SECRET',
  clientId: 'client-1',
  clientSecret: 'client-secret',
  scopes: ['metrics'],
  tokenEndpoint: 'https://192.0.2.1/token',
  tokenRequestParams: { audience: 'parameter-secret' }
}

const DATADOG_ALERT = {
  eventTypeName: 'NO_PRIMARY',
  notifications: [{ typeName: 'DATADOG', datadogApiKey: '0123456789abcdef0123456789abcdef' }]
}

type Json = Record<string, unknown>

function send(app: App, method: string, path: string, body?: unknown): Promise<Response> {
  return as(app, 'orgowner', { method, url: `${GROUP}/${path}`, body, headers: { accept: LATEST } })
}

/** Returns the stored settings of the only document of a resource. */
function stored(app: App, resource: 'logIntegrations' | 'metricIntegrations' | 'alertConfigs'): Json {
  return app.services[resource].listing(DEMO).page(0, 1)[0]?.settings ?? {}
}

t.test('keeps a secret if a PUT sends its redacted value', async t => {
  const app = await build(t, { sources: machine().sources })
  const log = (await send(app, 'POST', 'logIntegrations', OTEL_LOGS)).json as Json
  const put = await send(app, 'PUT', `logIntegrations/${log['id']}`, log)
  t.strictSame(put.json, log, 'the id stays')
  t.strictSame(stored(app, 'logIntegrations'), OTEL_LOGS)

  const swapped = [
    { name: 'b', value: '********cret' },
    { name: 'c', value: '********cret' },
    { name: 'a', value: 'new-secret' }
  ]
  /** Sends headers, or what was shown of them, and returns those that are stored. */
  const replace = async (body: object) => {
    const { json } = await send(app, 'PUT', `logIntegrations/${log['id']}`, body)
    return { shown: json as Json, headers: stored(app, 'logIntegrations')['otelSuppliedHeaders'] }
  }
  const { headers } = await replace({ ...log, otelSuppliedHeaders: swapped })
  const [first, ...others] = swapped
  t.strictSame(headers, [{ ...first, value: 'other-secret' }, ...others], 'by the name of the header')

  const twins = [
    { name: 'a', value: 'first-of-two' },
    { name: 'a', value: 'other-of-them' },
    { name: 'a', value: 'third-of-two' }
  ]
  const { shown } = await replace({ ...OTEL_LOGS, otelSuppliedHeaders: twins })
  t.strictSame((await replace(shown)).headers, twins, 'and by its redaction')
  const renamed = JSON.parse(JSON.stringify(shown).replaceAll('"name":"a"', '"name":"A"')) as Json
  const upper = twins.map(({ value }) => ({ name: 'A', value }))
  t.strictSame((await replace(renamed)).headers, upper, 'the case of a name does not count')

  const metric = (await send(app, 'POST', 'metricIntegrations', OTEL_METRICS)).json as Json
  const path = `metricIntegrations/${metric['metricIntegrationId']}`
  await send(app, 'PUT', path, { ...metric, headers: metric['headersRedacted'] })
  t.strictSame(stored(app, 'metricIntegrations'), OTEL_METRICS)

  const alert = (await send(app, 'POST', 'alertConfigs', DATADOG_ALERT)).json as Json
  const { json } = await send(app, 'PUT', `alertConfigs/${alert['id']}`, alert)
  t.strictSame(json, alert, 'id, notifierId and creation time stay')
  t.match(stored(app, 'alertConfigs'), DATADOG_ALERT)
})

t.test('does not store an inherited WEBHOOK URL that a client sends back', async t => {
  const app = await build(t, { sources: machine().sources })
  await send(app, 'POST', 'integrations/WEBHOOK', { url: 'https://a.example/hook', secret: 'first-secret' })
  const body = { eventTypeName: 'NO_PRIMARY', enabled: true, notifications: [{ typeName: 'WEBHOOK' }] }
  const created = (await send(app, 'POST', 'alertConfigs', body)).json as Json
  const path = `alertConfigs/${created['id']}`
  const [{ notifierId, ...notification }] = created['notifications'] as [Json]
  const shown = (host: string, secret: string) => ({
    typeName: 'WEBHOOK',
    webhookUrl: `https://${host}.example/****hook`,
    webhookSecret: secret
  })
  t.strictSame(notification, shown('a', '********cret'))
  const read = (await send(app, 'GET', path)).json as Json
  const [{ integrationId, ...rest }] = read['notifications'] as [Json]
  t.strictSame([rest], created['notifications'])
  t.strictSame((await send(app, 'PUT', path, read)).json, read)
  const webhook = { typeName: 'WEBHOOK', notifierId }
  t.strictSame(stored(app, 'alertConfigs')['notifications'], [{ ...webhook, integrationId }])

  t.strictSame((await send(app, 'PUT', path, created)).json, created)
  t.strictSame(stored(app, 'alertConfigs')['notifications'], [webhook])
  await send(app, 'PUT', 'integrations/WEBHOOK', { url: 'https://b.example/hook', secret: 'a-new-secret' })
  const reply = (await send(app, 'GET', path)).json as { notifications: [Json] }
  const { integrationId: replaced, ...others } = reply.notifications[0]
  t.strictSame(others, { notifierId, ...shown('b', '********cret') })

  const reread = { ...body, notifications: [shown('b', '********cret')] }
  t.match((await send(app, 'PUT', path, reread)).json, reread)
  const [bare] = stored(app, 'alertConfigs')['notifications'] as [Json]
  t.notOk('webhookUrl' in bare, 'also without notifierId')
  t.not(replaced, integrationId, 'the integration has a new id')
})

t.test('keeps a WEBHOOK URL and secret of its own, also if they equal those of the integration', async t => {
  const app = await build(t)
  const integration = { url: 'https://a.example/hook', secret: 'first-secret' }
  await send(app, 'POST', 'integrations/WEBHOOK', integration)
  const target = { typeName: 'WEBHOOK', webhookUrl: integration.url, webhookSecret: integration.secret }
  const body = { eventTypeName: 'NO_PRIMARY', enabled: true, notifications: [target] }
  const { json } = await send(app, 'POST', 'alertConfigs', body)
  const path = `alertConfigs/${(json as Json)['id']}`
  t.match(stored(app, 'alertConfigs'), body)
  await send(app, 'PUT', path, (await send(app, 'GET', path)).json)
  t.match(stored(app, 'alertConfigs'), body, 'what it read')
  await send(app, 'PUT', path, body)
  t.match(stored(app, 'alertConfigs'), body, 'without notifierId')
})

t.test('accepts headers of a metric integration with at most 2,048 bytes together', async t => {
  const app = await build(t)
  const post = async (bytes: number) => {
    const headers = [{ name: 'a', value: 'v'.repeat(bytes - 1) }]
    return (await send(app, 'POST', 'metricIntegrations', { ...OTEL_METRICS, headers })).status
  }
  t.strictSame([await post(2049), await post(2048)], [400, 201])
})

t.test('keeps the signing key when the client of a metric integration is replaced', async t => {
  const time = machine()
  const app = await build(t, { sources: time.sources })
  const { headers: _, ...rest } = OTEL_METRICS
  const body = { ...rest, authType: 'OAUTH2', oauth: OAUTH }
  const { json } = await send(app, 'POST', 'metricIntegrations', body)
  t.strictSame(stored(app, 'metricIntegrations'), body)
  const id = (json as Json)['metricIntegrationId']
  const path = `metricIntegrations/${id}`
  const { clientSecret: _secret, ...oauth } = OAUTH
  t.match(await send(app, 'PUT', path, { ...body, oauth }), {
    status: 400,
    text: /MISSING_ATTRIBUTE.*clientSecret/
  })

  const signed = { ...oauth, clientAuthMethod: 'PRIVATE_KEY_JWT' }
  const { json: shown } = await send(app, 'PUT', path, { ...body, oauth: signed })
  const signingKeyInfo = {
    algorithm: 'RS256',
    createdAt: '2026-11-25T12:00:00Z',
    jwksUri: `https://jwks.example/${id}`,
    kid: id
  }
  t.strictSame(shown, { ...(json as Json), oauth: { ...signed, signingKeyInfo } })
  time.now += 60_000
  t.strictSame((await send(app, 'PUT', path, shown)).json, shown, 'a response can be sent back')
  t.strictSame(stored(app, 'metricIntegrations'), { ...body, oauth: signed })
  t.strictSame((await send(app, 'GET', path)).json, shown)

  const list = await get(app, '/requests', { limit: '10' })
  t.notMatch(JSON.stringify(list), /client-secret|parameter-secret/)
  const [newest] = (list as RequestList).results.slice(1)
  t.match(newest?.request.body, { oauth: { clientId: 'client-1', tokenRequestParams: '****' } })
})

t.test('log integrations of an organization are not those of a project', async t => {
  const app = await build(t, { sources: machine().sources })
  const url = `/api/atlas/v2/orgs/${ACME}/logIntegrations`
  const headers = { accept: LATEST }
  const body = { ...OTEL_LOGS, logTypes: ['EVENTS'] }
  const { json } = await as(app, 'orgowner', { method: 'POST', url, body, headers })
  const { id } = json as Json
  t.match((await send(app, 'GET', `logIntegrations/${id}`)).json, { errorCode: 'RESOURCE_NOT_FOUND' })
  t.match((await send(app, 'GET', 'logIntegrations')).json, { totalCount: 0 })
  t.match((await as(app, 'orgowner', { url: `${url}/${id}`, headers })).json, json as Json)
})

t.test('rejects unusual input with its own error, without a 5xx or a state change', async t => {
  const app = await build(t)
  const log = JSON.stringify(OTEL_LOGS).slice(0, -1)
  const headers = (text: string) => log.replace(/\[\{.*/, `[${text}]}`)
  const deep = `${'['.repeat(60)}${']'.repeat(60)}`
  const alert = JSON.stringify(DATADOG_ALERT).slice(0, -1)
  const { headers: _, ...metric } = OTEL_METRICS
  const oauth = (text: string) =>
    `${JSON.stringify({ ...metric, authType: 'OAUTH2' }).slice(0, -1)},"oauth":${text}}`
  const rows: [path: string, body: string, errorCode: string][] = [
    ['logIntegrations', `${log},"__proto__":{}}`, 'INVALID_ATTRIBUTE'],
    ['logIntegrations', `${log},"constructor":1}`, 'INVALID_ATTRIBUTE'],
    ['logIntegrations', '{"__proto__":{"type":"OTEL_LOG_EXPORT"}}', 'MISSING_ATTRIBUTE'],
    ['logIntegrations', `{"type":"__proto__","logTypes":[]}`, 'INVALID_ENUM_VALUE'],
    ['logIntegrations', `${log},"logTypes":${deep}}`, 'INVALID_JSON_ATTRIBUTE'],
    ['logIntegrations', headers('{"name":"a","value":"b","__proto__":1}'), 'INVALID_ATTRIBUTE'],
    ['logIntegrations', headers('null'), 'INVALID_JSON_ATTRIBUTE'],
    ['logIntegrations', headers('["a","b"]'), 'INVALID_JSON_ATTRIBUTE'],
    ['logIntegrations', headers(deep), 'INVALID_JSON_ATTRIBUTE'],
    ['logIntegrations', headers('{"name":"a","value":null}'), 'INVALID_JSON_ATTRIBUTE'],
    ['metricIntegrations', '{"integrationType":{"__proto__":1}}', 'INVALID_JSON_ATTRIBUTE'],
    ['metricIntegrations', oauth('null'), 'MISSING_ATTRIBUTE'],
    ['metricIntegrations', oauth('[]'), 'INVALID_JSON_ATTRIBUTE'],
    ['metricIntegrations', oauth('{"__proto__":1}'), 'INVALID_ATTRIBUTE'],
    ['metricIntegrations', oauth('{"clientId":{}}'), 'INVALID_JSON_ATTRIBUTE'],
    ['metricIntegrations', oauth('{"tokenRequestParams":{"a":1}}'), 'INVALID_JSON_ATTRIBUTE'],
    ['metricIntegrations', oauth(`{"scopes":${deep}}`), 'INVALID_JSON_ATTRIBUTE'],
    ['alertConfigs', `${alert},"notifications":[null]}`, 'INVALID_JSON_ATTRIBUTE'],
    ['alertConfigs', `${alert},"notifications":${deep}}`, 'INVALID_JSON_ATTRIBUTE'],
    ['alertConfigs', `${alert},"metricThreshold":{"threshold":${deep}}}`, 'INVALID_JSON_ATTRIBUTE'],
    ['alertConfigs', `${alert},"threshold":{"a":${deep}}}`, 'INVALID_ATTRIBUTE'],
    ['alertConfigs', `${alert},"__proto__":[]}`, 'INVALID_ATTRIBUTE']
  ]
  for (const [path, body, errorCode] of rows) {
    const reply = await send(app, 'POST', path, body)
    t.match(reply.json, { error: 400, errorCode }, body.slice(0, 200))
  }
  for (const resource of ['logIntegrations', 'metricIntegrations', 'alertConfigs'] as const) {
    t.equal(app.services[resource].listing(DEMO).total, 0, resource)
  }
  t.notMatch(app.logged.join(''), '"level":50', 'no unexpected error in the log')
})

t.test('stores a lone surrogate as a replacement character', async t => {
  const app = await build(t)
  const body = JSON.stringify(OTEL_LOGS).replace('first-secret', 'secret-\\ud800-abc')
  const { status, json } = await send(app, 'POST', 'logIntegrations', body)
  t.equal(status, 201)
  t.match(json, { otelSuppliedHeaders: [{ value: '********-abc' }, {}] })
  const { json: list } = await send(app, 'GET', 'logIntegrations')
  t.match(list, { results: [json] })
})
