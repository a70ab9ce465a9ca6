import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { waitForTurn } from './connections.ts'
import { withHead } from './methods.ts'

/**
 * Serves GET and HEAD on some paths with something that is created on the first request, which saves startup time and
 * memory. Each connection has one of these responses at a time.
 *
 * @param create called again after a failure
 */
export function routeLazily<Created>(
  app: FastifyInstance,
  paths: readonly string[],
  create: () => Promise<Created>,
  respond: (created: Created, request: FastifyRequest, reply: FastifyReply) => unknown
): void {
  let creating: Promise<Created> | undefined
  for (const url of paths) {
    app.route({
      method: withHead('GET'),
      url,
      async handler(request, reply) {
        creating ??= create().catch(error => {
          creating = undefined
          throw error
        })
        const created = await creating
        await waitForTurn(request, reply)
        return respond(created, request, reply)
      }
    })
  }
}

/** Serves GET and HEAD on some paths with another server, which is closed together with this one. */
export function serveLazily(
  app: FastifyInstance,
  paths: readonly string[],
  create: () => Promise<FastifyInstance>
): void {
  let created: FastifyInstance | undefined
  const load = async () => {
    created = await create()
    return created
  }
  routeLazily(app, paths, load, (server, request, reply) => {
    reply.hijack()
    server.routing(request.raw, reply.raw)
  })
  app.addHook('onClose', async () => created?.close())
}
