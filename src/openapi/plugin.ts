import type { FastifyInstance } from 'fastify'
import { originOf } from '../http/address.ts'
import type { Services } from '../services.ts'

/**
 * `/openapi.json` and Swagger UI at `/_mock/docs`. What makes them is loaded at the first request: it would
 * double the time that a start takes.
 */
export async function openapiPlugin(
  app: FastifyInstance,
  { services }: { services: Services }
): Promise<void> {
  let loading: ReturnType<typeof load> | undefined
  const loaded = () => {
    loading ??= load(services)
    return loading
  }

  app.get('/openapi.json', async request => {
    const { server, documentFor } = await loaded()
    return documentFor(server, services, originOf(request, services.settings.publicUrl))
  })
  for (const url of ['/_mock/docs', '/_mock/docs/*']) {
    app.get(url, async (request, reply) => {
      const { server } = await loaded()
      reply.hijack()
      server.routing(request.raw, reply.raw)
    })
  }
  app.addHook('onClose', async () => {
    if (loading) await (await loading).server.close()
  })
}

async function load(services: Services) {
  const { createDocumentServer, documentFor } = await import('./document.ts')
  return { server: await createDocumentServer(services), documentFor }
}
