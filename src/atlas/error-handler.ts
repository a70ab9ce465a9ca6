import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { isDecodable, pathOf } from '../base/request-target.ts'
import { AtlasError, OAuthError, type Rejection, reasonText } from '../catalogue/errors.ts'
import type { Services } from '../services.ts'
import { ConnectionCut } from './overrides/faults.ts'
import { ForcedError } from './overrides/forced-error.ts'
import { logRequest } from './request-log.ts'
import { recordResponse } from './request-recorder.ts'
import { sendError, sendForced, sendOAuthError } from './responses.ts'

/** Returns the handler that turns every error into a response and logs each rejected request on one line. */
export function createErrorHandler(services: Services) {
  const endWithoutResponse = (request: FastifyRequest, reply: FastifyReply) => {
    recordResponse(request, reply, services, undefined)
    return reply.hijack()
  }
  return function handleError(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
    if (error instanceof ConnectionCut) return endWithoutResponse(request, reply)
    if (error instanceof ForcedError) return sendForced(request, reply, error.response)
    // On an unknown path, the 404 takes precedence over Fastify's errors about the body.
    const rejection = request.is404 && !(error instanceof AtlasError) ? unknownPath(request) : error
    if (rejection instanceof AtlasError) {
      return reject(request, reply, services, rejection)
    }
    if (rejection instanceof OAuthError) {
      logRejection(request, rejection, services)
      return sendOAuthError(request, reply, rejection)
    }
    if (request.raw.socket.destroyed) {
      logRequest(request, services, 'debug', 'the client disconnected')
      return endWithoutResponse(request, reply)
    }
    logRequest(request, services, 'error', `unexpected error: ${error.message}`, {}, error)
    const unexpected = new AtlasError('UNEXPECTED_ERROR', [], { code: 'unexpected-error' })
    return sendError(request, reply, services.catalogue, unexpected)
  }
}

/** Logs and sends an error of the catalogue. */
export function reject(
  request: FastifyRequest,
  reply: FastifyReply,
  services: Services,
  rejection: Rejection
): FastifyReply {
  logRejection(request, rejection, services)
  return sendError(request, reply, services.catalogue, rejection)
}

/** Returns the error for a path without a route. */
export function unknownPath(request: FastifyRequest): AtlasError {
  const path = pathOf(request)
  const code = isDecodable(path) ? 'path-unknown' : 'path-undecodable'
  return new AtlasError('RESOURCE_NOT_FOUND', [path], { code })
}

/** Returns the error for an operation that Atlas has and the mock does not: an empty 405 looks like a success to some clients. */
export function unmockedOperation(request: FastifyRequest): AtlasError {
  return new AtlasError('RESOURCE_NOT_FOUND', [pathOf(request)], { code: 'operation-not-mocked' })
}

/** Logs a rejected request. */
function logRejection(request: FastifyRequest, error: Rejection | OAuthError, services: Services): void {
  const { record } = request
  const { reason } = error
  const isChallenge = reason.code === 'no-credentials'
  const level = isChallenge ? 'debug' : 'info'
  if (!request.log.isLevelEnabled(level)) return
  const status = 'id' in error ? services.catalogue.row(error.id).status : error.status
  const { code, ...details } = reason
  const fields = {
    status,
    error: 'id' in error ? error.id : error.body.error,
    principal: record.caller?.id,
    code,
    ...details
  }
  // A Digest client sends its first request without credentials, to get a challenge (RFC 7616 §3.1).
  const message = `${isChallenge ? 'challenged' : 'rejected'}: ${reasonText(reason)}`
  logRequest(request, services, level, message, fields)
}
