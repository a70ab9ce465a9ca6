import type { FastifyInstance } from 'fastify'

/**
 * Serves GET and HEAD of some paths by another server, which is made at the first request and closed with
 * this one: what it needs neither slows the start nor takes memory until then.
 *
 * @param make may be called again when it failed
 * @returns the server, for whoever else wants something of it
 */
export function serveLazily<Made extends FastifyInstance>(
  app: FastifyInstance,
  paths: readonly string[],
  make: () => Promise<Made>
): () => Promise<Made> {
  let making: Promise<Made> | undefined
  const made = () => {
    making ??= make().catch(error => {
      making = undefined
      throw error
    })
    return making
  }
  for (const path of paths) {
    app.get(path, async (request, reply) => {
      const server = await made()
      reply.hijack()
      server.routing(request.raw, reply.raw)
    })
  }
  app.addHook('onClose', async () => {
    if (making) await (await making).close()
  })
  return made
}
