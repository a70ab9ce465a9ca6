import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AtlasError } from '../errors.ts'
import type { Services } from '../services.ts'
import { pathOf } from './address.ts'
import { sendError } from './reply.ts'

/** Fastify's own refusals, by the code that it gives them. */
const FASTIFY_REFUSALS: Readonly<Record<string, string>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'MALFORMED_JSON'
}

/** The one place where an error becomes an answer; each refusal leaves one log line that says why. */
export function createErrorHandler(services: Services) {
  return function handleError(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
    const refusal = toAtlasError(error, request)
    if (refusal) {
      logRefusal(request, services.catalogue.row(refusal.id).status, refusal)
      return sendError(request, reply, services.catalogue, refusal)
    }
    request.log.error({ err: error, method: request.method, path: pathOf(request) }, 'unexpected error')
    const unexpected = new AtlasError('UNEXPECTED_ERROR', [], { reason: 'unexpected error' })
    return sendError(request, reply, services.catalogue, unexpected)
  }
}

/**
 * Learns the paths of a scope as its routes are added.
 *
 * @returns the methods of a path; empty for an unknown one
 */
export function pathMethods(app: FastifyInstance): (path: string) => string[] {
  const known: { pattern: RegExp; methods: string[] }[] = []
  app.addHook('onRoute', route => {
    const pattern = new RegExp(`^${route.url.replaceAll('.', '\\.').replace(/:\w+/g, '[^/]+')}$`)
    known.push({ pattern, methods: [route.method].flat() })
  })
  return path => known.flatMap(({ pattern, methods }) => (pattern.test(path) ? methods : []))
}

/** Unknown path: 404; known path, unknown method: 405 with Allow. Both come before authentication. */
export function createNotFoundHandler(methodsOf: (path: string) => readonly string[]) {
  return function handleNotFound(request: FastifyRequest): never {
    const path = pathOf(request)
    const allowed = methodsOf(path)
    if (allowed.length === 0) throw new AtlasError('RESOURCE_NOT_FOUND', [path], { reason: 'unknown path' })
    const why = { reason: 'method not known on this path' }
    throw new AtlasError('METHOD_NOT_ALLOWED', [], why, { allow: [...allowed].sort().join(', ') })
  }
}

function toAtlasError(error: FastifyError, request: FastifyRequest): AtlasError | undefined {
  if (error instanceof AtlasError) return error
  if (error.code === 'FST_ERR_BAD_URL') {
    return new AtlasError('RESOURCE_NOT_FOUND', [pathOf(request)], { reason: 'path cannot be decoded' })
  }
  const id = FASTIFY_REFUSALS[error.code]
  return id === undefined ? undefined : new AtlasError(id, [], { reason: error.message })
}

function logRefusal(request: FastifyRequest, status: number, { id, why }: AtlasError): void {
  const principal = request.atlas?.principal?.id
  const line = { method: request.method, path: pathOf(request), status, error: id, principal, why }
  request.log.info(line, `refused: ${why.reason}`)
}
