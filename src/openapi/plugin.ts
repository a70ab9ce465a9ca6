import { fileURLToPath } from 'node:url'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { assetUrl } from '../assets.ts'
import { originOf } from '../base/request-target.ts'
import type { ControlContext } from '../control-api/operation.ts'
import { serveLazily } from '../http/lazy-server.ts'
import type { Document } from './document.ts'

/** Path of Swagger UI. */
const PAGE_PATH = '/_mock/docs'

/**
 * Registers `/openapi.json` and Swagger UI at `/_mock/docs`. Their code loads on the first request: it would double
 * the startup time.
 */
export async function openapiPlugin(app: FastifyInstance, context: ControlContext): Promise<void> {
  const load = async () => {
    const { createDocumentServer, withUrl } = await import('./document.ts')
    const { publicUrl } = context.services.settings
    return {
      server: await createDocumentServer(context),
      addressed: (document: unknown, request: FastifyRequest) =>
        withUrl(document as Document, originOf(request, publicUrl))
    }
  }
  serveLazily(app, ['/openapi.json'], async () => {
    const { server, addressed } = await load()
    server.get('/openapi.json', { schema: { hide: true } }, request => addressed(server.swagger(), request))
    await server.ready()
    return server
  })
  serveLazily(app, [PAGE_PATH, `${PAGE_PATH}/*`], async () => {
    const [{ server, addressed }, { default: swaggerUi }] = await Promise.all([
      load(),
      import('@fastify/swagger-ui')
    ])
    await server.register(swaggerUi, {
      routePrefix: PAGE_PATH,
      baseDir: fileURLToPath(assetUrl('dist/swagger-ui')),
      logo: null as never,
      uiConfig: { tryItOutEnabled: true },
      transformSpecificationClone: false,
      transformSpecification: addressed
    })
    await server.ready()
    return server
  })
}
