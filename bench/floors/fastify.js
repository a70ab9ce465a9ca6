import Fastify from 'fastify'

/** Fastify as in its guide, with constant responses. Usage: `node fastify.js PORT`. */
const app = Fastify()
const LIST = '/api/atlas/v2/groups/:groupId/integrations'

app.get(LIST, async () => ({ results: [], totalCount: 0 }))
app.post(`${LIST}/:type`, async request => ({ results: [request.body], totalCount: 1 }))
app.listen({ port: Number(process.argv[2]), host: '127.0.0.1' })
