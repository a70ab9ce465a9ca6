import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AtlasError } from '../errors.ts'
import { pathOf, patternOf } from '../http/address.ts'
import { readOn } from '../http/read-on.ts'
import type { Services } from '../services.ts'
import { CutOff, FaultAnswer } from './fault-runner.ts'
import { recordCut } from './recorder.ts'
import { sendDemanded, sendError, sendFree } from './reply.ts'

/** Fastify's own refusals, by the code that it gives them. */
const FASTIFY_REFUSALS: Readonly<Record<string, string>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'MALFORMED_JSON'
}

/** The one place where an error becomes an answer; each refusal leaves one log line that says why. */
export function createErrorHandler(services: Services) {
  const hangUp = (request: FastifyRequest, reply: FastifyReply) => {
    recordCut(request, reply, services)
    return reply.hijack()
  }
  return function handleError(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
    if (error instanceof CutOff) return hangUp(request, reply)
    if (error instanceof FaultAnswer) {
      const { body, headers } = error
      return 'status' in body ? sendFree(reply, body, headers) : sendDemanded(request, reply, body, headers)
    }
    const refusal = toAtlasError(error, request)
    readOn(error, reply)
    if (refusal) {
      if (request.trace) request.trace.refusal = refusal
      logRefusal(request, services.catalogue.row(refusal.id).status, refusal)
      return sendError(request, reply, services.catalogue, refusal)
    }
    if (request.raw.socket.destroyed) {
      request.log.debug({ method: request.method, path: pathOf(request) }, 'the client hung up')
      return hangUp(request, reply)
    }
    const line = { err: error, method: request.method, path: pathOf(request) }
    request.log.error(line, `unexpected error: ${error.message}`)
    const unexpected = new AtlasError('UNEXPECTED_ERROR', [], { reason: 'unexpected error' })
    return sendError(request, reply, services.catalogue, unexpected)
  }
}

/** Methods in the order of Allow: recorded for POST and GET (2025-04-15), inferred for the others. */
const METHODS = ['POST', 'GET', 'PUT', 'DELETE']

/**
 * Refuses what a scope and those within it have no route for, before its body is read and before
 * authentication: an unknown path with 404, an unknown method of a known path with 405 and Allow; OPTIONS gets
 * 200 and Allow. One handler serves all: Fastify makes two routes for each method of HTTP out of one, which a
 * start waits for.
 */
export function refuseUnknownPaths(app: FastifyInstance): void {
  const known: { pattern: RegExp; methods: string[] }[] = []
  app.addHook('onRoute', route => {
    known.push({ pattern: patternOf(route.url), methods: [route.method].flat() })
  })
  // A handler of the scope's own makes the scope's hooks run, and they answer before the body is read.
  app.setNotFoundHandler(request => {
    throw unknownPath(pathOf(request))
  })
  app.addHook('onRequest', (request, reply, done) => {
    // To the router a parameter may be empty.
    if (!request.is404 && !Object.values(request.params as object).includes('')) return done()
    const [routed = ''] = request.url.split('?', 1)
    const methods = known.flatMap(({ pattern, methods }) => (pattern.test(routed) ? methods : []))
    if (methods.length === 0) throw unknownPath(pathOf(request))
    const allow = [...METHODS.filter(method => methods.includes(method)), 'OPTIONS'].join(',')
    if (request.method === 'OPTIONS') return reply.header('allow', allow).send()
    throw new AtlasError('METHOD_NOT_ALLOWED', [], { reason: 'method not known on this path' }, { allow })
  })
}

/** The refusal of a path that has no route. */
export function unknownPath(path: string): AtlasError {
  return new AtlasError('RESOURCE_NOT_FOUND', [path], { reason: 'unknown path' })
}

function toAtlasError(error: FastifyError, request: FastifyRequest): AtlasError | undefined {
  if (error instanceof AtlasError) return error
  if (error.code === 'FST_ERR_BAD_URL') {
    return new AtlasError('RESOURCE_NOT_FOUND', [pathOf(request)], { reason: 'path cannot be decoded' })
  }
  // Fastify's own refusals of a body on a path that has no route: the path counts first.
  if (request.is404) return unknownPath(pathOf(request))
  const id = FASTIFY_REFUSALS[error.code]
  return id === undefined ? undefined : new AtlasError(id, [], { reason: error.message })
}

function logRefusal(request: FastifyRequest, status: number, { id, why }: AtlasError): void {
  const principal = request.atlas?.principal?.id
  const line = { method: request.method, path: pathOf(request), status, error: id, principal, why }
  request.log.info(line, `refused: ${why.reason}`)
}
