import t from 'tap'
import type { App } from '../../src/app.ts'
import { OPERATIONS } from '../../src/atlas/operations/operations.ts'
import type { ErrorRow } from '../../src/catalogue/errors.ts'
import type { Exchange } from '../../src/proof/compare/exchange.ts'
import type { ErrorList, Health } from '../../types/wire.d.ts'
import { build, call } from '../app.ts'
import { EXCHANGES } from '../exchange.ts'
import { control, faultsOf, get, problem } from './control.ts'

async function errorsOf(app: App): Promise<ErrorList['results']> {
  const json = await get<ErrorList>(app, '/errors')
  const fault = faultsOf('ErrorList', json)
  if (fault) throw new Error(fault)
  return json.results
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
  const other = await get<Health>(kept, '/health')
  t.strictSame([other.keepsState, other.startId === startId], [true, false], 'another start')
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
    app.services.catalogue.rows.map(row => {
      const { id, errorCode, status, detail, parameters = [], evidence, source, date } = row
      const names = parameters.map(({ name }) => name)
      return { id, errorCode, status, detail, parameters: names, evidence, source, date }
    })
  )
  const row = (id: string) => results.find(result => result.id === id)
  const all = OPERATIONS.map(({ operationId }) => operationId)
  for (const [id, operations] of Object.entries({
    UNAUTHENTICATED: all,
    RATE_LIMITED: ['createToken'],
    INTEGRATION_ALREADY_CONFIGURED: ['createGroupIntegration'],
    INTEGRATION_NOT_CONFIGURED: ['getGroupIntegration', 'deleteGroupIntegration'],
    NOT_ORG_GROUP_CREATOR: ['createGroup'],
    // On demand only.
    GROUP_NAME_NOT_FOUND: []
  })) {
    t.strictSame(row(id)?.operations, operations, id)
  }

  const other = await errorsOf(await build(t, { settings: { roleDeniedStatus: 403 } }))
  t.equal(other.find(({ id }) => id === 'USER_UNAUTHORIZED')?.status, 403, 'the status follows the setting')
})

/** Returns the operation of an exchange. */
function operationOf({ request }: Exchange): string | undefined {
  const [path = ''] = request.path.split('?')
  return OPERATIONS.find(operation => {
    const pattern = operation.path.replace(/\{\w+\}/g, '[^/]+')
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
  const errors = await errorsOf(app)
  const listed = new Set(errors.flatMap(({ id, operations }) => operations.map(name => `${name} ${id}`)))
  const { rows } = app.services.catalogue
  const pairs = new Set<string>()
  for (const exchange of EXCHANGES) {
    const { request, settings } = exchange
    const isDemanded = request.headers?.['Prefer'] !== undefined && settings?.prefer !== 'off'
    const operation = operationOf(exchange)
    const row = rowOf(exchange, rows)
    if (!isDemanded && operation && row) pairs.add(`${operation} ${row.id}`)
  }
  t.ok(pairs.size > 50, `${pairs.size} pairs`)
  t.strictSame(
    [...pairs].filter(pair => !listed.has(pair)),
    []
  )
})
