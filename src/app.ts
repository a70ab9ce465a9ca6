import type { Server as HttpServer } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import Fastify, {
  type FastifyInstance,
  type FastifyServerFactory,
  type FastifyServerOptions,
  LogController
} from 'fastify'
import { PACKAGE } from './assets.ts'
import { drainBodies } from './atlas/body.ts'
import { createErrorHandler, unknownPath } from './atlas/error-handler.ts'
import { OAUTH_OPERATIONS } from './atlas/oauth.ts'
import { raisedBy } from './atlas/operation-errors.ts'
import { apiPlugin, OPERATIONS } from './atlas/plugin.ts'
import { createRecord } from './atlas/recorder.ts'
import { DEFAULTS, type Settings } from './config.ts'
import { consolePlugin } from './console/plugin.ts'
import type { ControlContext } from './control/operation.ts'
import { controlPlugin } from './control/plugin.ts'
import { CONTROL_PATH } from './control/sandboxes.ts'
import { StartError } from './errors.ts'
import { routedTarget } from './http/address.ts'
import { refuseBrokenRequest } from './http/broken-request.ts'
import { listeningUrl, prepareListening } from './http/listening.ts'
import { limitPipelining } from './http/pipelining.ts'
import { openapiPlugin } from './openapi/plugin.ts'
import { createServices, type Services } from './services.ts'
import { createSources, type Machine } from './sources.ts'
import type { IntegrationTypeFile } from './vocabulary.ts'

export interface AppOptions {
  /** Settings that differ from the defaults. */
  settings?: Partial<Settings>
  /** The machine's time and chance. */
  sources?: Machine
  /** Integration types other than the package's own. */
  typeFiles?: readonly IntegrationTypeFile[]
  /** Certificate and key in PEM: the server speaks https. */
  tls?: { cert: string; key: string } | undefined
  /** Where log lines go, one JSON object each; by default standard error. */
  logStream?: { write(line: string): void }
}

/** A server and what it is made of. */
export interface App {
  server: FastifyInstance
  services: Services
  /**
   * Listens as the settings say; where that fails, closes the server.
   *
   * @returns the address, without a slash at its end
   * @throws {StartError}
   */
  listen(): Promise<string>
}

/**
 * Assembles the server; it listens on no port. Closing it closes the database.
 *
 * @throws {StartError} for a database, seed or certificate that cannot be used
 */
export async function buildApp(options: AppOptions = {}): Promise<App> {
  checkNode(process.versions.node)
  const settings: Settings = { ...DEFAULTS, ...options.settings }
  const services = createServices(settings, options.sources ?? createSources(), options.typeFiles)
  try {
    return await assemble(services, options)
  } catch (error) {
    services.store.close()
    throw error
  }
}

async function assemble(services: Services, options: AppOptions): Promise<App> {
  const server = Fastify({
    ...SERVER_OPTIONS,
    logger: { level: services.settings.logLevel, stream: options.logStream ?? process.stderr },
    ...(options.tls && { serverFactory: httpsFactory(options.tls) }),
    rewriteUrl: routedTarget
  })
  limitPipelining(server)
  server.addHook('onRequest', (request, _reply, done) => {
    request.record = createRecord(request, services)
    done()
  })
  server.addHook('preClose', async () => services.control.close())
  const listen = prepareListening(server)
  server.addHook('onClose', () => services.store.close())
  server.decorateRequest('record')
  server.setErrorHandler(createErrorHandler(services))
  drainBodies(server)
  server.setNotFoundHandler(request => {
    throw unknownPath(request)
  })
  server.addHook('onResponse', (request, reply, done) => {
    const { method } = request
    request.log.debug({ method, path: request.url.split('?', 1)[0], status: reply.statusCode }, 'answered')
    done()
  })
  await server.register(apiPlugin, { prefix: '/api', services })
  const context = controlContext(services)
  await server.register(controlPlugin, { prefix: CONTROL_PATH, ...context })
  await server.register(openapiPlugin, context)
  await server.register(consolePlugin)
  await server.ready()
  return { server, services, listen: () => listenAsSet(server, services.settings, listen) }
}

async function listenAsSet(
  server: FastifyInstance,
  { host, port, tls }: Settings,
  listen: ReturnType<typeof prepareListening>
): Promise<string> {
  try {
    return listeningUrl({ host, tls }, await listen(host, port))
  } catch (error) {
    await server.close()
    throw new StartError(`cannot listen on ${host}:${port}: ${(error as Error).message}`)
  }
}

/**
 * The database's native code ends the process on an older Node.js, without a word.
 *
 * @throws {StartError}
 */
export function checkNode(version: string): void {
  const needed = PACKAGE.engines.node
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [neededMajor = 0, neededMinor = 0] = needed.replace('>=', '').split('.').map(Number)
  if (major > neededMajor || (major === neededMajor && minor >= neededMinor)) return
  throw new StartError(`${PACKAGE.name} needs Node.js ${needed}, this is ${version}`)
}

/** What the control plane must know of the Atlas surface. */
export function controlContext(services: Services): ControlContext {
  return {
    services,
    raisedBy: () => raisedBy(OPERATIONS, services),
    operationIds: [...OPERATIONS, ...Object.values(OAUTH_OPERATIONS)].map(({ operationId }) => operationId)
  }
}

/** By a factory, so that the instance's type stays that of a server without TLS. */
function httpsFactory(tls: { cert: string; key: string }): FastifyServerFactory {
  const { requestTimeout, keepAliveTimeout } = SERVER_OPTIONS
  return handler => {
    try {
      return createHttpsServer({ ...tls, requestTimeout, keepAliveTimeout }, handler) as unknown as HttpServer
    } catch (error) {
      throw new StartError(`cannot use the TLS certificate and key: ${(error as Error).message}`)
    }
  }
}

const SERVER_OPTIONS = {
  // The mock writes its own lines: one for each refusal, with the reason.
  logController: new LogController({ disableRequestLogging: true }),
  // A request that trickles in would hold its connection for ever otherwise.
  requestTimeout: 60_000,
  clientErrorHandler: refuseBrokenRequest,
  keepAliveTimeout: 72_000,
  routerOptions: {
    // An ill-formed groupId of any length is an INVALID_GROUP_ID, not an unknown path.
    maxParamLength: 16_384
  }
} satisfies FastifyServerOptions
