import type { FastifyInstance } from 'fastify'
import { withHead } from './methods.ts'

/**
 * Serves GET and HEAD on some paths with another server. The other server is created on the first request, which
 * saves startup time and memory, and closed together with this one.
 *
 * @param create called again after a failure
 */
export function serveLazily(
  app: FastifyInstance,
  paths: readonly string[],
  create: () => Promise<FastifyInstance>
): void {
  let loading: Promise<FastifyInstance> | undefined
  for (const url of paths) {
    app.route({
      method: withHead('GET'),
      url,
      async handler(request, reply) {
        loading ??= create().catch(error => {
          loading = undefined
          throw error
        })
        const server = await loading
        reply.hijack()
        server.routing(request.raw, reply.raw)
      }
    })
  }
  app.addHook('onClose', async () => {
    if (loading) await (await loading).close()
  })
}
