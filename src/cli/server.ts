import { type App, buildApp } from '../app.ts'
import type { Settings } from '../config.ts'
import { asStartError } from '../store/database.ts'
import { checkExport, exportStateAtEnd, importState } from './state.ts'
import { loadTls } from './tls.ts'

/** Milliseconds that pending requests get on shutdown; the process must exit within a second. */
const GRACE = 700

/** A running server. */
export interface Running {
  services: App['services']
  /** Base URL without a trailing slash. */
  url: string
  /** Waits briefly for pending requests, then closes the server. */
  stop(): Promise<void>
}

/**
 * Starts the server.
 *
 * @throws {StartError} for an unusable port, database, seed, state or certificate
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
