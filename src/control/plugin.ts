import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { originOf, pathOf, patternOf } from '../http/address.ts'
import { drainBody } from '../http/broken-request.ts'
import { checkAccess } from './access.ts'
import { Dispatcher } from './dispatcher.ts'
import { parseBody } from './json-body.ts'
import type { ControlContext, ControlOperation } from './operation.ts'
import { CONTROL_OPERATIONS, OFF_OPERATIONS } from './operations.ts'
import { Problem } from './problem.ts'

/** The mock's own surface below `/_mock/v1`. */
export async function controlPlugin(app: FastifyInstance, context: ControlContext): Promise<void> {
  const { services } = context
  const { settings, control } = services
  const operations = withSandboxPaths(settings.control ? CONTROL_OPERATIONS : OFF_OPERATIONS)
  const dispatcher = new Dispatcher(context)

  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  app.addHook('onRequest', (request, reply, done) => {
    // Whatever is in it, it is no JSON by its name only: the parser must not refuse it before we look.
    delete request.raw.headers['content-type']
    reply.header('cache-control', 'no-store')
    const { isOpen = false } = request.routeOptions.config
    checkAccess(request, { settings, token: control.token }, isOpen)
    done()
  })
  const unknown = (request: FastifyRequest) => unknownPath(request, app.prefix, operations)
  app.setErrorHandler((error: FastifyError, request, reply) => {
    // Fastify's own refusals of a body on a path that has no route: the path counts first.
    const isOwn = error instanceof Problem || !request.is404
    drainBody(error, reply)
    return sendProblem(isOwn ? toProblem(error, request) : unknown(request), reply)
  })
  app.setNotFoundHandler(request => {
    throw unknown(request)
  })
  for (const operation of operations) {
    app.route({
      method: operation.method,
      url: operation.path,
      config: { isOpen: operation.isOpen ?? false },
      ...(operation.bodyLimit !== undefined && { bodyLimit: operation.bodyLimit }),
      handler: (request, reply) => answer(operation, request, reply, dispatcher)
    })
  }
}

/** Adds to each operation that a sandbox narrows its path below that sandbox. */
function withSandboxPaths(operations: readonly ControlOperation[]): ControlOperation[] {
  return operations.flatMap(operation =>
    operation.isScoped
      ? [operation, { ...operation, path: `/sandboxes/:sandbox${operation.path}` }]
      : operation
  )
}

async function answer(
  operation: ControlOperation,
  request: FastifyRequest,
  reply: FastifyReply,
  dispatcher: Dispatcher
): Promise<unknown> {
  const { status, schema } = operation.success
  reply.code(status)
  const { sandbox, ...params } = request.params as Record<string, string>
  const call = {
    params,
    sandbox,
    query: request.query as Record<string, string>,
    body: operation.body === undefined ? undefined : parseBody(String(request.body ?? '')),
    origin: originOf(request, dispatcher.context.services.settings.publicUrl),
    gone: () => goneSignal(reply)
  }
  const result = dispatcher.run(operation, call, reply)
  // The operation answers by itself: a stream, of which nothing need have left yet.
  if (result === reply) return reply
  const body = await result
  if (schema !== undefined && !reply.hasHeader('content-type')) {
    reply.header('content-type', 'application/json; charset=utf-8')
  }
  return reply.send(schema === undefined ? body : JSON.stringify(body))
}

/** Aborted when the caller hangs up. */
function goneSignal({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController()
  raw.once('close', () => gone.abort(new Problem(408, 'the caller hung up')))
  return gone.signal
}

function unknownPath(
  request: FastifyRequest,
  prefix: string,
  operations: readonly ControlOperation[]
): Problem {
  const path = pathOf(request)
  const [routed = ''] = request.url.split('?', 1)
  const allowed = operations
    .filter(operation => patternOf(prefix + operation.path).test(routed))
    .map(({ method }) => method)
  if (allowed.length === 0) return new Problem(404, `there is no ${path}`)
  return new Problem(405, `${path} takes ${allowed.join(', ')}`, [], { allow: allowed.join(', ') })
}

function toProblem(error: FastifyError, request: FastifyRequest): Problem {
  if (error instanceof Problem) return error
  if (error.statusCode !== undefined && error.statusCode < 500) {
    return new Problem(error.statusCode, error.message)
  }
  const line = { err: error, method: request.method, path: pathOf(request) }
  request.log.error(line, `unexpected error: ${error.message}`)
  return new Problem(500, 'unexpected error')
}

/** Answers with what the control plane refuses. */
export function sendProblem(problem: Problem, reply: FastifyReply): FastifyReply {
  reply.code(problem.status).headers(problem.headers).header('content-type', 'application/problem+json')
  // As it is: Fastify would complete the Content-Type with a charset.
  return reply.serializer((body: string) => body).send(JSON.stringify(problem.body))
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** On routes of the control plane: whether no token is needed. */
    isOpen?: boolean
  }
}
