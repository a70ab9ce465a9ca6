import { fileURLToPath } from 'node:url'
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { assetUrl } from '../assets.ts'
import { originOf } from '../base/request-target.ts'
import type { ControlContext } from '../control-api/operation.ts'
import { serveLazily } from '../http/lazy-server.ts'

/** Path of Swagger UI. */
const PAGE_PATH = '/_mock/docs'

/**
 * Registers `/openapi.json` and Swagger UI at `/_mock/docs`. Their code loads on the first request: it would double
 * the startup time.
 */
export async function openapiPlugin(app: FastifyInstance, context: ControlContext): Promise<void> {
  const { publicUrl } = context.services.settings
  const load = async () => {
    const { createDocument } = await import('./document.ts')
    return (request: FastifyRequest) => createDocument(context, originOf(request, publicUrl))
  }
  app.get('/openapi.json', async request => (await load())(request))
  serveLazily(app, [PAGE_PATH, `${PAGE_PATH}/*`], async () => {
    const [{ default: swagger }, { default: swaggerUi }, documentFor] = await Promise.all([
      import('@fastify/swagger'),
      import('@fastify/swagger-ui'),
      load()
    ])
    const server = Fastify({ logger: false })
    // Swagger UI requires a document, which `transformSpecification` replaces.
    await server.register(swagger, { mode: 'static', specification: { document: {} as never } })
    await server.register(swaggerUi, {
      routePrefix: PAGE_PATH,
      baseDir: fileURLToPath(assetUrl('dist/swagger-ui')),
      logo: null as never,
      uiConfig: { tryItOutEnabled: true },
      transformSpecificationClone: false,
      transformSpecification: (_document, request) => documentFor(request)
    })
    await server.ready()
    return server
  })
}
