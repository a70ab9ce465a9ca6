import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { readAsset } from '../assets.ts'
import { matchablePath, templatePattern } from '../base/request-target.ts'
import { AtlasError } from '../catalogue/errors.ts'
import type { ServedRoute } from '../control/stubs.ts'
import { routeUrl, withHead } from '../http/routes.ts'
import type { Services } from '../services.ts'
import { type Call, OPERATION_ROWS, type Operation } from './atlas-operation.ts'
import { API_VERSIONS, type ApiVersion, type MediaTypes, receiveBodies, VERSION } from './body.ts'
import { IDENTITY, verifyCredentials } from './checks.ts'
import { reject, unknownPath, unmockedOperation } from './error-handler.ts'
import { OAUTH_OPERATIONS, oauthPlugin } from './oauth.ts'
import { OPERATIONS } from './operations/operations.ts'
import { ConnectionCut, discardsResponse, FaultRunner } from './overrides/faults.ts'
import { sendPreferred } from './overrides/prefer.ts'
import { sendStub } from './overrides/stubs.ts'
import { PRIVATE_ROUTES, privatePlugin } from './private.ts'
import { logRequest } from './request-log.ts'
import { assignByPath, recordResponse } from './request-recorder.ts'
import { sendResponse } from './responses.ts'

interface ApiVersionOptions {
  services: Services
  faults: FaultRunner
  apiVersion: ApiVersion
}

/** Serves the Atlas API below `/api`, with journal and faults unless the control plane is off. */
export async function apiPlugin(app: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const faults = new FaultRunner(services)
  const { counts } = services.faults
  const sendUnknownPath = unknownPathHandler(services)
  // Fastify runs this plugin's hooks on unknown paths only if the plugin has its own handler.
  app.setNotFoundHandler(sendUnknownPath)
  const sendForcedResponse = async (request: FastifyRequest, reply: FastifyReply, firing?: Promise<void>) => {
    await firing
    const { prefer } = request.headers
    const preferred =
      prefer === undefined ? undefined : sendPreferred(String(prefer), request, reply, services)
    if (preferred || isKnown(request)) return
    if (!(await sendStub(request, reply, services, faults))) sendUnknownPath(request, reply)
  }
  // Synchronous unless a fault fires, here and in each route: with async functions, a POST takes a third longer.
  app.addHook('onRequest', (request, reply, done) => {
    const hasRoute = isKnown(request)
    if (hasRoute) request.record.operation = request.routeOptions.config.operation
    const firing = counts.edge > 0 ? faults.apply('edge', request, reply) : undefined
    if (hasRoute && !firing && request.headers.prefer === undefined) return done()
    sendForcedResponse(request, reply, firing).then(() => done(), done)
  })
  if (services.settings.control) {
    app.addHook('onSend', (request, reply, payload, done) => {
      recordResponse(request, reply, services, { payload })
      done(null, request.record.fault ? faults.shape(request, reply, payload) : payload)
    })
  }
  for (const apiVersion of API_VERSIONS) {
    await app.register(versionPlugin, { prefix: `/atlas${apiVersion.prefix}`, services, faults, apiVersion })
  }
  await app.register(oauthPlugin, { prefix: '/oauth', services, faults })
  await app.register(privatePlugin, { prefix: '/private', services })
}

async function versionPlugin(app: FastifyInstance, options: ApiVersionOptions): Promise<void> {
  receiveBodies(app)
  for (const operation of OPERATIONS) {
    if (hasOperation(options.apiVersion, operation)) addRoute(app, operation, options)
  }
}

function addRoute(
  app: FastifyInstance,
  operation: Operation,
  { services, faults, apiVersion }: ApiVersionOptions
): void {
  const { counts } = services.faults
  app.route({
    method: withHead(operation.method),
    url: routeUrl(operation.path),
    config: { operation },
    // Before the body: a caller without valid credentials gets its response at once.
    onRequest(request, reply, done) {
      verifyCredentials(request, services)
      const firing =
        counts.service > 0 ? faults.applyToCaller(IDENTITY, { request, reply, services }) : undefined
      if (firing) firing.then(() => done(), done)
      else done()
    },
    handler(request, reply) {
      const call = { request, reply, services, apiVersion, operation }
      if (request.record.body === 'incomplete') throw disconnected(call)
      const { proved, result } = execute(call)
      if ('reason' in result) return reject(request, reply, services, result)
      const respond = () => {
        if (request.record.fault) faults.cutBodiless(request, reply, result.body)
        return sendResponse(request, reply, proved, result, operation.success)
      }
      const firing = counts['after-commit'] > 0 ? faults.apply('after-commit', request, reply) : undefined
      return firing ? firing.then(respond) : respond()
    }
  })
}

/** Returns the error for a client that disconnected within its body. @throws {AtlasError} if its caller is rejected */
function disconnected(call: Call): ConnectionCut {
  logRequest(call.request, call.services, 'debug', 'the client disconnected')
  // The journal names the caller.
  IDENTITY.run(call)
  return new ConnectionCut()
}

/** Checks and runs an operation: a write in one transaction, rolled back if a fault discards the response. */
function execute(call: Call) {
  const { operation, request, services } = call
  const { store } = services
  const proved = operation.checks.run(call)
  const handle = () => operation.handle(proved, call)
  if (operation.method === 'GET') return { proved, result: handle() }
  const { fault } = request.record
  const transact = fault && discardsResponse(fault) ? store.withRollback : store.transaction
  return { proved, result: transact(handle) }
}

/** Methods in the order of Atlas's Allow header: recorded for POST and GET (2025-04-15), not known for the others. */
const METHODS = ['POST', 'GET', 'PUT', 'PATCH', 'DELETE']

/** Pattern of a path parameter of an operation that the mock does not have; `byName` is a part of other paths. */
const UNMOCKED_PARAMETER = '(?!byName/)[^/]+'

/** Reads the operations of Atlas's official document that the mock does not have. */
function readUnmocked(): { method: string; pattern: RegExp }[] {
  const rows = Object.values(
    readAsset<Record<string, { method: string; path: string; version?: string }>>(
      'schemas/unmocked-operations.json'
    )
  )
  return API_VERSIONS.flatMap(apiVersion =>
    rows
      .filter(row => hasOperation(apiVersion, row))
      .map(({ method, path }) => ({
        method,
        pattern: templatePattern(`/api/atlas${apiVersion.prefix}${path}`, UNMOCKED_PARAMETER)
      }))
  )
}

/**
 * Returns the handler of requests that match no route and no stub. It does not authenticate them. An unknown path and
 * an operation that only Atlas has get 404, an unknown method of a known path 405 and Allow, OPTIONS on a known path
 * 200 and Allow.
 */
function unknownPathHandler(services: Services) {
  let unmocked: ReturnType<typeof readUnmocked> | undefined
  return (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    assignByPath(request, services)
    const path = matchablePath(request.url)
    const method = request.method === 'HEAD' ? 'GET' : request.method
    // Read on the first unknown path: the list is long.
    unmocked ??= readUnmocked()
    if (unmocked.some(row => row.method === method && row.pattern.test(path))) {
      throw unmockedOperation(request)
    }
    const methods = ROUTES.flatMap(({ pattern, method }) => (pattern.test(path) ? method : []))
    if (methods.length === 0) throw unknownPath(request)
    const allow = [...METHODS.filter(method => methods.includes(method)), 'OPTIONS'].join(',')
    if (request.method === 'OPTIONS') return reply.header('allow', allow).send()
    throw new AtlasError('METHOD_NOT_ALLOWED', [], { code: 'method-unknown' }, { allow })
  }
}

/** Returns whether a request has a route. The router accepts empty parameters, as in `/groups//integrations`. */
function isKnown({ is404, params }: FastifyRequest): boolean {
  if (is404) return false
  for (const name in params as object) if ((params as Record<string, string>)[name] === '') return false
  return true
}

/** Returns whether an API version has an operation: the unversioned API is older than all versions but the first. */
function hasOperation({ prefix }: ApiVersion, { version = VERSION }: Pick<MediaTypes, 'version'>): boolean {
  return prefix === '/v2' || version === VERSION
}

/** Every route below `/api`. */
export const ROUTES: readonly ServedRoute[] = [
  ...Object.entries(OPERATION_ROWS).flatMap(([operationId, row]) =>
    API_VERSIONS.filter(apiVersion => hasOperation(apiVersion, row)).map(({ prefix }) =>
      toRoute(row.method, `/atlas${prefix}${row.path}`, operationId)
    )
  ),
  ...Object.entries(OAUTH_OPERATIONS).map(([endpoint, { operationId }]) =>
    toRoute('POST', `/oauth/${endpoint}`, operationId)
  ),
  ...PRIVATE_ROUTES.map(({ method, path }) => toRoute(method, `/private${path}`))
]

function toRoute(method: string, path: string, operationId?: string): ServedRoute {
  return { method, pattern: templatePattern(`/api${path}`), operationId }
}
