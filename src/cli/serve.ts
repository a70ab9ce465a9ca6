import { flushCompileCache } from 'node:module'
import { PACKAGE } from '../assets.ts'
import type { Settings } from '../config.ts'
import { createBanner } from './banner.ts'
import { seededEnvironment } from './environment.ts'
import { type Running, startServer } from './server.ts'

/** Milliseconds after the start in which the first requests have the process for themselves. */
const SETTLED = 1_000

/**
 * Starts the server, says that it is ready and stays until a signal ends it.
 *
 * @param asJson one line of JSON instead of the banner
 * @throws {StartError} for what cannot be used
 */
export async function serve(settings: Settings, asJson: boolean): Promise<void> {
  const running = await startServer(settings)
  stopOnSignal(running)
  // Whoever reads the log may go away before the server does.
  process.stderr.on('error', () => undefined)
  process.stdout.write(`${asJson ? readyLine(running) : createBanner(running.services, running.url)}\n`)
  // Node.js keeps compiled code at the end of a process, and many a server in CI is killed instead.
  setTimeout(flushCompileCache, SETTLED).unref()
}

function readyLine({ services, url }: Running): string {
  return JSON.stringify({
    ready: true,
    url,
    pid: process.pid,
    version: PACKAGE.version,
    controlToken: services.control.token,
    environment: seededEnvironment(services, url, 'apiKey')
  })
}

/**
 * A second signal changes nothing: under npm each Ctrl-C arrives twice, from the terminal and from npm.
 */
function stopOnSignal(running: Running): void {
  const closing = new AbortController()
  const stop = async () => {
    // A failure to close is a fault of the program: as any unhandled rejection it ends with 1.
    await running.stop()
    process.exit()
  }
  closing.signal.addEventListener('abort', stop)
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => closing.abort())
}
