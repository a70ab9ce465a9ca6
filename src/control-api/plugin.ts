import { Readable } from 'node:stream'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { equalInConstantTime } from '../auth/digest.ts'
import { JsonError, parseJson } from '../base/json.ts'
import { matchablePath, originOf, pathOf, patternOf } from '../base/request-target.ts'
import type { Settings } from '../config/config.ts'
import { ControlProblem } from '../control/problem.ts'
import { keepConnection } from '../http/connections.ts'
import { isLoopback } from '../http/listening.ts'
import { withHead } from '../http/routes.ts'
import type { Services } from '../services.ts'
import { dispatch } from './dispatcher.ts'
import type { ControlContext, ControlOperation } from './operation.ts'
import { CONTROL_OPERATIONS } from './operations.ts'

/** Registers the routes of the control plane below `/_mock/v1`. */
export async function controlPlugin(app: FastifyInstance, context: ControlContext): Promise<void> {
  const { services } = context
  // Health checks must not depend on the control plane.
  const available = CONTROL_OPERATIONS.filter(({ isOpen }) => isOpen || services.settings.control)
  const operations = withSandboxPaths(available)

  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  app.addHook('onRequest', (request, reply, done) => {
    // Fastify must not reject a body by its Content-Type: `parseBody` decides.
    delete request.raw.headers['content-type']
    reply.header('cache-control', 'no-store')
    const { isOpen = false } = request.routeOptions.config
    checkAccess(request, services, isOpen)
    done()
  })
  const unrouted = (request: FastifyRequest) => unroutedProblem(request, app.prefix, operations)
  app.setErrorHandler((error: FastifyError, request, reply) => {
    // Fastify rejects some bodies before the not-found handler runs; an unknown path takes precedence.
    const isRouted = error instanceof ControlProblem || !request.is404
    keepConnection(error, reply)
    return sendProblem(isRouted ? toProblem(error, request) : unrouted(request), reply)
  })
  app.setNotFoundHandler(request => {
    throw unrouted(request)
  })
  for (const operation of operations) {
    app.route({
      method: withHead(operation.method),
      url: operation.path,
      config: { isOpen: operation.isOpen ?? false },
      ...(operation.bodyLimit !== undefined && { bodyLimit: operation.bodyLimit }),
      handler: (request, reply) => respond(operation, request, reply, context)
    })
  }
}

/** Adds the path below `/sandboxes/:sandbox` for each operation that accepts a sandbox. */
function withSandboxPaths(operations: readonly ControlOperation[]): ControlOperation[] {
  return operations.flatMap(operation =>
    operation.acceptsSandbox
      ? [operation, { ...operation, path: `/sandboxes/:sandbox${operation.path}` }]
      : operation
  )
}

async function respond(
  operation: ControlOperation,
  request: FastifyRequest,
  reply: FastifyReply,
  context: ControlContext
): Promise<unknown> {
  const { status, schema } = operation.success
  reply.code(status)
  const { sandbox, ...params } = request.params as Record<string, string>
  const call = {
    params,
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
  return reply.send(schema === undefined || body instanceof Readable ? body : JSON.stringify(body))
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

/** Returns a signal that aborts when the client disconnects. */
function disconnectSignal({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController()
  raw.once('close', () => controller.abort(new ControlProblem(408, 'the client disconnected')))
  return controller.signal
}

/** Returns 404 for an unknown path, 405 for an unknown method of a known path. */
function unroutedProblem(
  request: FastifyRequest,
  prefix: string,
  operations: readonly ControlOperation[]
): ControlProblem {
  const path = pathOf(request)
  const routed = matchablePath(request.url)
  const allowed = operations
    .filter(operation => patternOf(prefix + operation.path).test(routed))
    .map(({ method }) => method)
  if (allowed.length === 0) return new ControlProblem(404, `unknown path '${path}'`)
  return new ControlProblem(405, `${path} allows ${allowed.join(', ')}`, [], { allow: allowed.join(', ') })
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

/** Sends a problem as the response. */
function sendProblem(problem: ControlProblem, reply: FastifyReply): FastifyReply {
  reply.code(problem.status).headers(problem.headers).header('content-type', 'application/problem+json')
  // Fastify would add a charset to the Content-Type.
  return reply.serializer((body: string) => body).send(JSON.stringify(problem.body))
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
  const name = nameOf(host)
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

/** Returns the lower-case host without port; IPv6 stays in brackets. */
function nameOf(host: string): string {
  return host.toLowerCase().replace(/:\d*$/, '')
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** On routes of the control plane: whether the route is public. */
    isOpen?: boolean
  }
}
