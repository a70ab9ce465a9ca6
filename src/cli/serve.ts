import { type App, buildApp } from '../app.ts'
import type { Settings } from '../config.ts'
import { StartError } from '../errors.ts'
import { createBanner } from './banner.ts'
import { originOf } from './healthcheck.ts'
import { loadTls } from './tls.ts'

/** Milliseconds that requests under way have at the end; then they are cut, so that it ends within a second. */
const GRACE = 700

/**
 * Starts the server, prints the banner and stays until a signal ends it.
 *
 * @throws {StartError} for a port, database or seed that cannot be used
 */
export async function serve(settings: Settings): Promise<void> {
  const tls = await loadTls(settings)
  const app = await buildApp({ settings, ...(tls && { tls }) })
  try {
    await app.server.listen({
      port: settings.port,
      host: settings.host,
      listenTextResolver: () => 'listening'
    })
  } catch (error) {
    await app.server.close()
    throw new StartError(`cannot listen on ${settings.host}:${settings.port}: ${(error as Error).message}`)
  }
  closeOnSignal(app)
  process.stdout.write(`${createBanner(app.services, urlOf(app, settings))}\n`)
}

function urlOf({ server }: App, settings: Settings): string {
  const address = server.server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return originOf(settings, port)
}

/**
 * A second signal changes nothing: under npm each Ctrl-C arrives twice, from the terminal and from npm.
 */
function closeOnSignal({ server }: App): void {
  let closing = false
  const close = () => {
    if (closing) return
    closing = true
    setTimeout(() => server.server.closeAllConnections(), GRACE).unref()
    server.close().then(
      () => process.exit(0),
      error => {
        process.stderr.write(`atlas-mock: ${error.message}\n`)
        process.exit(1)
      }
    )
  }
  process.on('SIGTERM', close)
  process.on('SIGINT', close)
}
