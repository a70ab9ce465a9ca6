import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import Fastify, { type FastifyInstance } from 'fastify'
import { assetUrl } from '../assets.ts'
import { originOf } from '../base/request-target.ts'
import type { ControlContext } from '../control-api/operation.ts'
import { waitForTurn } from '../http/connections.ts'
import { lazily, serveLazily } from '../http/lazy-server.ts'
import { withHead } from '../http/methods.ts'

/** Path of Swagger UI. */
const PAGE_PATH = '/_mock/docs'

/**
 * Registers `/openapi.json` and Swagger UI at `/_mock/docs`. Their code loads on the first request: it would double
 * the startup time.
 */
export async function openapiPlugin(app: FastifyInstance, context: ControlContext): Promise<void> {
  const load = lazily(async () => (await import('./document.ts')).createDocument(context))
  for (const url of ['/openapi.json', `${PAGE_PATH}/json`]) {
    app.route({
      method: withHead('GET'),
      url,
      async handler(request, reply) {
        const document = await load()
        await waitForTurn(request, reply)
        const pieces = document(originOf(request, context.services.settings.publicUrl))
        const length = pieces.reduce((sum, piece) => sum + piece.length, 0)
        reply.headers({ 'content-type': 'application/json; charset=utf-8', 'content-length': length })
        return reply.send(Readable.from(pieces))
      }
    })
  }
  serveLazily(app, [PAGE_PATH, `${PAGE_PATH}/*`], async () => {
    const [{ default: swagger }, { default: swaggerUi }] = await Promise.all([
      import('@fastify/swagger'),
      import('@fastify/swagger-ui')
    ])
    const server = Fastify()
    // Swagger UI would convert the document for each request, which takes a tenth of a second.
    server.addHook('onRequest', async ({ url }, reply) =>
      url.startsWith(`${PAGE_PATH}/yaml`) ? reply.callNotFound() : undefined
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
