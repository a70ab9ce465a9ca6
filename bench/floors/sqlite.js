import { randomBytes } from 'node:crypto'
import BetterSqlite3 from 'better-sqlite3'
import Fastify from 'fastify'

/** Floor: Fastify with one INSERT or one SELECT for each request, without authentication and without checks. */
const app = Fastify()
const db = new BetterSqlite3(':memory:')
db.exec(`CREATE TABLE integrations (
  id TEXT PRIMARY KEY, project_id TEXT NOT NULL, type TEXT NOT NULL, settings TEXT NOT NULL,
  created INTEGER NOT NULL, UNIQUE (project_id, type)
) STRICT`)
const insert = db.prepare(
  'INSERT INTO integrations VALUES (?, ?, ?, ?, ?) ON CONFLICT (project_id, type) DO NOTHING RETURNING *'
)
const list = db.prepare('SELECT * FROM integrations WHERE project_id = ?')
const keep = (groupId, type, settings) =>
  insert.get(randomBytes(12).toString('hex'), groupId, type, JSON.stringify(settings), Date.now())
const present = ({ id, type, settings }) => ({ id, type, ...JSON.parse(settings) })

// What the lists and the conflicts are asked of: the same two integrations as in the mock's seed.
const STAGING = '5e2211c17a3e5a48f5497de3'
keep(STAGING, 'DATADOG', { apiKey: '1234567890abcdef1234567890abcdef', region: 'EU' })
keep(STAGING, 'WEBHOOK', { url: 'https://example.com/hooks/atlas', secret: 'staging-webhook-secret' })

const LIST = '/api/atlas/v2/groups/:groupId/integrations'
app.get(LIST, async request => {
  const results = list.all(request.params.groupId).map(present)
  return { results, totalCount: results.length }
})
app.post(`${LIST}/:type`, async (request, reply) => {
  const { groupId, type } = request.params
  const row = keep(groupId, type, request.body)
  if (!row) return reply.code(409).send({ error: 409 })
  return { results: [present(row)], totalCount: 1 }
})
await app.listen({ port: Number(process.argv[2]), host: '127.0.0.1' })
