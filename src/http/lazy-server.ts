import type { FastifyInstance } from 'fastify'

/**
 * Serves GET and HEAD on some paths with another server. The other server is created on the first request, which
 * saves startup time and memory, and closed together with this one.
 *
 * @param create called again after a failure
 * @returns a function that resolves to the other server, creating it if needed
 */
export function serveLazily<Server extends FastifyInstance>(
  app: FastifyInstance,
  paths: readonly string[],
  create: () => Promise<Server>
): () => Promise<Server> {
  let loading: Promise<Server> | undefined
  const load = () => {
    loading ??= create().catch(error => {
      loading = undefined
      throw error
    })
    return loading
  }
  for (const path of paths) {
    app.get(path, async (request, reply) => {
      const server = await load()
      reply.hijack()
      server.routing(request.raw, reply.raw)
    })
  }
  app.addHook('onClose', async () => {
    if (loading) await (await loading).close()
  })
  return load
}
