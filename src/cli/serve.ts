import type { AddressInfo } from 'node:net'
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
  // Whoever reads the banner or the log may go away before the server does.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  process.stdout.write(`${createBanner(app.services, urlOf(app, settings))}\n`)
}

function urlOf({ server }: App, settings: Settings): string {
  const { port } = server.server.address() as AddressInfo
  return originOf(settings, port)
}

/**
 * A second signal changes nothing: under npm each Ctrl-C arrives twice, from the terminal and from npm.
 */
function closeOnSignal({ server }: App): void {
  const closing = new AbortController()
  const stop = async () => {
    setTimeout(() => server.server.closeAllConnections(), GRACE).unref()
    // A failure to close is a fault of the program: as any unhandled rejection it ends with 1.
    await server.close()
    process.exit(0)
  }
  closing.signal.addEventListener('abort', stop)
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => closing.abort())
}
