import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Catalogue } from '../catalogue.ts'
import type { AtlasError, ErrorRow } from '../errors.ts'
import { sendText } from '../http/text.ts'
import type { FreeBody } from './demand.ts'
import type { Answer, Checked } from './operation.ts'
import { isFlagged, type RawQuery } from './query.ts'
import { renderBody } from './render.ts'
import { operationOf } from './trace.ts'

/** On every answer but the anonymous 401 (recorded 2026-08-10). */
const SECURITY_HEADERS = {
  'referrer-policy': 'strict-origin-when-cross-origin',
  'strict-transport-security': 'max-age=31536000; includeSubdomains;',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none'
}

/** Returns Vary and X-Error-Code (recorded 2026-08-10); at the token endpoint the header of all its responses. */
function errorHeaders(request: FastifyRequest, errorCode?: string): Record<string, string> {
  const operationId = operationOf(request)
  if (operationId === 'createToken' || operationId === 'revokeToken') return { 'cache-control': 'no-store' }
  return { vary: 'Accept-Encoding', ...(errorCode !== undefined && { 'x-error-code': errorCode }) }
}

export function setSecurityHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers(SECURITY_HEADERS)
  // A browser would remember it for every server on this machine.
  if (request.protocol === 'https' && LOOPBACK.test(request.host)) {
    reply.removeHeader('strict-transport-security')
  }
}

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:|$)/

/** Writes an operation's answer with the headers that were recorded on successes. */
export function sendAnswer(request: FastifyRequest, reply: FastifyReply, answer: Answer): FastifyReply {
  const { mediaType, query } = request.atlas as Checked
  setSecurityHeaders(request, reply)
  setOperationHeaders(request, reply)
  reply
    .code(answer.status)
    .headers(answer.headers ?? {})
    .header('content-type', mediaType)
  if (!answer.body) return reply.send()
  const { pretty, envelope } = query
  return sendText(reply, renderBody(answer.body, { pretty, envelope, status: answer.status }))
}

/** Writes an error of the catalogue with the headers that belong to the moment at which it was raised. */
export function sendError(
  request: FastifyRequest,
  reply: FastifyReply,
  catalogue: Catalogue,
  error: Pick<AtlasError, 'id' | 'parameters' | 'headers'>
): FastifyReply {
  const row = catalogue.row(error.id)
  reply.code(row.status).headers(errorHeaders(request, row.form ? undefined : row.errorCode))
  if (row.form === 'empty') return reply.headers(error.headers).send()
  reply.header('content-type', 'application/json')
  if (row.form === 'challenge') return sendText(reply.headers(error.headers), challengeBody(row))
  setSecurityHeaders(request, reply)
  setOperationHeaders(request, reply)
  reply.headers(error.headers)
  // Null on a path that cannot be decoded.
  const query = (request.query ?? {}) as RawQuery
  return sendText(
    reply,
    renderBody(catalogue.body(error), {
      pretty: isFlagged(query, 'pretty'),
      envelope: isFlagged(query, 'envelope'),
      status: row.status
    })
  )
}

/** Writes a body that is an error by demand of `Prefer` or of a fault, compact and as it is. */
export function sendDemanded(
  request: FastifyRequest,
  reply: FastifyReply,
  body: { error: number; errorCode: string },
  headers: Readonly<Record<string, string>>
): FastifyReply {
  setSecurityHeaders(request, reply)
  setOperationHeaders(request, reply)
  reply.code(body.error).headers(errorHeaders(request, body.errorCode))
  reply.header('content-type', 'application/json').headers(headers)
  return sendText(reply, JSON.stringify(body))
}

/** Writes a response of a fault in which nothing is Atlas's: headers that were set so far go. */
export function sendFree(
  reply: FastifyReply,
  { status, content }: FreeBody,
  headers: Readonly<Record<string, string>>
): FastifyReply {
  for (const name of Object.keys(reply.getHeaders())) reply.removeHeader(name)
  reply.code(status)
  if (!content) return reply.headers(headers).send()
  return sendText(reply.headers({ 'content-type': content.type }).headers(headers), content.text)
}

function setOperationHeaders(request: FastifyRequest, reply: FastifyReply): void {
  const { operation, principal, rate } = request.atlas ?? {}
  if (operation && principal) reply.header('x-java-method', operation.javaMethod)
  if (rate) reply.headers({ 'ratelimit-limit': rate.limit, 'ratelimit-remaining': rate.remaining })
}

/** The recorded 401: pretty-printed, its keys in an order of their own. */
function challengeBody(row: ErrorRow): string {
  const body = { error: row.status, reason: 'Unauthorized', detail: row.detail, errorCode: row.errorCode }
  return renderBody(body, { pretty: true, envelope: false, status: row.status })
}
