import type { FastifyInstance } from 'fastify'
import { serveLazily } from '../http/lazy-server.ts'

/** Serves the console at `/` and its files below `/_mock/console/`; loads it at the first request. */
export async function consolePlugin(app: FastifyInstance): Promise<void> {
  serveLazily(app, ['/', '/_mock/console/*'], async () => {
    const { createConsoleServer } = await import('./files.ts')
    return createConsoleServer()
  })
}
