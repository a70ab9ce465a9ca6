import type { FastifyInstance } from 'fastify'
import { waitForTurn } from './connections.ts'

/**
 * Serves GET and HEAD on some paths with another server, which is closed together with this one. It is created on the
 * first request, which saves startup time and memory. Each connection has one of these responses at a time.
 *
 * @param create called again after a failure
 */
export function serveLazily(
  app: FastifyInstance,
  paths: readonly string[],
  create: () => Promise<FastifyInstance>
): void {
  let creating: Promise<FastifyInstance> | undefined
  for (const url of paths) {
    app.route({
      method: withHead('GET'),
      url,
      async handler(request, reply) {
        creating ??= create().catch(error => {
          creating = undefined
          throw error
        })
        const server = await creating
        await waitForTurn(request, reply)
        reply.hijack()
        server.routing(request.raw, reply.raw)
      }
    })
  }
  app.addHook('onClose', async () => (await creating)?.close())
}

/** The HTTP methods of an OpenAPI document. */
export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'] as const

/** Returns the methods of a route: HEAD is served like GET, and Node.js omits its body. */
export function withHead(method: string): string | string[] {
  return method === 'GET' ? ['GET', 'HEAD'] : method
}
