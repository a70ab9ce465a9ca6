import fc from 'fast-check'
import t, { type Test } from 'tap'
import type { App } from '../../src/app.ts'
import type { PropertySchema } from '../../src/catalogue/vocabulary.ts'
import { createRegistry, readTypeFiles } from '../../src/integrations/registry.ts'
import type { Entry } from '../../src/journal/entry.ts'
import { findMisses } from '../../src/journal/match-request.ts'
import { presentEntry } from '../../src/journal/present-entry.ts'
import { bodySchema } from '../../src/validation/body-schemas.ts'
import type { Har, RecordedRequest, RequestList } from '../../types/wire.d.ts'
import { ACME, build, call, challenge, DEMO, digestHeader, integrations, type Request } from '../app.ts'
import { ACCOUNT, control, faultsOf } from '../control/control.ts'
import { listen, requestText, send } from '../control/socket.ts'

const { clientId: ID, clientSecret: SECRET } = ACCOUNT.owner
const KEY = '0123456789abcdef0123456789abcdef'
const MASKED = `${'*'.repeat(28)}cdef`
const DATADOG = integrations(DEMO, 'DATADOG')
const GROUPS = '/api/atlas/v2/groups'
const GROUP = `${GROUPS}/${DEMO}`
/** All operations have this version. */
const LATEST = { accept: 'application/vnd.atlas.2025-03-12+json' }

const registry = createRegistry(readTypeFiles())

function basic(id: string, secret: string): string {
  return `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`
}

const CLIENT = { 'content-type': 'application/x-www-form-urlencoded', authorization: basic(ID, SECRET) }

/** Returns the newest entry as the control plane shows it. */
async function newest(app: App): Promise<RecordedRequest> {
  const { json } = await control(app, 'GET', '/requests?limit=1')
  const fault = faultsOf('RequestList', json)
  if (fault) throw new Error(fault)
  return (json as RequestList).results[0] as RecordedRequest
}

/** Starts a server. Its callers continue one nonce of orgowner, unless they send an Authorization header. */
async function start(t: Test) {
  const app = await build(t)
  const nonce = await challenge(app)
  let count = 0
  const send = async (request: Request) => {
    const nc = (++count).toString(16).padStart(8, '0')
    const authorization = digestHeader('orgowner', request, nonce, { nc })
    await call(app, { ...request, headers: { ...LATEST, authorization, ...request.headers } })
  }
  const show = async (request: Request) => {
    await send(request)
    return await newest(app)
  }
  return { app, send, show }
}

function post(url: string, body: unknown): Request {
  return { method: 'POST', url, body }
}

function creation(type: string, body: unknown): Request {
  return post(integrations(DEMO, type), body)
}

function respondWith(app: App, effect: object) {
  return control(app, 'POST', '/faults', { effect: { type: 'status', ...effect } })
}

t.test('shows the scheme of Authorization', async t => {
  const { app, show } = await start(t)
  const url = '/api/atlas/v2/orgs'
  const digest = (username: string) => digestHeader(username, { url }, 'n')
  const cases: [header: string, shown: string][] = [
    [digest('prjowner'), 'Digest ****'],
    [digest('00000000-0000-4000-8000-000000000002'), 'Digest ****'],
    ['digest x', 'digest ****'],
    [basic(ID, SECRET), `Basic ${ID}:****`],
    [basic(SECRET, ID), 'Basic ****'],
    [basic('prjowner', 'x'), 'Basic ****'],
    ['Basic !!!', 'Basic ****'],
    ['Bearer eyJ.a.b', 'Bearer ****'],
    ['Token abc', 'Token ****'],
    ['constructor abc', 'constructor ****'],
    [KEY, '****'],
    [`${KEY} `, '****'],
    [`${KEY} x`, '****'],
    ['Bearer', '****'],
    ['', '']
  ]
  for (const [authorization, shown] of cases) {
    await app.server.inject({ url, headers: { authorization } })
    t.equal((await newest(app)).request.headers['authorization'], shown, authorization)
  }
  const { request } = await show({ url })
  t.match(
    request.headers['authorization'],
    /^Digest username="orgowner", nonce="[\w+/]{32}", …$/,
    'of an authenticated caller'
  )
})

t.test('masks headers whose names indicate a secret', async t => {
  const { app, show } = await start(t)
  const names = 'referer cookie proxy-authorization x-api-key X-Vault-Token x-signature x-session-id x-secret'
  const secret = Object.fromEntries([...names.split(' '), 'x-password'].map(name => [name, KEY]))
  const lists = { 'set-cookie': ['a=b', 'c=d'] as unknown as string }
  const sent = {
    'x-auth-token': KEY,
    'x-empty-token': '',
    'set-cookie': 'a=b',
    'www-authenticate': 'Digest n'
  }
  await respondWith(app, { status: 200, body: '', headers: sent })
  const { request, response } = await show({ url: '/api/atlas/v2/orgs', headers: { ...secret, ...lists } })
  const masked = Object.keys(secret).map(name => [name.toLowerCase(), '****'])
  t.hasStrict(request.headers, { ...LATEST, 'set-cookie': ['****', '****'], ...Object.fromEntries(masked) })
  t.hasStrict(response?.headers, { ...sent, 'x-auth-token': '****', 'set-cookie': '****' })
  await app.server.inject({ url: '/api/atlas/v2/orgs', headers: { 'x-otp-token': '' } })
  t.equal((await newest(app)).request.headers['x-otp-token'], '')
})

t.test('shows only query parameters that Atlas knows, and values that are not secret', async t => {
  const app = await listen(t)
  const path = '/api/atlas/v2/a'
  const masks = { '****': '****' }
  const cases: [target: string, query: object, shown?: string][] = [
    [path, {}],
    [`${path}?`, {}],
    [`${path}?pretty=true&name=a%20b&status=x`, { pretty: 'true', name: 'a b', status: 'x' }],
    [`${path}?projectOwnerId=x&providerName=AWS`, { projectOwnerId: 'x', providerName: 'AWS' }],
    [`${path}?clusterName=c%20d`, { clusterName: 'c d' }],
    [`${path}?apiKey=&retainBackups=true`, { apiKey: '', retainBackups: 'true' }],
    [`${path}?x=false&x=${KEY}&x=TRUE`, { x: ['false', '****', '****'] }, '?x=false&x=****&x=****'],
    [`${path}?%7B${KEY}%7D=true`, masks, '?****'],
    [`${path}?apiKey=${KEY}&pretty`, { apiKey: '****', pretty: '' }, '?apiKey=****&pretty'],
    [`${path}?x=1&x=2&x=3&&`, { x: ['****', '****', '****'] }, '?x=****&x=****&x=****'],
    [`${path}?${KEY}`, masks, '?****'],
    [`${path}?%7B${KEY}%7D=`, masks, '?****'],
    [`${path}?__proto__=${KEY}`, JSON.parse('{"__proto__":"****"}'), '?__proto__=****'],
    [`${path}?pretty=true#${KEY}`, { pretty: 'true' }, '?pretty=true#****'],
    [`http://user:${KEY}@localhost:8080${path}?b=${KEY}`, { b: '****' }, '?b=****']
  ]
  for (const [target, query, shown = target.slice(path.length)] of cases) {
    await send(app.port, requestText('GET', target))
    const { request } = await newest(app)
    t.hasStrict(request, { url: path + shown, path }, target)
    t.strictSame(request.query, query, target)
  }
})

t.test('masks secrets, unknown fields and invalid values in request bodies', async t => {
  const { show } = await start(t)
  const webhook = 'https://user:pass@hooks.example/services/T000/B000'
  const integrationCases: [type: string, body: unknown, shown: unknown][] = [
    [
      'WEBHOOK',
      { url: webhook, secret: 'abcdefgh' },
      { url: 'https://hooks.example/****B000', secret: '****efgh' }
    ],
    ['WEBHOOK', { url: 'abcd' }, { url: '****' }],
    ['WEBHOOK', { url: '', secret: '', zz: '' }, { url: '', secret: '', zz: '' }],
    ['WEBHOOK', { url: 'https://example.com/****2101' }, { url: 'https://example.com/****2101' }],
    ['WEBHOOK', { bodyTemplate: '{"a":1}' }, { bodyTemplate: '******' }],
    ['WEBHOOK', { headersTemplate: null }, { headersTemplate: null }],
    ['NEW_RELIC', { accountId: '1', licenseKey: KEY }, { accountId: '****', licenseKey: '****' }],
    ['PROMETHEUS', { username: 'prom-user', password: 'x' }, { username: 'prom-user', password: '****' }],
    ['PROMETHEUS', { enabled: true, serviceDiscovery: 'http' }, { enabled: true, serviceDiscovery: 'http' }],
    ['DATADOG', { apiKey: [KEY] }, { apiKey: '****' }],
    ['DATADOG', { apiKey: { a: KEY } }, { apiKey: '****' }],
    ['DATADOG', { apiKey: 12_345 }, { apiKey: '****' }],
    ['DATADOG', { apiKey: false }, { apiKey: '****' }],
    ['DATADOG', { apikey: KEY, serviceKey: KEY }, { apikey: '****', serviceKey: '****' }],
    ['DATADOG', { region: KEY, type: KEY }, { region: '****', type: '****' }],
    ['DATADOG', { region: '', type: 'SLACK' }, { region: '', type: 'SLACK' }],
    ['DATADOG', { region: 'eu', type: 'datadog' }, { region: 'eu', type: 'datadog' }],
    ['DATADOG', { apiKey: 'abcdEU', zz: 'EU' }, { apiKey: '**cdEU', zz: '****' }],
    ['DATADOG', { apiKey: [''], zz: { a: '' } }, { apiKey: '****', zz: { a: '' } }],
    ['DATADOG', { sendDatabaseMetrics: KEY }, { sendDatabaseMetrics: '****' }],
    ['DATADOG', { x: [KEY, { y: KEY, z: 1 }], n: null }, { x: ['****', { y: '****', z: 1 }], n: null }],
    ['DATADOG', { b: true, i: -5, long: 1e31 }, { b: true, i: -5, long: '****' }],
    ['DATADOG', `{"__proto__":"${KEY}"}`, JSON.parse('{"__proto__":"****"}')],
    ['DATADOG', `{"apiKey":"${KEY}","apiKey":"abcdefgh"}`, { apiKey: '****efgh' }],
    ['DATADOG', `\ufeff{"apiKey":"${KEY}"}`, { apiKey: MASKED }],
    ['SLACK', { apiToken: 'xoxb-1', channelName: 'alerts' }, { apiToken: '**xb-1', channelName: 'alerts' }],
    ['HIP_CHAT', { token: KEY }, { token: '****' }],
    ['CARRIER_PIGEON', { type: 'SLACK', channelName: 'a' }, { type: 'SLACK', channelName: '****' }],
    ['CARRIER_PIGEON', { type: 'X', loft: KEY, on: true }, { type: '****', loft: '****', on: true }],
    ['DATADOG', [KEY], '[36 bytes, not a JSON object]'],
    ['DATADOG', JSON.stringify(KEY), '[34 bytes, not a JSON object]'],
    ['DATADOG', 'null', '[4 bytes, not a JSON object]'],
    ['DATADOG', '{"apiKey":"secret', '[17 bytes, not JSON]'],
    ['DATADOG', Buffer.from([0xff]), '[1 bytes, not JSON]']
  ]
  for (const [type, body, shown] of integrationCases) {
    t.strictSame((await show(creation(type, body))).request.body, shown, JSON.stringify(body))
  }
  const project = {
    name: 'a',
    orgId: ACME,
    tags: [{ key: 'k', value: 'v' }],
    withDefaultAlertsSettings: false
  }
  const { response, ...valid } = await show(post(GROUPS, project))
  t.strictSame(valid.request.body, project)
  t.match(response, { status: 201, body: { ...project, clusterCount: 0, links: [{ rel: 'self' }] } })
  const wrong = { ...project, regionUsageRestrictions: KEY, links: [{ href: 'x' }], token: KEY }
  const shown = { ...wrong, regionUsageRestrictions: '****', token: '****' }
  t.strictSame((await show(post(GROUPS, wrong))).request.body, shown)

  const forms: [body: string, shown: unknown][] = [
    [`grant_type=client_credentials&client_id=${ID}`, { grant_type: 'client_credentials', client_id: ID }],
    [`client_secret=${SECRET}&scope=a+b`, { client_secret: '****', scope: '****' }],
    [`client_id=${SECRET}&grant_type=${KEY}`, { client_id: '****', grant_type: '****' }],
    ['token=eyJ.a.b&token_type_hint=access_token', { token: '****', token_type_hint: 'access_token' }],
    ['token=a&token=&token=c&grant_type=&', { token: ['****', '', '****'], grant_type: '' }],
    [`{"client_secret":"${SECRET}"}`, '[63 bytes, not a form]'],
    [`{"client_secret":"a=b"}`, '[23 bytes, not a form]'],
    ['', null]
  ]
  for (const [body, shown] of forms) {
    const { request } = await show({ ...post('/api/oauth/token', body), headers: CLIENT })
    t.strictSame(request.body, shown, body)
  }
})

t.test('bounds the depth and the number of values of a request body', async t => {
  const { show } = await start(t)
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
  for (const body of [`{"zz":${deep}}`, `{"apiKey":${deep}}`, `{"region":${deep}}`]) {
    t.match(JSON.stringify((await show(post(DATADOG, body))).request.body), /^.{1,150}\*\*\*\*.{1,50}$/)
  }
  const tags = await show(post(GROUPS, `{"tags":${deep}}`))
  t.strictSame(tags.request.body, JSON.parse(`{"tags":${'['.repeat(16)}"****"${']'.repeat(16)}}`))

  const rest = { '…': '[more than 1000 values]' }
  const fields = (count: number, value: string) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`field${at}`, value]))
  const of = (...lengths: number[]) => ({ zz: lengths.map(length => Array(length).fill(1)) })
  const office = Array(500).fill({ comment: 'office' })
  const cases: [url: string, sent: object, shown: object][] = [
    [DATADOG, fields(35_000, 'value'), { ...fields(1_000, '****'), ...rest }],
    [DATADOG, of(600, 600), { ...of(600, 397), ...rest }],
    [DATADOG, of(998), of(998)],
    [DATADOG, of(999), { ...of(998), ...rest }],
    [`${GROUP}/accessList`, office, office],
    [`${GROUP}/accessList`, [...office, office[0]], [...office, rest]],
    [
      `${GROUP}/accessList`,
      [{ comment: Array(2_000).fill('a') }],
      [{ comment: Array(998).fill('****') }, rest]
    ]
  ]
  for (const [url, sent, shown] of cases) t.strictSame((await show(post(url, sent))).request.body, shown)
  const { response } = await show(post(DATADOG, { ...fields(1_001, ''), apiKey: KEY, region: 'nowhere' }))
  t.hasStrict(response?.body, { detail: '****' }, 'the text may contain a value that is not shown')
})

t.test('masks secrets in responses, also in those that no operation sends today', async t => {
  const { app, show } = await start(t)
  const sent = { apiKey: KEY, region: 'EU', type: 'DATADOG' }
  const hidden = { ...sent, apiKey: MASKED }
  await show(post(DATADOG, sent))
  const one = await show({ url: `${DATADOG}?pretty=true&envelope=true` })
  t.hasStrict(one.response, { body: { content: hidden, status: 200 } })
  const list = await show({ url: `${integrations(DEMO)}?pretty=true&envelope=true` })
  t.hasStrict(list.response, { body: { results: [hidden], status: 200 } })
  const entry = app.services.control.journal.find(list.id) as Entry
  for (const [body, shown] of [
    [{ results: [{ ...sent, zz: KEY }, KEY] }, { results: [{ ...hidden, zz: '****' }, '****'] }],
    [
      { ...sent, type: 'CARRIER_PIGEON' },
      { apiKey: '****', region: '****', type: '****' }
    ],
    [[KEY], '[36 bytes]']
  ]) {
    const { response } = presentEntry({ ...entry, responseBody: JSON.stringify(body) }, registry)
    t.strictSame(response?.body, shown)
  }
})

t.test('an error does not echo masked values', async t => {
  const { app, show } = await start(t)
  const url = `ftp://user:${KEY}@hooks.example/${KEY}`
  const mask = 'ftp://hooks.example/****cdef'
  const error = { detail: `Invalid URL ${mask}.`, error: 400, errorCode: 'INVALID_URL', parameters: [mask] }
  const webhook = integrations(DEMO, 'WEBHOOK')
  const shortError = { detail: '****', parameters: ['****'], reason: 'Bad Request' }
  const echo = { detail: 'An invalid enumeration value **** was specified.', parameters: ['****'] }
  const cases: [url: string, sent: object, shown: object][] = [
    [webhook, { url }, error],
    [`${webhook}?pretty=true&envelope=true`, { url }, { content: error, status: 400 }],
    [webhook, { url: 'an' }, shortError],
    [DATADOG, { apiKey: KEY, region: `x${KEY}` }, echo]
  ]
  for (const [url, sent, body] of cases) {
    t.hasStrict(await show(post(url, sent)), { response: { body }, validation: { outcome: 'rejected' } }, url)
  }
  const body = { detail: `${KEY}abcd, ${KEY}, abcd, abcd`, parameters: [5, KEY], zz: { a: ['own'] } }
  await respondWith(app, { status: 400, body })
  const { response } = await show(post(DATADOG, { zz: { a: KEY, b: `${KEY}abcd`, c: 'abcd' } }))
  t.strictSame(response?.body, {
    detail: '****, ****, ****, ****',
    parameters: [5, '****'],
    zz: { a: ['****'] }
  })
})

/** A value that no other text contains; at most its last four characters may be shown. */
const CANARY = `a1c0ffee${'5'.repeat(20)}9d7e`
const SEEN = 'c0ffee'

/** A call with a body that may contain secrets: the fields that it needs, and all of them. */
interface Target {
  url: string
  base?: Record<string, unknown>
  properties: Readonly<Record<string, PropertySchema>>
}

const TARGETS: readonly Target[] = [
  ...registry.thirdParty.map(({ name, body }) => ({ url: integrations(DEMO, name), ...body })),
  ...registry.all
    .filter(({ resource }) => resource !== 'integrations')
    .map(({ resource, name, typeField, body }) => ({
      url: `${GROUP}/${resource}`,
      base: { [typeField]: name },
      ...body
    })),
  { url: `${GROUP}/alertConfigs`, base: { eventTypeName: 'NO_PRIMARY' }, ...bodySchema('GroupAlertsConfig') }
]

const URLS: readonly string[] = [...new Set(TARGETS.map(({ url }) => url)), GROUPS]

/** Returns bodies with a secret in its field, in an unknown one, and in those that do not take free text. */
function bodiesOf(properties: Target['properties'], name: string, secret: string): object[] {
  const others = Object.entries(properties).filter(
    ([, { enum: values, items, properties: members, type }]) => {
      return values ?? items?.enum ?? items?.properties ?? members ?? (type === 'boolean' || undefined)
    }
  )
  const names = new Set([name, 'zz', ...others.map(([other]) => other)])
  const values = [secret, [secret], { zz: [[secret]] }]
  return [...names].flatMap(field => values.map(value => ({ [field]: value })))
}

/** Returns each secret of a call: its field, its value, and bodies that contain it. */
function secretsOf({ base, properties }: Target): { field: string; secret: string; bodies: object[] }[] {
  return Object.entries(properties).flatMap(([field, schema]) => {
    const inner = schema.items?.properties ?? schema.properties ?? {}
    const found = Object.entries({ ...inner, [field]: schema }).filter(([, each]) => each['x-secret'])
    return found.map(([name, { 'x-secret': mark }]) => {
      const secret = mark?.shown === 'url' ? `https://user:${CANARY}@hooks.example/${CANARY}` : CANARY
      const items = name === field ? [] : bodiesOf(inner, name, secret)
      const nested = items.map(item => ({ [field]: schema.items ? [{ name: 'a' }, item] : item }))
      const bodies = [...nested, ...bodiesOf(properties, field, secret)].map(body => ({ ...base, ...body }))
      return { field, secret, bodies }
    })
  })
}

/** Returns requests with a secret elsewhere than in the body of its call. */
function elsewhere(field: string, secret: string, body: object): Request[] {
  const form = `client_id=${secret}&client_secret=${secret}&grant_type=${secret}`
  return [
    ...[...URLS, integrations(DEMO, 'CARRIER_PIGEON')].map(url => post(url, { name: 'a', ...body })),
    post(DATADOG, JSON.stringify(body).slice(0, -1)),
    post(DATADOG, secret),
    { url: `${DATADOG}?${field}=${encodeURIComponent(secret)}` },
    { url: DATADOG, headers: { cookie: secret, 'x-api-key': secret } },
    { url: DATADOG, headers: { authorization: `Bearer ${secret}` } },
    { url: DATADOG, headers: { authorization: secret } },
    { ...post('/api/oauth/token', form), headers: CLIENT }
  ]
}

/** Checks that journal, archive and misses of the requests above an id do not contain a secret. */
async function checkHidden(t: Test, app: App, since: number, field: string, secret: string): Promise<void> {
  const matchers = [secret, `${secret.slice(0, -5)}x${secret.slice(-4)}`].flatMap(value => [
    { body: { [field]: value, zz: value, region: value } },
    { body: { [field]: [value] }, absent: [field, 'zz'] },
    { body: { [field]: { a: value } } },
    { headers: { authorization: `${value}x`, 'x-api-key': `${value}x` }, query: { [field]: `${value}x` } }
  ])
  const entries = app.services.control.journal.entries(({ id }) => id > since)
  const misses = entries.flatMap(entry => matchers.flatMap(matcher => findMisses(matcher, entry, registry)))
  t.ok(misses.length >= entries.length)
  const { text: list } = await control(app, 'GET', `/requests?since=${since}`)
  const { text: archive } = await control(app, 'GET', `/requests.har?since=${since}`)
  for (const text of [JSON.stringify(misses), list, archive]) {
    const at = text.indexOf(SEEN)
    if (at >= 0) t.fail(`${field} leaves: ${text.slice(Math.max(0, at - 500), at + 50)}`)
  }
}

t.test('exposes no secret, wherever it is in a request', async t => {
  const { app, send } = await start(t)
  const { journal } = app.services.control
  for (const target of TARGETS) {
    for (const { field, secret, bodies } of secretsOf(target)) {
      const since = journal.newestId
      const own = bodies.map(body => post(target.url, body))
      for (const request of [...own, ...elsewhere(field, secret, bodies[0] ?? {})]) await send(request)
      // Any error may repeat a value.
      await respondWith(app, { status: 400, body: { detail: `Invalid ${secret}.`, parameters: [secret] } })
      for (const request of own) await send(request)
      await control(app, 'DELETE', '/faults')
      await checkHidden(t, app, since, field, secret)
    }
  }
  t.ok(journal.newestId > 1_500, `${journal.newestId} requests`)
})

t.test('exposes nothing of a random body beyond the fields of its type', async t => {
  const { app, send } = await start(t)
  // Free-text fields that the type files do not mark as secret.
  const free = ['id', 'username', 'channelName', 'teamName', 'routingKey', 'customEndpoint']
  const names = registry.thirdParty.flatMap(({ body }) => Object.keys(body.properties))
  const name = fc.constantFrom('zz', ...names.filter(each => !free.includes(each)))
  const leaf = fc.constantFrom(CANARY, ` ${CANARY}`, `https://u:${CANARY}@x.example/${CANARY}`, null, 7e30)
  const { value } = fc.letrec(tie => ({
    value: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie('value')), fc.dictionary(name, tie('value')))
  }))
  const type = fc.constantFrom('FOO', ...registry.thirdParty.map(each => each.name))
  const property = fc.asyncProperty(type, fc.dictionary(name, value), async (type, body) => {
    await send(creation(type, body))
  })
  await fc.assert(property, { numRuns: 150, seed: 3 })
  const { text } = await control(app, 'GET', '/requests')
  t.match(text, /"totalCount":151,/)
  t.notMatch(text, new RegExp(`${SEEN}|7e\\+30`))
})

t.test('presents an archive of requests', async t => {
  const { app, send } = await start(t)
  await send(post(`${DATADOG}?x=1`, { apiKey: KEY }))
  await send(post(DATADOG, '{'))
  await control(app, 'POST', '/faults', { effect: { type: 'reset' } })
  await send({ url: DATADOG }).catch(() => undefined)
  const { entries } = ((await control(app, 'GET', '/requests.har?since=1')).json as Har).log
  const message = { httpVersion: 'HTTP/1.1', cookies: [], headersSize: -1, bodySize: -1 }
  const url = `http://localhost:80${DATADOG}?x=****`
  const postData = { mimeType: 'application/json', text: `{"apiKey":"${MASKED}"}` }
  const none = { status: 0, statusText: '', headers: [], content: { size: 0, mimeType: '', text: '' } }
  t.hasStrict(entries, [
    {
      timings: { send: 0, wait: entries[0]?.['time'], receive: 0 },
      request: { ...message, method: 'POST', url, queryString: [{ name: 'x', value: '****' }], postData },
      response: { ...message, status: 200, statusText: 'OK', redirectURL: '' },
      comment: 'request 2, createGroupIntegration'
    },
    { request: { postData: { text: '', comment: '[1 bytes, not JSON]' } }, response: { status: 400 } },
    { request: { ...message, method: 'GET', bodySize: 0 }, response: { ...message, ...none, bodySize: 0 } }
  ])
  t.match(entries[2]?.['comment'], /^request 4, getGroupIntegration, fault \S+ \(reset\), no response$/)
})
