import t from 'tap'
import type { App } from '../../src/app.ts'
import { OPERATIONS } from '../../src/atlas/operations/operations.ts'
import type { ErrorRow } from '../../src/catalogue/errors.ts'
import type { Exchange } from '../../src/compare/exchange.ts'
import type { ErrorList, Health } from '../../types/wire.d.ts'
import { build, call } from '../app.ts'
import { EXCHANGES } from '../exchange.ts'
import { control, faultsOf, get, problem } from './control.ts'

async function errorsOf(app: App): Promise<ErrorList['results']> {
  const json = await get(app, '/errors')
  const fault = faultsOf('ErrorList', json)
  if (fault) throw new Error(fault)
  return (json as ErrorList).results
}

t.test('health returns ok, to HEAD too, and an error without a database', async t => {
  const app = await build(t)
  t.match(await control(app, 'GET', '/health'), {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
    text: /^\{"status":"ok","startId":"[0-9a-f]{16}","keepsState":false\}$/
  })
  const { startId } = await get<Health>(app, '/health')
  const kept = await build(t, { settings: { db: `${t.testdir()}/state.db` } })
  const json = await get(kept, '/health')
  t.match(json, { keepsState: true })
  t.not((json as Health).startId, startId, 'another start')
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
    source:
      'Atlas OpenAPI document: one configuration per type, and 409; terraform-provider-mongodbatlas #1038; Atlas error list',
    date: '2026-08-21',
    operations: ['createGroupIntegration']
  })
  const all = OPERATIONS.map(({ operationId }) => operationId)
  const operationsOf = (id: string) => row(id)?.operations
  t.strictSame(operationsOf('UNAUTHENTICATED'), all)
  t.strictSame(operationsOf('RATE_LIMITED'), ['createToken'])
  t.strictSame(operationsOf('INTEGRATION_NOT_CONFIGURED'), ['getGroupIntegration', 'deleteGroupIntegration'])
  t.strictSame(operationsOf('NOT_ORG_GROUP_CREATOR'), ['createGroup'])
  t.strictSame(operationsOf('GROUP_NAME_NOT_FOUND'), [], 'on demand only')

  const other = await errorsOf(await build(t, { settings: { roleDeniedStatus: 403 } }))
  t.equal(other.find(({ id }) => id === 'USER_UNAUTHORIZED')?.status, 403, 'the status follows the setting')
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
  const listed = new Map<string, string[]>(
    (await errorsOf(app)).map(({ id, operations }) => [id, operations])
  )
  const { rows } = app.services.catalogue
  const pairs = new Set<string>()
  for (const exchange of EXCHANGES) {
    const isDemanded =
      exchange.request.headers?.['Prefer'] !== undefined && exchange.settings?.prefer !== 'off'
    const operation = operationOf(exchange)
    const row = rowOf(exchange, rows)
    if (!isDemanded && operation && row) pairs.add(`${operation} ${row.id}`)
  }
  t.ok(pairs.size > 50, `${pairs.size} pairs`)
  const unlisted = [...pairs].filter(pair => {
    const [operation = '', id = ''] = pair.split(' ')
    return !listed.get(id)?.includes(operation)
  })
  t.strictSame(unlisted, [])
})
