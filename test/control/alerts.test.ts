// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the templates' own syntax
import { createHmac } from 'node:crypto'
import t, { type Test } from 'tap'
import type { App, AppOptions } from '../../src/app.ts'
import { PACKAGE } from '../../src/assets.ts'
import type { IntegrationTypeFile } from '../../src/catalogue/vocabulary.ts'
import { startMock } from '../../src/index.ts'
import { readTypeFiles } from '../../src/integrations/registry.ts'
import { STATE_FORMAT } from '../../src/state/document.ts'
import { MAX_CONCURRENT } from '../../src/test-alerts/alerts.ts'
import type { Delivery, DeliveryList, SandboxBody } from '../../types/wire.d.ts'
import { ACME, as, build, DEMO, ELSEWHERE, integrations, STAGING } from '../app.ts'
import { createReceiver, responseText } from '../test-alerts/receiver.ts'
import {
  asKey,
  control,
  faultsOf,
  get,
  machine,
  NOON,
  newSandbox,
  notFound,
  problem,
  projectOf,
  stateOf,
  twoSandboxes,
  wrongBody
} from './control.ts'

const SECRET = 'staging-webhook-secret'

/** Builds a mock with its clock at noon. */
async function buildAtNoon(t: Test, settings: AppOptions['settings'] = {}) {
  return await build(t, { sources: machine().sources, settings })
}

/** Sends an alert; the delivery must match its schema and be in the inbox. */
async function send(app: App, body: unknown, sandbox?: string): Promise<Delivery> {
  const { status, json, text } = await control(app, 'POST', '/alerts', body, { sandbox })
  if (status !== 202) throw new Error(text)
  const fault = faultsOf('Delivery', json)
  if (fault) throw new Error(fault)
  const { results } = await inbox(app, sandbox)
  t.strictSame(results.at(-1), json)
  return json as Delivery
}

async function inbox(app: App, sandbox?: string, limit?: number): Promise<DeliveryList> {
  const json = await get<DeliveryList>(app, '/inbox', { sandbox, limit: limit?.toString() })
  const fault = faultsOf('DeliveryList', json)
  if (fault) throw new Error(fault)
  return json
}

function alertOf({ request }: Delivery): Record<string, unknown> {
  return JSON.parse(request.body) as Record<string, unknown>
}

function signatureOf(body: string): string {
  return createHmac('sha1', SECRET).update(body).digest('base64')
}

/** Returns the text of an alert: the lines of the place, then those of the alert between two dashed lines. */
function readable(lines: string[], place = ['Project: staging', 'Organization: Acme']): string {
  const rule = '-'.repeat(40)
  return [...place, rule, lines.join('\n'), rule, ''].join('\n\n')
}

const CREATED = 'Created: 2026/11/25 12:00 GMT'
const REPLICA_SET = 'Replica Set: Cluster0-shard-0'

/** Returns the lines of an alert about a metric. */
function metricLines(status: string, value = 912): string[] {
  const condition = ['Connections has gone above 800 ', 'cluster0-shard-00-00.a1b2c.mongodb.net']
  return [status, ...condition, CREATED, REPLICA_SET, `Current Value: ${value} `]
}

async function configure(app: App, settings: object, project = STAGING): Promise<void> {
  const url = integrations(project, 'WEBHOOK')
  const { status, text } = await as(app, 'orgowner', { method: 'PUT', url, body: settings })
  if (status !== 200) throw new Error(text)
}

t.test('posts an alert as Atlas does, and receives it', async t => {
  const app = await buildAtNoon(t)
  const reply = await control(app, 'POST', '/alerts', { project: STAGING })
  t.equal(reply.status, 202)
  t.equal(reply.headers['content-type'], 'application/json; charset=utf-8')
  const delivery = reply.json as Delivery
  const { id, alertConfigId } = alertOf(delivery)
  const href = `http://localhost:80/api/atlas/v1.0/groups/${STAGING}/alerts/${id}`
  const body = JSON.stringify({
    replicaSetName: 'Cluster0-shard-0',
    metricName: 'CONNECTIONS',
    created: '2026-11-25T12:00:00Z',
    groupId: STAGING,
    typeName: 'HOST_METRIC',
    hostnameAndPort: 'cluster0-shard-00-00.a1b2c.mongodb.net:27017',
    humanReadable: readable(metricLines('OPEN')),
    alertConfigId,
    clusterName: 'Cluster0',
    userAlias: 'cluster0-shard-00-00.a1b2c.mongodb.net',
    eventTypeName: 'OUTSIDE_METRIC_THRESHOLD',
    links: [{ rel: 'self', href }],
    id,
    lastNotified: '2026-11-25T12:00:00Z',
    updated: '2026-11-25T12:00:00Z',
    currentValue: { number: 912, units: 'RAW' },
    status: 'OPEN',
    orgId: ACME
  })
  const signature = signatureOf(body)
  const expected = {
    id: 1,
    time: NOON,
    project: STAGING,
    organization: ACME,
    integration: '6955b9000000000000000002',
    event: 'alert.open',
    url: 'https://example.com/****tlas',
    request: {
      method: 'POST',
      headers: {
        Host: 'example.com',
        Connection: 'close',
        'Content-Type': 'application/json',
        'Content-Length': String(Buffer.byteLength(body)),
        'User-Agent': `${PACKAGE.name}/${PACKAGE.version}`,
        'X-MMS-Event': 'alert.open',
        'X-MMS-Signature': signature
      },
      body
    },
    templates: { body: 'none', headers: 'none', reason: null },
    signature: { outcome: 'valid', header: signature },
    network: null,
    reason: '--deliver-to is not set'
  }
  t.equal(reply.text, JSON.stringify(expected), 'including the order of the fields')
  t.strictSame(await inbox(app), { results: [expected], totalCount: 1 })
  for (const made of [id, alertConfigId]) {
    t.equal(Number.parseInt(String(made).slice(0, 8), 16) * 1000, Date.parse(NOON))
  }
})

t.test('each event has its status and its fields', async t => {
  const app = await buildAtNoon(t)
  const plain = alertOf(await send(app, { project: STAGING }))
  const elected = ['Replica set elected a new primary', 'Cluster0-shard-0']
  for (const [event, expected] of Object.entries({
    'alert.open': { status: 'OPEN' },
    'alert.close': {
      status: 'CLOSED',
      resolved: '2026-11-25T12:00:00Z',
      humanReadable: readable(metricLines('CLOSED'))
    },
    'alert.update': { status: 'OPEN' },
    'alert.acknowledge': {
      status: 'OPEN',
      acknowledgedUntil: '2026-11-26T12:00:00Z',
      acknowledgementComment: 'We are looking into it.',
      acknowledgingUsername: 'jane.doe@example.com'
    },
    'alert.cancel': { status: 'CANCELLED', humanReadable: readable(metricLines('CANCELLED')) },
    'alert.inform': {
      status: 'INFORMATIONAL',
      eventTypeName: 'PRIMARY_ELECTED',
      typeName: 'REPLICA_SET',
      humanReadable: readable(['INFORMATIONAL', ...elected, CREATED, REPLICA_SET])
    }
  })) {
    const { id, alertConfigId, metricName, currentValue, userAlias, lastNotified, ...rest } = plain
    const delivery = await send(app, { project: STAGING, event, alert: { id, alertConfigId } })
    const metric = event === 'alert.inform' ? {} : { metricName, currentValue, userAlias, lastNotified }
    t.strictSame(alertOf(delivery), { id, alertConfigId, ...rest, ...metric, ...expected }, event)
    t.strictSame([delivery.event, delivery.request.headers['X-MMS-Event']], [event, event])
  }
})

t.test('merges fields into the default alert; null removes a field', async t => {
  const app = await buildAtNoon(t)
  const { id, ...plain } = alertOf(await send(app, { project: STAGING }))
  const change = async (alert: unknown) => alertOf(await send(app, { project: STAGING, alert }))
  const given = {
    alertConfigId: plain['alertConfigId'],
    id: 'mine',
    severity: 'CRITICAL',
    status: 'TRACKING',
    currentValue: { number: 99.5 },
    hostnameAndPort: null,
    typeName: null,
    nothing: { here: null, there: { x: 1 } },
    list: [null, 1],
    Zone: 'a',
    links: []
  }
  t.strictSame(await change(given), {
    ...(({ hostnameAndPort: _host, typeName: _type, ...rest }) => rest)(plain),
    Zone: 'a',
    currentValue: { number: 99.5, units: 'RAW' },
    humanReadable: readable(metricLines('TRACKING', 99.5)),
    id: 'mine',
    links: [],
    list: [null, 1],
    nothing: { there: { x: 1 } },
    severity: 'CRITICAL',
    status: 'TRACKING'
  })
  t.match(await change({ id: null, currentValue: null, status: {} }), {
    humanReadable: readable(['Outside metric threshold', 'Cluster0-shard-0', CREATED, REPLICA_SET]),
    links: [{ rel: 'self', href: /\/alerts\/[0-9a-f]{24}$/ }]
  })
  t.notOk('humanReadable' in (await change({ humanReadable: null })))
  t.equal((await change({ humanReadable: 'mine' }))['humanReadable'], 'mine')
  t.match(await change({ metricName: 7, eventTypeName: null }), {
    humanReadable: readable(['OPEN', 'Cluster0-shard-0', CREATED, REPLICA_SET])
  })
  t.match(await change({ currentValue: 7 }), { currentValue: 7 })
  const odd = { eventTypeName: { a: 1 }, currentValue: 'x', links: { b: 2 }, replicaSetName: ['c'] }
  const sent = await change(odd)
  t.match(sent, odd, 'any type is accepted')
  t.strictSame([sent['eventTypeName'], sent['links']], [{ a: 1 }, { b: 2 }])
  t.equal(sent['humanReadable'], readable(['OPEN', CREATED]))
  const raw = `{"project":"${STAGING}","alert":{"__proto__":{"status":"x"},"toString":"y"}}`
  const { request } = await send(app, raw)
  t.match(request.body, '"__proto__":{"status":"x"}')
  t.match(request.body, '"status":"OPEN"')
})

t.test('orders the fields as in the captured alerts, with other fields last', async t => {
  const app = await buildAtNoon(t)
  const alert = { Zeta: 1, _x: 2, alpha: 3, resolved: '2026-11-25T12:00:00Z' }
  const sent = await send(app, { project: STAGING, event: 'alert.acknowledge', alert })
  t.strictSame(Object.keys(alertOf(sent)), [
    ...['replicaSetName', 'metricName', 'acknowledgedUntil', 'created', 'acknowledgingUsername', 'groupId'],
    ...['typeName', 'hostnameAndPort', 'humanReadable', 'acknowledgementComment', 'alertConfigId'],
    ...['clusterName', 'userAlias', 'eventTypeName', 'links', 'id', 'lastNotified', 'updated'],
    ...['currentValue', 'resolved', 'status', 'orgId', 'Zeta', '_x', 'alpha']
  ])
})

t.test('escapes the names of the project and the organization in humanReadable', async t => {
  const app = await buildAtNoon(t)
  const webhook = { type: 'WEBHOOK' as const, url: 'https://example.com/hook' }
  const sandbox = await newSandbox(app, {
    name: "Ann's",
    projects: [{ name: "Bob's", integrations: [webhook] }]
  })
  const { humanReadable } = alertOf(await send(app, { project: projectOf(sandbox) }))
  t.equal(humanReadable, readable(metricLines('OPEN'), ['Project: Bob&#x27;s', 'Organization: Ann&#x27;s']))
})

t.test('renders templates, and replaces an invalid one with the default', async t => {
  const app = await buildAtNoon(t)
  const url = 'https://user:password@hooks.example:8443/a/b?token=secret-in-path'
  const bodyTemplate =
    '{"alert":"${id}","event":"${eventType}","severity":"${severity}","value":${currentValue.number}}'
  const headersTemplate = '{"X-Alert-Id":"${id}","X-Event-Type":"${eventType}","user-agent":"Atlas"}'
  await configure(app, { url, bodyTemplate, headersTemplate })
  const alert = { id: "ä'1", eventType: 'none' }
  const body = '{"alert":"ä\'1","event":"alert.close","severity":"WARNING","value":912}'
  const delivery = await send(app, { project: STAGING, event: 'alert.close', alert })
  t.equal(delivery.url, 'https://hooks.example:8443/****path')
  t.strictSame(delivery.templates, { body: 'rendered', headers: 'rendered', reason: null })
  t.strictSame(delivery.request, {
    method: 'POST',
    headers: {
      Host: 'hooks.example:8443',
      Connection: 'close',
      'Content-Type': 'application/json',
      'Content-Length': String(Buffer.byteLength(body)),
      'X-MMS-Event': 'alert.close',
      'X-MMS-Signature': signatureOf(body),
      'X-Alert-Id': "ä'1",
      'X-Event-Type': 'alert.close',
      'user-agent': 'Atlas'
    },
    body
  })
  const critical = await send(app, { project: STAGING, alert: { severity: 'CRITICAL' } })
  t.match(critical.request.body, '"severity":"CRITICAL"', 'a field of the alert takes precedence')

  const [notJson, prefix] = ['bodyTemplate: the result is not JSON', 'headersTemplate:']
  const tooLong = 'bodyTemplate: the result has more than 16384 bytes'
  const reserved = `${prefix} X-MMS-Signature cannot be set; ${prefix} Host cannot be set`
  for (const [given, outcome] of [
    [{ bodyTemplate: '{"a":${id}}' }, ['default', 'rendered', notJson]],
    [{ bodyTemplate: `"${'x'.repeat(16_383)}"` }, ['default', 'rendered', tooLong]],
    [{ bodyTemplate: `"${'x'.repeat(16_382)}"` }, ['rendered', 'rendered', null]],
    [
      { bodyTemplate: '', headersTemplate: '[]' },
      ['default', 'default', `${notJson}; ${prefix} the result is not a JSON object`]
    ],
    [
      { bodyTemplate: null, headersTemplate: '{"X-MMS-Signature":"x","Host":"x","X-A":"1"}' },
      ['none', 'rendered', reserved]
    ],
    [
      { headersTemplate: '{"X-A":"a\\r\\nX-B: b"}' },
      ['none', 'default', `${prefix} the result has an invalid value for X-A`]
    ]
  ] as const) {
    await configure(app, given)
    const { templates: found, request } = await send(app, { project: STAGING })
    t.strictSame([found.body, found.headers, found.reason], outcome)
    t.equal(request.body.includes('"status":"OPEN"'), found.body !== 'rendered')
    const { Host: host, 'X-MMS-Signature': header, 'X-A': added } = request.headers
    t.equal(host, 'hooks.example:8443')
    t.equal(header, signatureOf(request.body))
    t.equal(added, found.headers === 'rendered' && found.body === 'none' ? '1' : undefined)
  }
})

t.test('sends no signature without a secret', async t => {
  const app = await buildAtNoon(t)
  for (const settings of [{ url: 'https://example.com/x' }, { url: 'https://example.com/x', secret: '' }]) {
    await configure(app, settings, DEMO)
    const { signature, request } = await send(app, { project: DEMO })
    t.strictSame(signature, { outcome: 'unsigned', header: null })
    t.notOk('X-MMS-Signature' in request.headers)
  }
})

t.test('rejects an alert that cannot be sent with the place of the error', async t => {
  const app = await build(t)
  const pattern = 'must be 24 hexadecimal digits in lower case'
  const events =
    'must be one of alert.open, alert.close, alert.update, alert.acknowledge, alert.cancel, alert.inform'
  const unknown = '0123456789abcdef01234567'
  const none = (id: string) =>
    notFound(`project '${id}' does not have an integration that receives alerts: WEBHOOK`)
  const large = Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`a${at}`, at]))
  const cases: [unknown, object][] = [
    [undefined, wrongBody({ '/': "needs 'project'" })],
    [{ project: 'demo' }, wrongBody({ '/project': pattern })],
    [{ project: STAGING.toUpperCase() }, wrongBody({ '/project': pattern })],
    [{ project: STAGING, event: 'open' }, wrongBody({ '/event': events })],
    [{ project: STAGING, alert: [] }, wrongBody({ '/alert': 'must be an object' })],
    [{ project: STAGING, alert: large }, wrongBody({ '/alert': 'must have at most 100 fields' })],
    [
      { project: STAGING, url: 'x' },
      wrongBody({ '/': "unknown field 'url'; allowed: alert, alertConfig, event, project" })
    ],
    [{ project: unknown }, notFound(`unknown project '${unknown}'`)],
    [{ project: DEMO }, none(DEMO)],
    [{ project: ELSEWHERE }, none(ELSEWHERE)]
  ]
  for (const [body, expected] of cases) {
    const { json } = await control(app, 'POST', '/alerts', body)
    t.strictSame(json, expected)
  }
  for (const [query, place, detail] of [
    [{ limit: '0' }, 'limit', 'must be at least 1'],
    [{ limit: '201' }, 'limit', 'must be at most 200'],
    [{ since: '1' }, '/', "unknown parameter 'since'; allowed: limit, sandbox"]
  ] as const) {
    const expected = problem(400, 'Bad Request', 'invalid query', { [place]: detail })
    t.strictSame(await get(app, '/inbox', query), expected)
  }
  t.strictSame(await inbox(app), { results: [], totalCount: 0 })
})

t.test('does not deliver to an invalid address, which an imported state may contain', async t => {
  const app = await buildAtNoon(t, { deliverTo: ['0.0.0.0/0', 'localhost'] })
  const organizations = await stateOf(app)
  const row = organizations[0]?.projects?.[1]?.integrations?.[1] as { settings: Record<string, string> }
  for (const [url, shown] of [
    ['nonsense', '/****'],
    ['ftp://localhost/x', 'ftp://localhost/****st/x'],
    [undefined, null]
  ] as const) {
    row.settings = url === undefined ? {} : { url }
    const state = { format: STATE_FORMAT, version: 1, organizations }
    t.equal((await control(app, 'PUT', '/state', state)).status, 204)
    const delivery = await send(app, { project: STAGING })
    t.strictSame([delivery.url, delivery.network], [shown, null])
    t.equal(delivery.reason, 'the address is not an http or https URL')
    t.equal(delivery.request.headers['Host'], url?.startsWith('ftp') ? 'localhost' : undefined)
  }
})

t.test('delivers the same bytes over the network if --deliver-to lists the host', async t => {
  const receiver = await createReceiver(t, responseText('204 No Content'))
  const failing = await createReceiver(t, responseText('500 Internal Server Error'))
  const app = await buildAtNoon(t, { deliverTo: ['127.0.0.1'] })
  const headersTemplate = '{"X-A":"${id}"}'
  await configure(app, { url: `http://0x7f.1:${receiver.port}/hook`, headersTemplate })
  const sent = await send(app, { project: STAGING, event: 'alert.update' })
  t.match(sent, { network: { status: 204, error: null }, reason: null, signature: { outcome: 'valid' } })
  const head = Object.entries(sent.request.headers).map(([name, value]) => `${name}: ${value}\r\n`)
  t.strictSame(receiver.received, [`POST /hook HTTP/1.1\r\n${head.join('')}\r\n${sent.request.body}`])

  await configure(app, { url: `http://127.0.0.1:${failing.port}/hook` })
  t.match(await send(app, { project: STAGING }), {
    network: { status: 500, error: 'the response status is not 2xx' },
    reason: null
  })
  await configure(app, { url: `http://localhost:${receiver.port}/hook` })
  t.match(await send(app, { project: STAGING }), {
    network: null,
    reason: '--deliver-to does not include localhost'
  })
  t.equal(receiver.received.length, 1)
})

t.test('the inbox contains a delivery in progress and later its result', async t => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const receiver = await createReceiver(t, socket => {
    promise.then(() => socket.write(responseText('200 OK')))
    app.server.inject('/_mock/v1/inbox').then(reply => {
      arrived.resolve((reply.json() as DeliveryList).results)
    })
  })
  const arrived = Promise.withResolvers<Delivery[]>()
  const app = await buildAtNoon(t, { deliverTo: ['localhost'] })
  await configure(app, { url: `http://localhost:${receiver.port}/` })
  const answer = control(app, 'POST', '/alerts', { project: STAGING })
  t.match(await arrived.promise, [
    { id: 1, network: { status: null, error: 'in progress', duration: 0 }, reason: null }
  ])
  resolve()
  t.match((await answer).json, { id: 1, network: { status: 200, error: null } })
  t.match(await inbox(app), { results: [{ id: 1, network: { status: 200 } }] })
})

/** Starts a mock with a project whose webhook is on a port of 127.0.0.1. */
async function startPosting(t: Test, port: number) {
  const mock = await startMock({ deliverTo: '127.0.0.1', listen: false })
  t.teardown(() => mock.close())
  const webhook = { type: 'WEBHOOK' as const, url: `http://127.0.0.1:${port}/` }
  const { projects } = mock.sandbox({ projects: [{ name: 'a', integrations: [webhook] }] })
  return { mock, project: projects[0]?.id as string }
}

t.test('closing does not wait for receivers; a reset discards deliveries in progress', async t => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const mute = await createReceiver(t, () => resolve())
  const { mock, project } = await startPosting(t, mute.port)
  const sent = mock.alerts.send({ project })
  await promise
  t.equal(mock.alerts.inbox().length, 1)
  mock.reset()
  t.strictSame(mock.alerts.inbox(), [])
  await mock.close()
  t.match(await sent, { network: { status: null, error: 'the mock was closed' } })
})

t.test('limits concurrent deliveries', async t => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const receiver = await createReceiver(t, socket => {
    promise.then(() => socket.write(responseText('200 OK')))
  })
  const { mock, project } = await startPosting(t, receiver.port)
  const sent = Array.from({ length: MAX_CONCURRENT }, () => mock.alerts.send({ project }))
  t.match(await mock.alerts.send({ project }), {
    network: null,
    reason: `${MAX_CONCURRENT} deliveries are in progress`
  })
  resolve()
  for (const delivery of await Promise.all(sent))
    t.match(delivery, { network: { status: 200 }, reason: null })
  t.match(await mock.alerts.send({ project }), { network: { status: 200 } }, 'a delivery is possible again')
})

t.test('a sandbox sends to its own projects, has its own inbox and uses its own clock', async t => {
  const app = await buildAtNoon(t)
  const webhook = { type: 'WEBHOOK' as const, url: 'https://example.com/hook', secret: 'of-the-sandbox' }
  const projects = [{ name: 'orders', integrations: [webhook] }]
  const [one, two] = await twoSandboxes(app, { projects })
  const [first, second] = [projectOf(one), projectOf(two)]
  await control(app, 'PUT', '/clock', { now: '2030-01-01T00:00:00.5Z', frozen: true }, { sandbox: one.id })
  const sent = await send(app, { project: first }, one.id)
  t.match(sent, { organization: one.id, project: first, time: '2030-01-01T00:00:00.500Z' })
  t.match(alertOf(sent), { created: '2030-01-01T00:00:00Z', id: /^70dbd880/ })
  t.match(await send(app, { project: second }), { id: 2, organization: two.id, time: NOON })
  for (const project of [second, STAGING]) {
    const { json } = await control(app, 'POST', '/alerts', { project }, { sandbox: one.id })
    t.strictSame(json, notFound(`unknown project '${project}' in the sandbox`))
  }
  const ids = async (sandbox?: string, limit?: number) =>
    (await inbox(app, sandbox, limit)).results.map(({ id }) => id)
  await send(app, { project: STAGING })
  await send(app, { project: first })
  t.strictSame([await ids(), await ids(one.id), await ids(two.id)], [[1, 2, 3, 4], [1, 4], [2]])
  t.strictSame([await ids(undefined, 2), await ids(one.id, 1), await ids(one.id, 200)], [[3, 4], [4], [1, 4]])

  await control(app, 'POST', '/reset', { keep: ['inbox'] }, { sandbox: one.id })
  t.strictSame(await ids(one.id), [1, 4])
  await control(app, 'POST', '/reset', undefined, { sandbox: one.id })
  t.strictSame([await ids(), await ids(one.id)], [[2, 3], []])
  await control(app, 'DELETE', `/sandboxes/${two.id}`)
  t.strictSame(await ids(), [3])
  await control(app, 'POST', '/reset', { keep: ['inbox'] })
  t.strictSame(await ids(), [3])
  await control(app, 'POST', '/reset')
  t.strictSame(await ids(), [])
  t.equal((await send(app, { project: STAGING })).id, 5, 'ids are not reused')
  t.equal((await asKey(app, one.owner.apiKey, { url: integrations(first as string) })).status, 401)
})

t.test('the inbox keeps the newest 200', async t => {
  const mock = await startMock({ listen: false })
  t.teardown(() => mock.close())
  for (let count = 0; count < 205; count++) await mock.alerts.send({ project: STAGING })
  const kept = mock.alerts.inbox().map(({ id }) => id)
  t.strictSame(
    kept,
    Array.from({ length: 200 }, (_, at) => at + 6)
  )
})

t.test("the type's file defines whether a type receives alerts; the first in Atlas's order does", async t => {
  const files = readTypeFiles()
  const webhook = files.find(({ title }) => title === 'WEBHOOK') as IntegrationTypeFile
  const pager = (order: number, alerts?: { url: string }) =>
    ({
      ...webhook,
      $id: `Pager${order}`,
      title: `PAGER${order}`,
      properties: { id: {}, type: {}, pager: webhook.properties?.['url'] },
      required: ['pager'],
      // Only one file may contain a row of the error catalogue.
      'x-integration': { ...webhook['x-integration'], order, errors: [], alerts }
    }) as unknown as IntegrationTypeFile
  const alerts = { url: 'pager' }
  const app = await build(t, { typeFiles: [...files, pager(-2), pager(-1, alerts), pager(99, alerts)] })
  const call = (type: string, host: string, field = 'pager') => {
    return { type, [field]: `https://${host}.example/call` }
  }
  const never = call('PAGER-2', 'never')
  const [last, second] = [call('PAGER99', 'last'), call('WEBHOOK', 'second', 'url')]
  const { projects } = await newSandbox(app, {
    projects: [
      { name: 'none', integrations: [never] },
      { name: 'all', integrations: [never, last, second, call('PAGER-1', 'first')] },
      { name: 'two', integrations: [last, second] }
    ]
  } as object as SandboxBody)
  const [none, all, two] = projects.map(({ id }) => id) as [string, string, string]
  t.match(await send(app, { project: all }), {
    url: 'https://first.example/****call',
    request: { headers: { Host: 'first.example' } },
    templates: { body: 'none', headers: 'none', reason: null },
    signature: { outcome: 'unsigned', header: null }
  })
  t.match(await send(app, { project: two }), { url: 'https://second.example/****call' })
  const detail = 'does not have an integration that receives alerts: PAGER-1, WEBHOOK, PAGER99'
  const { json } = await control(app, 'POST', '/alerts', { project: none })
  t.strictSame(json, notFound(`project '${none}' ${detail}`))
})

t.test('an alert configuration names the webhooks and the event', async t => {
  const app = await buildAtNoon(t)
  const key = { serviceKey: 'a'.repeat(32) }
  const pagerDuty = integrations(STAGING, 'PAGER_DUTY')
  const list = await as(app, 'orgowner', { method: 'POST', url: pagerDuty, body: key })
  const { results: rows } = list.json as { results: { id: string; type: string }[] }
  const idOf = (type: string) => rows.find(row => row.type === type)?.id
  const url = `/api/atlas/v2/groups/${STAGING}/alertConfigs`
  const create = async (notifications: object[], state: object = { enabled: true }) => {
    const body = { eventTypeName: 'NO_PRIMARY', ...state, notifications }
    const { json } = await as(app, 'orgowner', { method: 'POST', url, body })
    return (json as { id: string }).id
  }
  const own = { typeName: 'WEBHOOK', webhookUrl: 'https://own.example/hook', webhookSecret: 'own-secret' }
  const both = await create([
    { typeName: 'GROUP', emailEnabled: true },
    { typeName: 'PAGER_DUTY', integrationId: idOf('PAGER_DUTY') },
    { typeName: 'WEBHOOK', integrationId: idOf('WEBHOOK') },
    own
  ])
  const first = (await control(app, 'POST', '/alerts', { project: STAGING, alertConfig: both })).json
  const { results } = await inbox(app)
  t.strictSame(results[0], first, 'the response is the first delivery')
  const facts = results.map(delivery => {
    const { alertConfigId, eventTypeName } = alertOf(delivery)
    const { integration, url, signature } = delivery
    return [integration, url, signature.outcome, alertConfigId, eventTypeName]
  })
  t.strictSame(facts, [
    [idOf('WEBHOOK'), 'https://example.com/****tlas', 'valid', both, 'NO_PRIMARY'],
    [null, 'https://own.example/****hook', 'valid', both, 'NO_PRIMARY']
  ])
  const sent = async (...notifications: object[]) =>
    await send(app, { project: STAGING, alertConfig: await create(notifications) })
  t.match(alertOf(await sent({ typeName: 'WEBHOOK' })), { eventTypeName: 'NO_PRIMARY' })
  const templates = {
    webhookBodyTemplate: '{"own":"${eventTypeName}"}',
    webhookHeadersTemplate: '{"X-Own":"${eventType}"}'
  }
  // The templates of a notification replace those of its integration.
  for (const more of [own, {}, { integrationId: idOf('WEBHOOK') }]) {
    const { request } = await sent({ typeName: 'WEBHOOK', ...more, ...templates })
    t.match(request, { body: /^{"own":"NO_PRIMARY"}$/, headers: { 'X-Own': 'alert.open' } })
  }
  // As a client sends it back after a GET.
  t.match(await sent({ ...own, integrationId: idOf('WEBHOOK') }), { url: 'https://own.example/****hook' })
  // A PUT replaces an own URL by the integration's.
  const notifierId = 'a'.repeat(24)
  const changed = await create([{ ...own, notifierId }])
  const notifications = [{ typeName: 'WEBHOOK', notifierId, integrationId: idOf('WEBHOOK') }]
  const body = { eventTypeName: 'NO_PRIMARY', enabled: true, notifications }
  await as(app, 'orgowner', { method: 'PUT', url: `${url}/${changed}`, body })
  t.match(await send(app, { project: STAGING, alertConfig: changed }), {
    integration: idOf('WEBHOOK'),
    url: 'https://example.com/****tlas'
  })
  const pager = await create([{ typeName: 'PAGER_DUTY', integrationId: idOf('PAGER_DUTY') }])
  const off = await create([own], { enabled: false })
  const unset = await create([own], {})
  const noneToSend = 'does not have a notification that the mock can send: WEBHOOK'
  const rejected: [alertConfig: string, status: number, detail: string][] = [
    [pager, 404, `alert configuration '${pager}' ${noneToSend}`],
    [off, 409, `alert configuration '${off}' is not enabled`],
    [unset, 409, `alert configuration '${unset}' is not enabled`],
    [STAGING, 404, `unknown alert configuration '${STAGING}' in the project`]
  ]
  for (const [alertConfig, status, detail] of rejected) {
    const reply = await control(app, 'POST', '/alerts', { project: STAGING, alertConfig })
    t.strictSame([reply.status, (reply.json as { detail: string }).detail], [status, detail])
  }
})
