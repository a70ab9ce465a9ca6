import t from 'tap'
import { createCatalogue, type ErrorRow } from '../src/catalogue/errors.ts'
import { readTypeFiles } from '../src/integrations/registry.ts'
import type { Exchange } from '../src/proof/compare/exchange.ts'
import { type Client, EXCHANGES, replay } from './exchange.ts'

/** Rows that only `Prefer` raises: the mock does not implement their cause, or it takes too many requests. */
const ON_DEMAND = [
  'BAD_REQUEST',
  'CANNOT_CLOSE_GROUP_ACTIVE_ATLAS_CLUSTERS',
  'CLOUD_PROVIDER_ACCESS_ROLE_NOT_AUTHORIZED',
  'FEATURE_UNSUPPORTED',
  'GROUP_NAME_NOT_FOUND',
  'LEGACY_SLACK_CONFIGURATION_UNSUPPORTED',
  'MAX_GROUPS_PER_ORG_EXCEEDED',
  'METRIC_TYPE_UNSUPPORTED',
  'MUST_RECONFIGURE_SLACK_OAUTH2',
  'NO_ORG_NOTIFICATION_FOR_GROUP_ALERT',
  'PATH_PARAM_PARSE_ERROR',
  'RATE_LIMITED',
  'RATE_LIMITED_TOKEN_BUCKET',
  'SLACK_OAUTH2_NOT_CONFIGURED',
  'STORAGE_LIMIT_EXCEEDED',
  'UNEXPECTED_ERROR',
  'VERSION_GONE',
  'WEBHOOK_NOTIFICATIONS_PRESENT'
]

const clients = new Map<string, Client>()
t.teardown(() => Promise.all([...clients.values()].map(client => client.close())))

t.test('responses equal those of the exchanges', async t => {
  for (const exchange of EXCHANGES) await replay(t, exchange, clients)
})

t.test('every row of the catalogue is raised', async t => {
  const typeRows = readTypeFiles().flatMap(file => file['x-integration'].errors ?? [])
  const { rows } = createCatalogue(typeRows, 401)
  const raisedBy = (row: ErrorRow, isDemanded: boolean) =>
    EXCHANGES.some(exchange => isDemanded === isOnDemand(exchange) && raises(exchange, row))
  const missing = rows.filter(row => !raisedBy(row, false)).map(row => row.id)
  t.same(missing.toSorted(), ON_DEMAND, 'without Prefer')
  t.same(
    rows.filter(row => ON_DEMAND.includes(row.id) && !raisedBy(row, true)),
    [],
    'with Prefer'
  )
})

t.test('titles are unique', async t => {
  const titles = EXCHANGES.map(({ title }) => title)
  t.same(
    titles.filter((title, index) => titles.indexOf(title) !== index),
    []
  )
})

function isOnDemand({ request }: Exchange): boolean {
  return request.headers?.['Prefer'] !== undefined
}

function raises({ request, response }: Exchange, row: ErrorRow): boolean {
  if (response.status !== row.status || !request.path.startsWith('/api/atlas/')) return false
  if (row.form === 'empty') return response.rawBody === ''
  const code = row.form === 'challenge' ? null : row.errorCode
  return response.headers['X-Error-Code'] === code && String(response.rawBody).includes(`"${row.errorCode}"`)
}
