import type { FastifyInstance } from 'fastify'

/** The mock's own surface below `/_mock/v1`. */
export async function controlPlugin(app: FastifyInstance): Promise<void> {
  app.get('/health', () => ({ status: 'ok' }))
}
