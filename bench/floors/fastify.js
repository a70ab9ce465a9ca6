import Fastify from 'fastify'

/** Floor: Fastify as its guide shows it, bare or with a schema for the body; it keeps nothing. */
const app = Fastify()
const LIST = '/api/atlas/v2/groups/:groupId/integrations'
const body = {
  type: 'object',
  required: ['url'],
  properties: { type: { type: 'string' }, url: { type: 'string' }, secret: { type: 'string' } },
  additionalProperties: false
}

app.get(LIST, async () => ({ results: [], totalCount: 0 }))
const schema = process.argv[3] === 'schema' ? { body } : {}
app.post(`${LIST}/:type`, { schema }, async request => ({ results: [request.body], totalCount: 1 }))
await app.listen({ port: Number(process.argv[2]), host: '127.0.0.1' })
