import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import Fastify, { type FastifyInstance } from 'fastify'
import { assetUrl } from '../assets.ts'
import { originOf } from '../base/request-target.ts'
import type { ControlContext } from '../control-api/operation.ts'
import { routeLazily, serveLazily } from '../http/lazy-server.ts'

/** Path of Swagger UI. */
const PAGE_PATH = '/_mock/docs'

/**
 * Registers `/openapi.json` and Swagger UI at `/_mock/docs`. Their code loads on the first request: it would double
 * the startup time.
 */
export async function openapiPlugin(app: FastifyInstance, context: ControlContext): Promise<void> {
  const { publicUrl } = context.services.settings
  routeLazily(
    app,
    ['/openapi.json', `${PAGE_PATH}/json`],
    async () => (await import('./document.ts')).createDocument(context),
    (document, request, reply) => {
      const pieces = document(originOf(request, publicUrl))
      const length = pieces.reduce((sum, piece) => sum + piece.length, 0)
      reply.headers({ 'content-type': 'application/json; charset=utf-8', 'content-length': length })
      return reply.send(Readable.from(pieces))
    }
  )
  serveLazily(app, [PAGE_PATH, `${PAGE_PATH}/*`], async () => {
    const [{ default: swagger }, { default: swaggerUi }] = await Promise.all([
      import('@fastify/swagger'),
      import('@fastify/swagger-ui')
    ])
    const server = Fastify()
    // This server has no document: the page reads the one above. As YAML, one would take a tenth of a second.
    server.addHook('onRequest', async ({ routeOptions: { url } }, reply) =>
      url === `${PAGE_PATH}/yaml` ? reply.callNotFound() : undefined
    )
    await server.register(swagger)
    await server.register(swaggerUi, {
      routePrefix: PAGE_PATH,
      baseDir: fileURLToPath(assetUrl('dist/swagger-ui')),
      logo: null as never,
      uiConfig: { tryItOutEnabled: true }
    })
    await server.ready()
    return server
  })
}
