import t from 'tap'
import { ACME, as, build, DEMO, integrations, type Response, STAGING } from '../app.ts'

type Wire = Record<string, unknown>

function result(reply: Response, type: string): Wire {
  const { results } = reply.json as { results: Wire[] }
  return results.find(one => one['type'] === type) ?? {}
}

const KEY = '0123456789abcdef0123456789abcdef'
const HEX = 'apiKey must be a hexadecimal string'

t.test('GET returns the bare object; DELETE returns 204 without a body, then 404', async t => {
  const app = await build(t)
  const url = integrations(STAGING, 'WEBHOOK')
  const one = await as(app, 'orgreadr', { url })
  t.equal(
    one.text,
    '{"bodyTemplate":null,"headersTemplate":null,"id":"6955b9000000000000000002","secret":"******************cret","url":"https://example.com/****tlas","type":"WEBHOOK"}'
  )
  const gone = await as(app, 'orgowner', { method: 'DELETE', url })
  t.equal(gone.status, 204)
  t.equal(gone.text, '')
  t.equal(gone.headers['content-type'], 'application/vnd.atlas.2023-01-01+json;charset=utf-8')
  t.equal(gone.headers['x-java-method'], 'ApiGroupIntegrationsResource::deleteIntegration')
  t.equal(gone.headers['content-length'], undefined)
  for (const method of ['GET', 'DELETE']) {
    t.strictSame((await as(app, 'orgowner', { method, url })).json, {
      detail: "The integration of type 'WEBHOOK' is not configured for this group.",
      error: 404,
      errorCode: 'INTEGRATION_NOT_CONFIGURED',
      parameters: ['WEBHOOK'],
      reason: 'Not Found'
    })
  }
})

t.test('DELETE ignores the body and its Content-Type', async t => {
  const app = await build(t)
  const headers = { 'content-type': ';;' }
  const url = integrations(STAGING, 'DATADOG')
  t.equal((await as(app, 'orgowner', { method: 'DELETE', url, headers, body: '{' })).status, 204)
})

t.test('PUT keeps absent fields, clears optional fields sent as null, and assigns a new id', async t => {
  const app = await build(t)
  const url = integrations(STAGING, 'WEBHOOK')
  const put = async (body: object) =>
    result(await as(app, 'orgowner', { method: 'PUT', url, body }), 'WEBHOOK')
  const moved = await put({ url: 'https://example.com/2' })
  t.match(moved, { secret: '******************cret', url: 'https://example.com/****om/2' })
  t.not(moved['id'], '6955b9000000000000000002')
  t.match(await put({ bodyTemplate: '{}' }), { bodyTemplate: '******', url: 'https://example.com/****om/2' })
  t.match(await put({ secret: null, url: null }), {
    bodyTemplate: '******',
    secret: null,
    url: 'https://example.com/****om/2'
  })
  const back = await put({ id: moved['id'], url: 'https://example.com/****om/2', bodyTemplate: null })
  t.match(back, { bodyTemplate: null, url: 'https://example.com/****om/2' })
})

t.test('PUT creates an unconfigured integration and then requires the fields of POST', async t => {
  const app = await build(t)
  const url = integrations(DEMO, 'PROMETHEUS')
  const body = { enabled: true, serviceDiscovery: 'http', username: 'u' }
  const refused = await as(app, 'orgowner', { method: 'PUT', url, body })
  t.match(refused.json, { errorCode: 'MISSING_ATTRIBUTE', parameters: ['password'] })
  const made = await as(app, 'orgowner', { method: 'PUT', url, body: { ...body, password: 'p' } })
  t.equal(made.status, 200)
  t.strictSame(result(made, 'PROMETHEUS'), {
    enabled: true,
    id: result(made, 'PROMETHEUS')['id'],
    sendUserProvidedResourceTagsEnabled: false,
    serviceDiscovery: 'http',
    username: 'u',
    type: 'PROMETHEUS'
  })
  for (const change of [{ username: 'v' }, { password: null }]) {
    t.equal((await as(app, 'orgowner', { method: 'PUT', url, body: change })).status, 200)
  }
  t.match(app.services.integrations.list(DEMO)[0]?.settings, { password: 'p', username: 'v' })
  const empty = await as(app, 'orgowner', { method: 'PUT', url, body: { password: '' } })
  t.match(empty.json, { errorCode: 'MISSING_ATTRIBUTE', parameters: ['password'] })
})

t.test('PUT rejects a redacted, null or absent DATADOG or PAGER_DUTY key', async t => {
  const app = await build(t)
  const datadog = integrations(STAGING, 'DATADOG')
  for (const body of [{}, { region: 'US' }, { apiKey: null }, { apiKey: `${'*'.repeat(28)}cdef` }]) {
    const reply = await as(app, 'orgowner', { method: 'PUT', url: datadog, body })
    t.match(reply.json, { errorCode: 'INVALID_INTEGRATION_SETTINGS', parameters: ['DATADOG', HEX] })
  }
  const pager = integrations(DEMO, 'PAGER_DUTY')
  await as(app, 'orgowner', { method: 'POST', url: pager, body: { serviceKey: KEY } })
  for (const body of [{}, { region: 'EU' }, { serviceKey: `${'*'.repeat(28)}cdef` }]) {
    const reply = await as(app, 'orgowner', { method: 'PUT', url: pager, body })
    t.match(reply.json, { errorCode: 'INTEGRATION_FIELDS_INVALID', parameters: [] })
  }
  const body = { apiKey: KEY, sendDatabaseMetrics: true, sendShardingMetrics: false, region: null }
  const right = result(await as(app, 'orgowner', { method: 'PUT', url: datadog, body }), 'DATADOG')
  t.match(right, { region: 'US', sendDatabaseMetrics: true, sendShardingMetrics: false })
})

t.test('any role on the project, ORG_OWNER and ORG_READ_ONLY can read; only owners can write', async t => {
  const app = await build(t)
  const url = integrations(DEMO, 'OPS_GENIE')
  for (const key of ['orgowner', 'prjowner', 'readonly', 'orgreadr']) {
    t.equal((await as(app, key, { url: integrations(DEMO) })).status, 200, key)
  }
  for (const key of ['readonly', 'orgreadr']) {
    for (const method of ['POST', 'PUT', 'DELETE']) {
      const reply = await as(app, key, { method, url, body: { apiKey: 'x' } })
      t.match(reply.json, { error: 401, errorCode: 'USER_UNAUTHORIZED' }, `${key} ${method}`)
    }
  }
  for (const key of ['prjowner', 'readonly']) {
    t.match((await as(app, key, { url: integrations(STAGING) })).json, { errorCode: 'USER_UNAUTHORIZED' })
  }
  t.match((await as(app, 'outsider', { url })).json, { errorCode: 'NOT_IN_GROUP' })
})

t.test('v1.0 serves the same operations with any Accept and its own links and media type', async t => {
  const app = await build(t)
  const url = integrations(STAGING).replace('/v2/', '/v1.0/')
  const list = await as(app, 'orgowner', { url, headers: { accept: '*/*', host: 'h:1' } })
  t.equal(list.headers['content-type'], 'application/json')
  t.match(list.json, {
    links: [{ href: `http://h:1${url}?pageNum=1&itemsPerPage=100`, rel: 'self' }],
    totalCount: 2
  })
  const gone = await as(app, 'orgowner', { method: 'DELETE', url: `${url}/DATADOG`, headers: { accept: '' } })
  t.equal(gone.status, 204)
  t.equal(gone.headers['content-type'], 'application/json')
  t.equal(gone.headers['x-java-method'], 'ApiGroupIntegrationsResource::deleteIntegration')
  for (const path of ['/groups', `/groups/${STAGING}`, '/groups/byName/staging', '/orgs', `/orgs/${ACME}`]) {
    t.equal((await as(app, 'orgowner', { url: `/api/atlas/v1.0${path}` })).status, 200, path)
  }
  const removed = await as(app, 'orgowner', { method: 'DELETE', url: `/api/atlas/v1.0/groups/${STAGING}` })
  t.strictSame([removed.status, removed.text], [202, '{}'])
})

t.test('pages have previous and next links, are empty past the end, and can omit the count', async t => {
  const app = await build(t)
  const url = integrations(STAGING)
  const page = async (query: string) => (await as(app, 'orgowner', { url: `${url}?${query}` })).json as Wire
  const link = (rel: string, query: string) => ({ href: `http://localhost:80${url}?${query}`, rel })
  t.match(await page('itemsPerPage=1'), {
    links: [link('self', 'pageNum=1&itemsPerPage=1'), link('next', 'itemsPerPage=1&pageNum=2')],
    totalCount: 2
  })
  t.match(await page('itemsPerPage=1&pageNum=2&pretty=false&includeCount=true'), {
    links: [
      link('self', 'includeCount=true&pretty=false&pageNum=2&itemsPerPage=1'),
      link('previous', 'includeCount=true&pretty=false&itemsPerPage=1&pageNum=1')
    ]
  })
  t.strictSame(await page('itemsPerPage=1&pageNum=9'), {
    links: [link('self', 'pageNum=9&itemsPerPage=1'), link('previous', 'itemsPerPage=1&pageNum=8')],
    results: [],
    totalCount: 2
  })
  t.match(await page('includeCount=false'), { results: { length: 2 }, totalCount: 0 })
})
