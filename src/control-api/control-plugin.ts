import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { equalInConstantTime } from '../auth/digest.ts'
import { JsonError, parseJson } from '../base/json.ts'
import {
  matchablePath,
  originOf,
  parameterNames,
  pathOf,
  splitTarget,
  templatePattern
} from '../base/request-target.ts'
import type { Settings } from '../config/config.ts'
import { ControlProblem } from '../control/problem.ts'
import { CONTROL_PATH } from '../control/sandboxes.ts'
import { keepConnection } from '../http/connections.ts'
import { isLoopback } from '../http/listening.ts'
import { routeUrl, withHead } from '../http/routes.ts'
import type { Services } from '../services.ts'
import type { ControlContext, ControlOperation, ControlRequest } from './control-operation.ts'
import { dispatch } from './dispatcher.ts'
import { CONTROL_OPERATIONS } from './operations.ts'

export async function controlPlugin(app: FastifyInstance, context: ControlContext): Promise<void> {
  const { services } = context
  // Health checks must not depend on the control plane.
  const available = CONTROL_OPERATIONS.filter(({ isOpen }) => isOpen || services.settings.control)
  const operations = withSandboxPaths(available)

  let routes: Route[] | undefined
  app.decorateRequest('controlOperation')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  app.addHook('onRequest', (request, reply, done) => {
    // Fastify must not reject a body by its Content-Type: `parseBody` decides.
    delete request.raw.headers['content-type']
    reply.header('cache-control', 'no-store')
    routes ??= toRoutes(operations)
    const path = matchablePath(request.url)
    const matching = routes.filter(({ pattern }) => pattern.test(path)).map(({ operation }) => operation)
    const operation = matching.find(({ method }) => withHead(method).includes(request.method))
    checkAccess(request, services, operation?.isOpen ?? false)
    if (!operation) throw unroutedProblem(request, matching)
    request.controlOperation = operation
    done()
  })
  app.setErrorHandler((error: FastifyError, request, reply) => {
    keepConnection(error, reply)
    const problem = toProblem(error, request)
    reply.code(problem.status).headers(problem.headers).header('content-type', 'application/problem+json')
    // Fastify would add a charset to the Content-Type.
    return reply.serializer((body: string) => body).send(JSON.stringify(problem.body))
  })
  // Fastify runs this plugin's hooks on all paths only if the plugin has its own handler.
  app.setNotFoundHandler(request => {
    throw unroutedProblem(request, [])
  })
  const handler = (request: FastifyRequest, reply: FastifyReply) => respond(request, reply, context)
  // The table of operations is the router: with a route of Fastify's for each operation, `exec` takes 13 % longer, and the
  // mock 3 MB more.
  app.all('/*', handler)
  for (const { method, path, bodyLimit } of operations) {
    if (bodyLimit !== undefined) app.route({ method, url: routeUrl(path), bodyLimit, handler })
  }
}

/** An operation and the pattern of its decoded path. */
interface Route {
  operation: ControlOperation
  pattern: RegExp
}

/** Returns the routes; those with fewer parameters first, as a name in a path takes precedence over a parameter. */
function toRoutes(operations: readonly ControlOperation[]): Route[] {
  return operations
    .toSorted((a, b) => parameterNames(a.path).length - parameterNames(b.path).length)
    .map(operation => ({ operation, pattern: templatePattern(CONTROL_PATH + operation.path) }))
}

function paramsOf({ url }: FastifyRequest, { path }: ControlOperation): Record<string, string> {
  const segments = splitTarget(url).path.split('/')
  const names = `${CONTROL_PATH}${path}`.split('/')
  return Object.fromEntries(
    names.flatMap((name, at) =>
      name.startsWith('{') ? [[name.slice(1, -1), decodeURIComponent(segments[at] ?? '')]] : []
    )
  )
}

function withSandboxPaths(operations: readonly ControlOperation[]): ControlOperation[] {
  return operations.flatMap(operation =>
    operation.acceptsSandbox
      ? [operation, { ...operation, path: `/sandboxes/{sandbox}${operation.path}` }]
      : operation
  )
}

async function respond(
  request: FastifyRequest,
  reply: FastifyReply,
  context: ControlContext
): Promise<unknown> {
  const operation = request.controlOperation as ControlOperation
  const { status, schema } = operation.success
  reply.code(status)
  const { sandbox, ...params } = paramsOf(request, operation)
  const call = {
    params: params as ControlRequest['params'],
    sandbox,
    query: request.query as Record<string, string>,
    body: operation.body === undefined ? undefined : parseBody(String(request.body ?? '')),
    origin: originOf(request, context.services.settings.publicUrl),
    signal: () => disconnectSignal(reply)
  }
  const result = dispatch(operation, call, context, reply)
  // The operation streams the response itself.
  if (result === reply) return reply
  const body = await result
  if (schema !== undefined && !reply.hasHeader('content-type')) {
    reply.header('content-type', 'application/json; charset=utf-8')
  }
  if (schema === undefined || body instanceof Readable) return reply.send(body)
  const text = JSON.stringify(body)
  if (!operation.isCompressed) return reply.send(text)
  reply.header('vary', 'Accept-Encoding')
  if (!/\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(String(request.headers['accept-encoding'])))
    return reply.send(text)
  return reply.header('content-encoding', 'gzip').send(gzipSync(text))
}

/**
 * Parses a body as JSON regardless of its Content-Type: `curl --data` sends a form type.
 *
 * @returns undefined for an empty body
 * @throws {ControlProblem} 400
 */
function parseBody(text: string): unknown {
  if (text.trim() === '') return undefined
  try {
    return parseJson(text)
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
    const place = `line ${error.line}, column ${error.column}`
    throw new ControlProblem(400, `the body is not valid JSON: ${place}: ${error.message}`)
  }
}

function disconnectSignal({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController()
  raw.once('close', () => controller.abort(new ControlProblem(408, 'the client disconnected')))
  return controller.signal
}

/**
 * Returns 404 for an unknown path, 405 for an unknown method of a known path.
 *
 * @param matching the operations on the path
 */
function unroutedProblem(request: FastifyRequest, matching: readonly ControlOperation[]): ControlProblem {
  const path = pathOf(request)
  if (matching.length === 0) return new ControlProblem(404, `unknown path '${path}'`)
  const allow = matching.map(({ method }) => method).join(', ')
  return new ControlProblem(405, `${path} allows ${allow}`, [], { allow })
}

function toProblem(error: FastifyError, request: FastifyRequest): ControlProblem {
  if (error instanceof ControlProblem) return error
  if (error.statusCode !== undefined && error.statusCode < 500) {
    return new ControlProblem(error.statusCode, error.message)
  }
  const line = { err: error, method: request.method, path: pathOf(request) }
  request.log.error(line, `unexpected error: ${error.message}`)
  return new ControlProblem(500, 'unexpected error')
}

/**
 * Rejects cross-origin pages, host names that are not allowed (DNS rebinding), and requests without the token.
 *
 * @param isOpen whether the route is public
 * @throws {ControlProblem} 400, 401 or 403
 */
function checkAccess(
  request: FastifyRequest,
  { settings, control: { token } }: Services,
  isOpen: boolean
): void {
  // RFC 9112 §3.2 requires 400; Node.js uses the first header.
  const names = request.raw.rawHeaders.filter((_, index) => index % 2 === 0)
  if (names.filter(name => name.toLowerCase() === 'host').length > 1) {
    throw new ControlProblem(400, 'the request has more than one Host header')
  }
  // Off loopback, health probes call by an unpredictable address, and public routes return no secrets.
  if (!isOpen || isLoopback(settings.host)) checkHost(request, settings)
  checkOrigin(request, settings)
  if (token === undefined || isOpen) return
  const given = /^bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  if (given !== undefined && equalInConstantTime(given, token)) return
  const detail = `${given === undefined ? 'missing' : 'invalid'} control-plane Bearer token`
  throw new ControlProblem(401, detail, [], { 'www-authenticate': 'Bearer realm="atlas-mock control plane"' })
}

function checkHost({ host }: FastifyRequest, settings: Settings): void {
  const { host: bound, allowedHosts, publicUrl } = settings
  if (allowedHosts === undefined && !isLoopback(bound)) return
  const name = host.toLowerCase().replace(/:\d*$/, '')
  // HTTP/1.0 does not require Host, and browsers do not use it.
  if (name === '' || isLoopback(name) || allowedHosts?.includes(name)) return
  if (publicUrl !== undefined && name === new URL(publicUrl).hostname) return
  throw new ControlProblem(403, `host '${name}' is not allowed for the control plane: see --allowed-hosts`)
}

function checkOrigin(request: FastifyRequest, { publicUrl }: Settings): void {
  const { origin } = request.headers
  if (origin === undefined || origin === `${request.protocol}://${request.host}`) return
  if (publicUrl !== undefined && origin === new URL(publicUrl).origin) return
  throw new ControlProblem(403, 'cross-origin requests to the control plane are not allowed')
}

declare module 'fastify' {
  interface FastifyRequest {
    /** On paths of the control plane. */
    controlOperation: ControlOperation | undefined
  }
}
