import { flushCompileCache } from 'node:module'
import { type App, type AppOptions, buildApp } from '../app.ts'
import { PACKAGE } from '../assets.ts'
import { StartError } from '../catalogue/errors.ts'
import type { Settings } from '../config/config.ts'
import type { Terminal } from '../config/terminal.ts'
import { seededEnvironment } from './account-credentials.ts'
import { createBanner } from './banner.ts'
import { checkOutputs, exportStateAtEnd, importState, loadStartFiles, replaceAfter } from './files.ts'
import { loadTls } from './tls.ts'

/** Milliseconds after the start for work that must not delay the first requests. */
const SETTLE_DELAY = 1_000

/** Milliseconds that pending requests get on shutdown; the process must exit within a second. */
const GRACE = 700

interface Running {
  services: App['services']
  /** Base URL without a trailing slash. */
  url: string
  /** Waits briefly for pending requests, then closes the server. */
  stop(): Promise<void>
}

/**
 * Starts the server. If this fails, no file has changed.
 *
 * @throws {StartError} for an unusable port, database, seed, state, stub, fault or certificate
 */
export async function startServer(settings: Settings, terminal: Terminal): Promise<Running> {
  checkOutputs(settings)
  const tls = await loadTls(settings)
  const { tlsCaOut } = settings
  const app = await buildApp({
    settings,
    tls,
    logStream: await logStreamFor(terminal),
    listen: true,
    async prepare(services) {
      if (settings.import !== undefined) await importState(services, settings.import)
      await loadStartFiles(services)
    },
    complete(commit) {
      if (tls?.authority === undefined || tlsCaOut === undefined) commit()
      else replaceAfter(commit, tlsCaOut, tls.authority)
    }
  })
  if (settings.exportOnExit !== undefined) exportStateAtEnd(app, settings.exportOnExit, terminal)
  return { services: app.services, url: app.url, stop: () => stop(app, terminal) }
}

/** Returns a stream for readable log lines on a terminal; undefined: JSON lines. */
async function logStreamFor({ stderr }: Terminal): Promise<AppOptions['logStream']> {
  if (!stderr.isTTY) return undefined
  const { readableLog } = await import('./readable-log.ts')
  return readableLog(stderr)
}

async function stop({ server }: App, terminal: Terminal): Promise<void> {
  setTimeout(() => server.server.closeAllConnections(), GRACE).unref()
  try {
    await server.close()
  } catch (error) {
    if (!(error instanceof StartError)) throw error
    terminal.warn(error.message)
    terminal.exitCode = 1
  }
}

/**
 * Starts the server, prints the banner and stops on a signal.
 *
 * @param asJson print one line of JSON instead of the banner
 * @throws {StartError} if the server cannot start
 */
export async function serve(settings: Settings, asJson: boolean, terminal: Terminal): Promise<void> {
  const running = await startServer(settings, terminal)
  stopOnSignal(running, terminal)
  // The reader of the log may exit before the server.
  terminal.stderr.on('error', () => undefined)
  terminal.print(asJson ? readyLine(running) : createBanner(running.services, running.url))
  setTimeout(settle, SETTLE_DELAY).unref()
}

async function settle(): Promise<void> {
  // Node.js writes the compile cache on exit only; CI often kills the server.
  flushCompileCache()
  // The young generation would grow to 48 MB under load, and requests would not be faster. After the flush: the cache
  // depends on V8's options.
  const { setFlagsFromString } = await import('node:v8')
  setFlagsFromString('--semi-space-growth-factor=1')
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

/** Stops once: under npm each Ctrl-C arrives twice, from the terminal and from npm. */
function stopOnSignal(running: Running, terminal: Terminal): void {
  const closing = new AbortController()
  const stop = async () => {
    // A failure is a bug: the unhandled rejection exits with code 1.
    await running.stop()
    process.exit(terminal.exitCode)
  }
  closing.signal.addEventListener('abort', stop)
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => closing.abort())
}
