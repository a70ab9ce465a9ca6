import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Catalogue } from '../catalogue.ts'
import type { AtlasError } from '../errors.ts'
import type { ForcedResponse } from './forced-error.ts'
import type { OperationResponse, PreparedCall } from './operation.ts'
import { isFlagged, type RawQuery } from './query.ts'
import { renderBody } from './render.ts'

/** On every response but the anonymous 401 (recorded 2026-08-10). */
const SECURITY_HEADERS = {
  'referrer-policy': 'strict-origin-when-cross-origin',
  'strict-transport-security': 'max-age=31536000; includeSubdomains;',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none'
}

/** Returns Vary and X-Error-Code (recorded 2026-08-10); at the token endpoint, the header of all its responses. */
function errorHeaders({ record }: FastifyRequest, errorCode?: string): Record<string, string> {
  if (record.operation?.content === 'token') return { 'cache-control': 'no-store' }
  return { vary: 'Accept-Encoding', ...(errorCode !== undefined && { 'x-error-code': errorCode }) }
}

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:|$)/

const asItIs = (text: string) => text

/** Sends a text under the Content-Type that the reply has, which Fastify would complete with a charset. */
export function sendText(reply: FastifyReply, text: string): FastifyReply {
  return reply.serializer(asItIs).send(text)
}

export function setSecurityHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers(SECURITY_HEADERS)
  // A browser would remember it for every server on this machine.
  if (request.protocol === 'https' && LOOPBACK.test(request.host)) {
    reply.removeHeader('strict-transport-security')
  }
}

/** Sends an operation's response with the headers that were recorded on successes. */
export function sendResponse(
  request: FastifyRequest,
  reply: FastifyReply,
  { mediaType, query }: PreparedCall,
  { status, headers = {}, body }: OperationResponse
): FastifyReply {
  setAtlasHeaders(request, reply)
  reply.code(status).headers(headers).header('content-type', mediaType)
  if (!body) return reply.send()
  return sendText(reply, renderBody(body, { ...query, status }))
}

/** Sends an error of the catalogue with the headers that belong to the stage at which it was raised. */
export function sendError(
  request: FastifyRequest,
  reply: FastifyReply,
  catalogue: Catalogue,
  error: Pick<AtlasError, 'id' | 'parameters' | 'headers'>
): FastifyReply {
  const { status, form, errorCode, detail } = catalogue.row(error.id)
  reply.code(status).headers(errorHeaders(request, form ? undefined : errorCode))
  if (form === 'empty') return reply.headers(error.headers).send()
  reply.header('content-type', 'application/json')
  if (form === 'challenge') {
    // The recorded 401: pretty-printed, its keys in an order of their own.
    const body = { error: status, reason: 'Unauthorized', detail, errorCode }
    return sendText(reply.headers(error.headers), renderBody(body, { pretty: true, envelope: false, status }))
  }
  setAtlasHeaders(request, reply)
  reply.headers(error.headers)
  const query = request.query as RawQuery
  const flags = { pretty: isFlagged(query, 'pretty'), envelope: isFlagged(query, 'envelope') }
  return sendText(reply, renderBody(catalogue.body(error), { ...flags, status }))
}

/** Sends a response that `Prefer` or a fault asked for, as it is. */
export function sendForced(
  request: FastifyRequest,
  reply: FastifyReply,
  { status, errorCode, contentType, text, headers }: ForcedResponse
): FastifyReply {
  reply.code(status)
  if (errorCode === undefined) {
    // Nothing in it is Atlas's: headers that were set so far go.
    for (const name of Object.keys(reply.getHeaders())) reply.removeHeader(name)
  } else {
    setAtlasHeaders(request, reply)
    reply.headers(errorHeaders(request, errorCode))
  }
  if (text === undefined) return reply.headers(headers).send()
  return sendText(reply.header('content-type', contentType).headers(headers), text)
}

function setAtlasHeaders(request: FastifyRequest, reply: FastifyReply): void {
  const { operation, caller, rate } = request.record
  setSecurityHeaders(request, reply)
  if (operation?.javaMethod && caller) reply.header('x-java-method', operation.javaMethod)
  if (rate) reply.headers({ 'ratelimit-limit': rate.limit, 'ratelimit-remaining': rate.remaining })
}
