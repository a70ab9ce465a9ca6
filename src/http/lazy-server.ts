import type { FastifyInstance } from 'fastify'
import { waitForTurn } from './connections.ts'
import { withHead } from './methods.ts'

/** Returns a function whose first call creates a result for all calls; after a failure, the next call tries again. */
export function lazily<Result>(create: () => Promise<Result>): () => Promise<Result> {
  let creating: Promise<Result> | undefined
  return () => {
    creating ??= create().catch(error => {
      creating = undefined
      throw error
    })
    return creating
  }
}

/**
 * Serves GET and HEAD on some paths with another server. The other server is created on the first request, which
 * saves startup time and memory, and closed together with this one.
 */
export function serveLazily(
  app: FastifyInstance,
  paths: readonly string[],
  create: () => Promise<FastifyInstance>
): void {
  let created: FastifyInstance | undefined
  const load = lazily(async () => {
    created = await create()
    return created
  })
  for (const url of paths) {
    app.route({
      method: withHead('GET'),
      url,
      async handler(request, reply) {
        const server = await load()
        await waitForTurn(request, reply)
        reply.hijack()
        server.routing(request.raw, reply.raw)
      }
    })
  }
  app.addHook('onClose', async () => created?.close())
}
