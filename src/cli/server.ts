import { type App, buildApp } from '../app.ts'
import type { Settings } from '../config.ts'
import { asStartError } from '../store/database.ts'
import { checkExport, exportStateAtEnd, importState } from './state.ts'
import { loadTls } from './tls.ts'

/** Milliseconds that requests under way have at the end; then they are cut, so that it ends within a second. */
const GRACE = 700

/** A server that answers. */
export interface Running {
  services: App['services']
  /** Where it is reached, without a slash at its end. */
  url: string
  /** Lets requests under way finish, for a while, and ends. */
  stop(): Promise<void>
}

/**
 * Starts the server.
 *
 * @throws {StartError} for a port, database, seed, state or certificate that cannot be used
 */
export async function startServer(settings: Settings): Promise<Running> {
  if (settings.exportOnExit !== undefined) checkExport(settings.exportOnExit)
  const tls = await loadTls(settings)
  const app = await buildApp({ settings, ...(tls && { tls }) })
  try {
    if (settings.import !== undefined) importState(app, settings.import)
    const url = await app.listen()
    if (settings.exportOnExit !== undefined) exportStateAtEnd(app, settings.exportOnExit)
    return { services: app.services, url, stop: () => stop(app) }
  } catch (error) {
    await app.server.close()
    throw asStartError(settings.db, error)
  }
}

async function stop({ server }: App): Promise<void> {
  setTimeout(() => server.server.closeAllConnections(), GRACE).unref()
  await server.close()
}
