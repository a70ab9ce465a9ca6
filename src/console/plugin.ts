import type { FastifyInstance } from 'fastify'
import { serveLazily } from '../http/lazy-server.ts'

/** The console at `/`, its files below `/_mock/console/`. Nothing of it is loaded before somebody asks for it. */
export async function consolePlugin(app: FastifyInstance): Promise<void> {
  serveLazily(app, ['/', '/_mock/console/*'], async () => {
    const { createConsoleServer } = await import('./files.ts')
    return createConsoleServer()
  })
}
