import { randomBytes } from 'node:crypto'
import BetterSqlite3 from 'better-sqlite3'
import Fastify from 'fastify'

/** Fastify as in its guide, with one INSERT or SELECT for each request. Usage: `node sqlite.js PORT`. */
const app = Fastify()
const LIST = '/api/atlas/v2/groups/:groupId/integrations'
/** The same two integrations as in the mock's seed data. */
const STAGING = '5e2211c17a3e5a48f5497de3'
const SEED = {
  DATADOG: { apiKey: '1234567890abcdef1234567890abcdef', region: 'EU' },
  WEBHOOK: { url: 'https://example.com/hooks/atlas', secret: 'staging-webhook-secret' }
}

const db = new BetterSqlite3(':memory:')
db.exec(`CREATE TABLE integrations (
  id TEXT PRIMARY KEY, project_id TEXT NOT NULL, type TEXT NOT NULL, settings TEXT NOT NULL,
  created INTEGER NOT NULL, UNIQUE (project_id, type)
) STRICT`)
const insert = db.prepare(
  'INSERT INTO integrations VALUES (?, ?, ?, ?, ?) ON CONFLICT (project_id, type) DO NOTHING RETURNING *'
)
const select = db.prepare('SELECT * FROM integrations WHERE project_id = ?')
const add = (groupId, type, settings) =>
  insert.get(randomBytes(12).toString('hex'), groupId, type, JSON.stringify(settings), Date.now())
const present = ({ id, type, settings }) => ({ id, type, ...JSON.parse(settings) })

for (const [type, settings] of Object.entries(SEED)) add(STAGING, type, settings)
app.get(LIST, async request => {
  const results = select.all(request.params.groupId).map(present)
  return { results, totalCount: results.length }
})
app.post(`${LIST}/:type`, async (request, reply) => {
  const { groupId, type } = request.params
  const row = add(groupId, type, request.body)
  if (!row) return reply.code(409).send({ error: 409 })
  return { results: [present(row)], totalCount: 1 }
})
app.listen({ port: Number(process.argv[2]), host: '127.0.0.1' })
