import type { FastifyInstance } from 'fastify'
import type { ControlContext } from '../control-api/operation.ts'
import { serveLazily } from '../http/lazy-server.ts'
import { originOf } from '../request-target.ts'

/**
 * Registers `/openapi.json` and Swagger UI at `/_mock/docs`. Their code loads on the first request: it would double
 * the startup time.
 */
export async function openapiPlugin(app: FastifyInstance, context: ControlContext): Promise<void> {
  const { services } = context
  const load = () => import('./document.ts')
  const server = serveLazily(app, ['/_mock/docs', '/_mock/docs/*'], async () => {
    const { createDocumentServer } = await load()
    return createDocumentServer(context)
  })
  app.get('/openapi.json', async request => {
    const { documentFor } = await load()
    return documentFor(await server(), services, originOf(request, services.settings.publicUrl))
  })
}
