import type { Server as HttpServer } from 'node:http'
import Fastify, {
  type FastifyInstance,
  type FastifyServerFactory,
  type FastifyServerOptions,
  LogController
} from 'fastify'
import { PACKAGE } from './assets.ts'
import { apiPlugin, ROUTES } from './atlas/api-plugin.ts'
import { drainBodies } from './atlas/body.ts'
import { createErrorHandler, unknownPath } from './atlas/error-handler.ts'
import { OAUTH_OPERATIONS } from './atlas/oauth.ts'
import { raisedBy } from './atlas/operation-errors.ts'
import { OPERATIONS } from './atlas/operations/operations.ts'
import { logRequest } from './atlas/request-log.ts'
import { recordRequests } from './atlas/request-recorder.ts'
import { nodeProblem } from './base/node-version.ts'
import { routedTarget } from './base/request-target.ts'
import { createSources, type SystemSources } from './base/sources.ts'
import { StartError } from './catalogue/errors.ts'
import type { IntegrationTypeFile } from './catalogue/vocabulary.ts'
import { DEFAULTS, type Settings } from './config/config.ts'
import { CONTROL_PATH } from './control/sandboxes.ts'
import type { ControlContext } from './control-api/control-operation.ts'
import { controlPlugin } from './control-api/control-plugin.ts'
import { limitConnections, rejectMalformedRequest } from './http/connections.ts'
import { listeningUrl, prepareListening } from './http/listening.ts'
import { withHead } from './http/routes.ts'
import { startRecorder } from './proof-hooks.ts'
import { createServices, type Services } from './services.ts'
import { asStartError } from './store/database.ts'

export interface AppOptions {
  /** Settings that differ from the defaults. */
  settings?: Partial<Settings> | undefined
  /** Time and random numbers, by default the machine's. */
  sources?: SystemSources | undefined
  /** Integration types in place of the package's own. */
  typeFiles?: readonly IntegrationTypeFile[] | undefined
  /** Certificate and key in PEM, to serve HTTPS. */
  tls?: { cert: string; key: string } | undefined
  /** Receives log lines, one JSON object each; by default standard error. */
  logStream?: { write(line: string): void } | undefined
  /** Whether to listen on the configured host and port, default false. */
  listen?: boolean | undefined
  /** Loads state, stubs and faults before the server listens. */
  prepare?: ((services: Services) => Promise<void>) | undefined
  /**
   * Called when the server listens, before it handles a request.
   *
   * @param commit stores what the start has changed in the database; the default only calls it
   * @throws {StartError} if the server cannot start
   */
  complete?: ((commit: () => void) => void) | undefined
}

export interface App {
  server: FastifyInstance
  services: Services
  /** The server's URL, without a trailing slash; without `listen`, `http://localhost`. */
  url: string
}

/**
 * Builds the server and, with `listen`, listens. If this fails, the database has not changed. Closing the server closes
 * the database.
 *
 * @throws {StartError} for a database, seed, certificate or address that cannot be used
 */
export async function buildApp(options: AppOptions = {}): Promise<App> {
  // On an older Node.js, the database's native code crashes the process without a message.
  const problem = nodeProblem(process.versions.node, PACKAGE.engines.node)
  if (problem !== undefined) throw new StartError(`${PACKAGE.name} ${problem}`)
  const settings: Settings = { ...DEFAULTS, ...options.settings }
  const sources = options.sources ?? createSources()
  const services = await createServices(settings, sources, ROUTES, options.typeFiles)
  const { store } = services
  let server: FastifyInstance | undefined
  try {
    await options.prepare?.(services)
    await recordCalls(services)
    server = createServer(services, options)
    const listen = prepareListening(server)
    await registerRoutes(server, services)
    const complete = () => (options.complete ?? (commit => commit()))(store.commit)
    if (options.listen) return { server, services, url: await listenOnAddress(listen, settings, complete) }
    complete()
    return { server, services, url: 'http://localhost' }
  } catch (error) {
    await (server ?? store).close()
    throw asStartError(settings.db, error)
  }
}

async function recordCalls({ settings, control, ...services }: Services): Promise<void> {
  if (settings.calls === undefined) return
  const { store, registry, journal } = services
  const { changeListeners } = control
  control.recorder = await startRecorder(
    settings.calls,
    { store, registry, settings },
    { journal, changeListeners }
  )
}

function createServer(services: Services, options: AppOptions): FastifyInstance {
  const server = Fastify({
    ...SERVER_OPTIONS,
    logger: { level: services.settings.logLevel, stream: options.logStream ?? process.stderr },
    ...(options.tls && { serverFactory: httpsFactory(options.tls) }),
    rewriteUrl: routedTarget
  })
  limitConnections(server)
  recordRequests(server, services)
  server.addHook('preClose', async () => services.control.close())
  server.addHook('onClose', async () => {
    try {
      services.control.recorder?.save()
    } finally {
      services.store.close()
    }
  })
  server.setErrorHandler(createErrorHandler(services))
  drainBodies(server)
  server.setNotFoundHandler(request => {
    throw unknownPath(request)
  })
  if (['debug', 'trace'].includes(services.settings.logLevel)) {
    server.addHook('onResponse', (request, reply, done) => {
      logRequest(request, services, 'debug', 'response sent', { status: reply.statusCode })
      done()
    })
  }
  return server
}

async function registerRoutes(server: FastifyInstance, services: Services): Promise<void> {
  await server.register(apiPlugin, { prefix: '/api', services })
  await server.register(controlPlugin, { prefix: CONTROL_PATH, ...controlContext(services) })
  serveFiles(server, services.settings)
  await server.ready()
}

/**
 * Serves the console, the OpenAPI documents and Swagger UI with a separate server, which is closed together with this
 * one. It is created on the first request, which saves startup time and memory.
 */
function serveFiles(app: FastifyInstance, { control }: Settings): void {
  let creating: Promise<FastifyInstance> | undefined
  const pages = control ? ['/', '/_mock/console/*'] : []
  if (!control) {
    app.route({
      method: withHead('GET'),
      url: '/',
      handler: (_request, reply) =>
        reply.type('text/plain; charset=utf-8').send('The console needs the control plane, which is off.\n')
    })
  }
  for (const url of [...pages, '/openapi.json', '/_mock/openapi.json', '/_mock/docs', '/_mock/docs/*']) {
    app.route({
      method: withHead('GET'),
      url,
      async handler({ raw }, reply) {
        creating ??= import('./console/file-server.ts').then(({ createFileServer }) => createFileServer())
        const server = await creating
        reply.hijack()
        server.routing(raw, reply.raw)
      }
    })
  }
  app.addHook('onClose', async () => (await creating)?.close())
}

/** @throws {StartError} if the server cannot listen */
async function listenOnAddress(
  listen: ReturnType<typeof prepareListening>,
  { host, port, tls }: Settings,
  onListening: () => void
): Promise<string> {
  try {
    return listeningUrl({ host, tls }, await listen(host, port, onListening))
  } catch (error) {
    if (error instanceof StartError) throw error
    const { code, message } = error as NodeJS.ErrnoException
    const problem = code === 'EADDRINUSE' ? 'the port is in use; use port 0 for a free one' : message
    throw new StartError(`cannot listen on ${host}:${port}: ${problem}`)
  }
}

/** Returns the information about the Atlas API that the control plane needs. */
export function controlContext(services: Services): ControlContext {
  return {
    services,
    raisedBy: () => raisedBy(OPERATIONS, services),
    operationIds: [...OPERATIONS, ...Object.values(OAUTH_OPERATIONS)].map(({ operationId }) => operationId)
  }
}

/** Returns a factory for HTTPS servers; with a factory, Fastify's type is the same as without TLS. */
function httpsFactory(tls: { cert: string; key: string }): FastifyServerFactory {
  // Loaded on demand: it takes a tenth of the start. Jest rejects import() of a built-in module.
  const { createServer } = process.getBuiltinModule('node:https')
  const { requestTimeout, keepAliveTimeout } = SERVER_OPTIONS
  return handler => {
    try {
      return createServer({ ...tls, requestTimeout, keepAliveTimeout }, handler) as unknown as HttpServer
    } catch (error) {
      throw new StartError(`cannot use the TLS certificate and key: ${(error as Error).message}`)
    }
  }
}

const SERVER_OPTIONS = {
  // `withHead` registers both methods at once, which takes half the time.
  exposeHeadRoutes: false,
  // The error handler logs each rejected request with its reason.
  logController: new LogController({ disableRequestLogging: true }),
  // Otherwise a client that sends slowly could keep its connection open forever.
  requestTimeout: 60_000,
  clientErrorHandler: rejectMalformedRequest,
  keepAliveTimeout: 72_000,
  routerOptions: {
    // An invalid groupId of any length must cause INVALID_GROUP_ID, not an unknown path.
    maxParamLength: 16_384
  }
} satisfies FastifyServerOptions
