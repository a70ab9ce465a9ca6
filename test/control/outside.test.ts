import t from 'tap'
import type { App } from '../../src/app.ts'
import { OPERATIONS } from '../../src/atlas/plugin.ts'
import { CONTROL_OPERATIONS } from '../../src/control-api/operations.ts'
import type { ErrorRow } from '../../src/errors.ts'
import { startMock } from '../../src/index.ts'
import type { ErrorList } from '../../types/wire.d.ts'
import { build, call, DEMO, integrations, KEYS, type Request, STAGING } from '../app.ts'
import { EXCHANGES, type Exchange } from '../exchange.ts'
import { ACCOUNT, asKey, askToken, control, faultsOf, newSandbox, problem } from './control.ts'

const OWNER = { publicKey: 'orgowner', privateKey: KEYS['orgowner'] as string }
const LIST: Request = { url: integrations(STAGING) }

async function errorsOf(app: App): Promise<ErrorList['results']> {
  const { json } = await control(app, 'GET', '/errors')
  const fault = faultsOf('ErrorList', json)
  if (fault) throw new Error(fault)
  return (json as ErrorList).results
}

t.test('health returns ok, to HEAD too, and an error without a database', async t => {
  const app = await build(t)
  t.match(await control(app, 'GET', '/health'), {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
    text: '{"status":"ok"}'
  })
  t.match(await control(app, 'HEAD', '/health'), { status: 200, text: '' })
  t.match(await control(app, 'GET', '/health?verbose=true'), { status: 400 })
  app.services.store.close()
  const reply = await call(app, { url: '/_mock/v1/health' })
  t.match(reply, { status: 500, headers: { 'content-type': 'application/problem+json' } })
  t.strictSame(reply.json, problem(500, 'Internal Server Error', 'unexpected error'))
  t.match(app.logged.join(''), /"level":50.*database/)
})

t.test('lists every catalogue row with its text, evidence and operations', async t => {
  const app = await build(t)
  const results = await errorsOf(app)
  t.strictSame(
    results.map(({ operations, ...row }) => row),
    app.services.catalogue.rows.map(row => ({
      id: row.id,
      errorCode: row.errorCode,
      status: row.status,
      detail: row.detail,
      parameters: (row.parameters ?? []).map(({ name }) => name),
      evidence: row.evidence,
      source: row.source,
      date: row.date
    }))
  )
  const row = (id: string) => results.find(result => result.id === id)
  t.strictSame(row('INTEGRATION_ALREADY_CONFIGURED'), {
    id: 'INTEGRATION_ALREADY_CONFIGURED',
    errorCode: 'INTEGRATION_ALREADY_CONFIGURED',
    status: 409,
    detail: "The integration of type '%s' is already configured for this group.",
    parameters: ['integrationType'],
    evidence: 'documented',
    source: 'terraform-provider-mongodbatlas #1038; Atlas error list',
    date: '2026-08-21',
    operations: ['createGroupIntegration']
  })
  const all = OPERATIONS.map(({ operationId }) => operationId)
  const integrationIds = all.slice(0, 5)
  const operationsOf = (id: string) => row(id)?.operations
  t.strictSame(operationsOf('UNAUTHENTICATED'), all)
  t.strictSame(operationsOf('UNEXPECTED_ERROR'), all)
  t.strictSame(operationsOf('RATE_LIMITED'), ['createToken'])
  t.strictSame(operationsOf('INTEGRATION_NOT_CONFIGURED'), ['getGroupIntegration', 'deleteGroupIntegration'])
  t.strictSame(operationsOf('RESOURCE_NOT_FOUND'), integrationIds.slice(1))
  t.strictSame(operationsOf('HIPCHAT_NOT_SUPPORTED'), integrationIds.slice(1))
  t.strictSame(operationsOf('INVALID_URL'), ['createGroupIntegration', 'updateGroupIntegration'])
  t.strictSame(operationsOf('NOT_ORG_GROUP_CREATOR'), ['createGroup'])
  t.strictSame(operationsOf('GROUP_NAME_NOT_FOUND'), ['getGroupByName'])
  t.strictSame(operationsOf('VERSION_GONE'), [], 'on demand only')
})

t.test('the status of a denied role follows the setting', async t => {
  const app = await build(t, { settings: { roleDeniedStatus: 403 } })
  t.match(
    (await errorsOf(app)).find(({ id }) => id === 'USER_UNAUTHORIZED'),
    { status: 403 }
  )
})

/** Returns the operation of an exchange. */
function operationOf({ request }: Exchange): string | undefined {
  const [path = ''] = request.path.split('?')
  return OPERATIONS.find(operation => {
    const pattern = operation.path.replace(/:\w+/g, '[^/]+')
    return request.method === operation.method && new RegExp(`^/api/atlas/(v2|v1\\.0)${pattern}$`).test(path)
  })?.operationId
}

/** Returns the catalogue row of an exchange's error. */
function rowOf({ response }: Exchange, rows: readonly ErrorRow[]): ErrorRow | undefined {
  if (response.status < 400) return undefined
  const code = response.headers['X-Error-Code']
  if (response.status === 401 && typeof code !== 'string') {
    const form = response.rawBody === '' ? 'empty' : 'challenge'
    return rows.find(row => row.form === form)
  }
  return rows.find(row => row.id === code)
}

t.test('lists each error of an exchange for the operation that was called', async t => {
  const app = await build(t)
  const listed = new Map((await errorsOf(app)).map(({ id, operations }) => [id, operations]))
  const { rows } = app.services.catalogue
  const pairs = new Map<string, [string, string, string]>()
  for (const exchange of EXCHANGES) {
    const isDemanded =
      exchange.request.headers?.['Prefer'] !== undefined && exchange.settings?.prefer !== 'off'
    const operation = operationOf(exchange)
    const row = rowOf(exchange, rows)
    if (isDemanded || operation === undefined || row === undefined) continue
    pairs.set(`${operation} ${row.id}`, [operation, row.id, exchange.title])
  }
  t.ok(pairs.size > 50, `${pairs.size} pairs`)
  for (const [operation, id, title] of pairs.values()) {
    t.ok(listed.get(id)?.includes(operation), `${operation} can raise ${id}: ${title}`)
  }
})

t.test('Prefer and a fault can return each error of each operation', async t => {
  const app = await build(t)
  for (const { id, status, operations } of await errorsOf(app)) {
    const fault = await control(app, 'POST', '/faults', {
      stage: 'edge',
      match: { headers: { 'x-fault': id } },
      effect: { type: 'error', errorCode: id }
    })
    for (const operationId of operations) {
      const operation = OPERATIONS.find(item => item.operationId === operationId)
      const path = operation ? `/api/atlas/v2${operation.path}` : '/api/oauth/token'
      const request = {
        method: operation?.method ?? 'POST',
        url: path.replace(':groupId', DEMO).replace(':integrationType', 'SLACK').replace(/:\w+/, 'x')
      }
      const failed = await call(app, { ...request, headers: { 'x-fault': id } })
      t.equal(failed.status, status, `${id} on ${operationId} by a fault`)
      const preferred = await call(app, { ...request, headers: { prefer: `errorCode=${id}` } })
      const isOffered = operation && !/^(UNAUTHENTICATED|BEARER_REFUSED)$/.test(id)
      if (isOffered) t.equal(preferred.text, failed.text, `${id} on ${operationId} by Prefer`)
    }
    t.match(await control(app, 'GET', `/faults/${(fault.json as { id: string }).id}`), {
      json: { hits: operations.length }
    })
  }
})

/** Parses Prometheus's text format into samples by name and labels. @throws if the format is invalid */
function parseMetrics(text: string): Map<string, number> {
  const samples = new Map<string, number>()
  for (const line of text.split('\n')) {
    if (line === '' || /^# (HELP|TYPE) [a-z_]+ \S/.test(line)) continue
    const [, name = '', labels = '', value = ''] =
      /^([a-z_]+)(?:\{((?:[a-z_]+="(?:[^"\\]|\\.)*",?)*)\})? (\S+)$/.exec(line) ?? []
    const key = labels ? `${name}{${labels}}` : name
    if (name === '' || Number.isNaN(Number(value)) || samples.has(key)) throw new Error(line)
    samples.set(key, Number(value))
  }
  return samples
}

async function metricsOf(app: App): Promise<Map<string, number>> {
  return parseMetrics((await control(app, 'GET', '/metrics')).text)
}

/** Returns the samples of one metric. */
function only(samples: Map<string, number>, name: string): Record<string, number> {
  return Object.fromEntries([...samples].filter(([key]) => key.split('{')[0] === name))
}

const requests = (operation: string, status: number | string, errorCode = '') =>
  `atlas_mock_requests_total{operation="${operation}",status="${status}",error_code="${errorCode}"}`

t.test('metrics count requests, durations, faults and sandboxes in Prometheus’s text format', async t => {
  const app = await build(t)
  const empty = await control(app, 'GET', '/metrics')
  t.equal(empty.headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8')
  t.strictSame([...parseMetrics(empty.text)], [['atlas_mock_sandboxes', 0]])
  for (const name of [
    'atlas_mock_requests_total counter',
    'atlas_mock_request_duration_seconds histogram',
    'atlas_mock_faults_fired_total counter',
    'atlas_mock_sandboxes gauge'
  ]) {
    t.match(empty.text, `# TYPE ${name}\n`)
    t.match(empty.text, `# HELP ${name.split(' ')[0]} `)
  }
  for (let count = 0; count < 3; count++) await asKey(app, OWNER, LIST)
  await asKey(app, OWNER, { url: integrations(DEMO, 'SLACK') })
  await call(app, { url: '/api/atlas/v2/nowhere' })
  await askToken(app, ACCOUNT.owner)
  await askToken(app, { ...ACCOUNT.owner, clientSecret: 'wrong' })
  const body = { effect: { type: 'reset' }, when: { first: 2 } }
  await control(app, 'POST', '/faults', body)
  for (let count = 0; count < 2; count++) await t.rejects(asKey(app, OWNER, LIST))
  await control(app, 'POST', '/faults', { stage: 'edge', effect: { type: 'delay', delay: 30 } })
  await call(app, LIST)
  const sandbox = await newSandbox(app)
  await newSandbox(app)
  await call(app, { url: '/_mock/v1/health' })

  const samples = await metricsOf(app)
  t.strictSame(only(samples, 'atlas_mock_requests_total'), {
    [requests('listGroupIntegrations', 401, 'UNEXPECTED_ERROR')]: 6,
    [requests('listGroupIntegrations', 200)]: 3,
    [requests('listGroupIntegrations', 'none')]: 2,
    [requests('getGroupIntegration', 401, 'UNEXPECTED_ERROR')]: 1,
    [requests('getGroupIntegration', 404, 'INTEGRATION_NOT_CONFIGURED')]: 1,
    [requests('none', 404, 'RESOURCE_NOT_FOUND')]: 1,
    [requests('createToken', 200)]: 1,
    [requests('createToken', 401, 'invalid_client')]: 1
  })
  t.strictSame(only(samples, 'atlas_mock_faults_fired_total'), {
    'atlas_mock_faults_fired_total{effect="reset"}': 2,
    'atlas_mock_faults_fired_total{effect="delay"}': 1
  })
  t.strictSame(only(samples, 'atlas_mock_sandboxes'), { atlas_mock_sandboxes: 2 })

  const name = 'atlas_mock_request_duration_seconds'
  const counts = only(samples, `${name}_count`)
  t.strictSame(counts, {
    [`${name}_count{operation="listGroupIntegrations"}`]: 11,
    [`${name}_count{operation="getGroupIntegration"}`]: 2,
    [`${name}_count{operation="none"}`]: 1,
    [`${name}_count{operation="createToken"}`]: 2
  })
  for (const operation of ['listGroupIntegrations', 'getGroupIntegration', 'none', 'createToken']) {
    const buckets = Object.entries(only(samples, `${name}_bucket`))
      .filter(([key]) => key.includes(`operation="${operation}"`))
      .map(([key, value]) => [/le="([^"]+)"/.exec(key)?.[1], value] as const)
    t.strictSame(
      buckets.map(([bound]) => bound),
      [
        '0.0005',
        '0.001',
        '0.0025',
        '0.005',
        '0.01',
        '0.025',
        '0.05',
        '0.1',
        '0.25',
        '0.5',
        '1',
        '2.5',
        '5',
        '10',
        '+Inf'
      ]
    )
    const values = buckets.map(([, value]) => value)
    t.strictSame(
      values,
      values.toSorted((a, b) => a - b),
      'cumulative'
    )
    t.equal(values.at(-1), counts[`${name}_count{operation="${operation}"}`])
    t.ok((samples.get(`${name}_sum{operation="${operation}"}`) ?? 0) > 0)
  }
  t.ok((samples.get(`${name}_sum{operation="listGroupIntegrations"}`) ?? 0) >= 0.029, 'seconds')
  t.equal(samples.get(`${name}_bucket{le="0.025",operation="listGroupIntegrations"}`) === 11, false)

  await control(app, 'DELETE', `/sandboxes/${sandbox.id}`)
  t.equal((await metricsOf(app)).get('atlas_mock_sandboxes'), 1)
  await control(app, 'POST', '/reset')
  t.equal(
    (await metricsOf(app)).get(requests('listGroupIntegrations', 200)),
    3,
    'a reset does not clear counters'
  )
})

t.test('escapes a label, whatever its value in a fault', async t => {
  const app = await build(t)
  const odd = 'a"b\\c} 7'
  await control(app, 'POST', '/faults', {
    stage: 'edge',
    effect: { type: 'status', status: 500, headers: { 'x-error-code': odd } }
  })
  await call(app, LIST)
  const samples = await metricsOf(app)
  t.equal(samples.get(requests('listGroupIntegrations', 500, 'a\\"b\\\\c} 7')), 1)
})

t.test('two mocks in one process have separate counters', async t => {
  const [one, two] = [await startMock({ listen: false }), await startMock({ listen: false })]
  t.teardown(() => Promise.all([one.close(), two.close()]))
  one.faults.add({ stage: 'edge', effect: { type: 'empty' } })
  one.sandbox()
  await one.inject({ url: LIST.url })
  await two.inject({ url: LIST.url })
  await two.inject({ url: LIST.url })
  const read = async (mock: typeof one) =>
    parseMetrics((await mock.inject({ url: '/_mock/v1/metrics' })).body)
  for (let turn = 0; turn < 2; turn++) {
    const [first, second] = [await read(one), await read(two)]
    t.equal(first.get(requests('listGroupIntegrations', 401, 'UNEXPECTED_ERROR')), 1)
    t.equal(second.get(requests('listGroupIntegrations', 401, 'UNEXPECTED_ERROR')), 2)
    t.equal(first.get('atlas_mock_sandboxes'), 1)
    t.equal(second.get('atlas_mock_sandboxes'), 0)
    t.strictSame(only(second, 'atlas_mock_faults_fired_total'), {})
    t.strictSame(only(first, 'atlas_mock_faults_fired_total'), {
      'atlas_mock_faults_fired_total{effect="empty"}': 1
    })
  }
})

interface Documented {
  operationId: string
  tags: string[]
  security: object[]
  parameters?: { name: string; in: string }[]
  requestBody?: { content: Record<string, { schema: { $ref: string } }> }
  responses: Record<string, { content?: Record<string, { schema: { $ref?: string } }> }>
}

interface Document {
  paths: Record<string, Record<string, Documented>>
  components: { schemas: Record<string, unknown>; securitySchemes: Record<string, unknown> }
}

/** Returns all references of a document. */
function refsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, item]) =>
    name === '$ref' && typeof item === 'string' ? [item] : refsOf(item)
  )
}

t.test('the document contains every operation of the control plane and all references', async t => {
  const app = await build(t)
  const document = (await call(app, { url: '/openapi.json' })).json as Document
  for (const {
    operationId,
    method,
    path,
    isScoped,
    isOpen,
    query = {},
    body,
    success,
    problems = []
  } of CONTROL_OPERATIONS) {
    const names = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name)
    const documented = document.paths[`/_mock/v1${path.replace(/:(\w+)/g, '{$1}')}`]?.[method.toLowerCase()]
    t.match(documented, { operationId, tags: ['Mock Control Plane'] }, operationId)
    t.strictSame(
      (documented?.parameters ?? []).map(({ name, in: place }) => `${place} ${name}`).sort(),
      [
        ...names.map(name => `path ${name}`),
        ...Object.keys(query).map(name => `query ${name}`),
        ...(isScoped ? ['query sandbox'] : [])
      ].sort(),
      operationId
    )
    t.equal(
      documented?.requestBody?.content['application/json']?.schema.$ref,
      body && `#/components/schemas/${body}`
    )
    const { responses = {} } = documented ?? {}
    const hasId = isScoped || path.includes(':')
    const expected = [success.status, 400, 401, 403, ...(hasId ? [404] : []), ...(body ? [413] : [])]
    t.strictSame(Object.keys(responses), [...expected, ...problems].map(String).sort(), operationId)
    for (const [status, { content = {} }] of Object.entries(responses)) {
      if (Number(status) < 400) continue
      t.strictSame(content, {
        'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } }
      })
    }
    t.strictSame(documented?.security, isOpen ? [] : [{ ControlToken: [] }, {}])
  }
  const count = Object.keys(document.paths).filter(path => path.startsWith('/_mock/')).length
  t.equal(count, new Set(CONTROL_OPERATIONS.map(({ path }) => path)).size)
  for (const ref of refsOf(document)) {
    const [, name = ''] = /^#\/components\/schemas\/([A-Za-z]+)$/.exec(ref) ?? []
    t.ok(name in document.components.schemas, ref)
  }
})

t.test('with the control plane off, the document contains only the remaining operations', async t => {
  const app = await build(t, { settings: { control: false } })
  const document = (await call(app, { url: '/openapi.json' })).json as Document
  t.strictSame(
    Object.keys(document.paths).filter(path => path.startsWith('/_mock/')),
    ['/_mock/v1/health', '/_mock/v1/metrics', '/_mock/v1/types']
  )
})
