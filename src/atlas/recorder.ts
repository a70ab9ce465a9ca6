import type { FastifyReply, FastifyRequest } from 'fastify'
import { targetOf } from '../http/address.ts'
import type { Entry } from '../journal/entry.ts'
import type { Services } from '../services.ts'
import { knownHeaders } from './known-headers.ts'
import { operationOf, organizationOf, type Trace } from './trace.ts'

/** Puts a request into the journal and the metrics, before its answer leaves. */
export function recordAnswer(
  request: FastifyRequest,
  reply: FastifyReply,
  services: Services,
  payload: unknown
): void {
  const body = typeof payload === 'string' ? payload : undefined
  append(request, reply, services, reply.statusCode, reply.getHeaders(), body)
}

/** Records a request whose connection ends without an answer. */
export function recordCut(request: FastifyRequest, reply: FastifyReply, services: Services): void {
  append(request, reply, services, undefined, {}, undefined)
}

function append(
  request: FastifyRequest,
  reply: FastifyReply,
  services: Services,
  status: number | undefined,
  answerHeaders: Entry['answerHeaders'],
  answerBody: string | undefined
): void {
  // There is none on a path that cannot be decoded: it comes to no scope.
  const trace = request.trace as Trace
  if (trace.isRecorded || !services.settings.control) return
  trace.isRecorded = true
  const orgId = attributionOf(request, services)
  const params = request.params as { groupId?: string; integrationType?: string } | null
  const { firing } = trace
  const { headers, headersSize } = knownHeaders(request.raw.socket, request.raw.headers)
  services.control.record({
    // The journal gives the right one.
    id: 0,
    orgId,
    time: services.sources.now(orgId),
    duration: reply.elapsedTime,
    address: request.ip,
    httpVersion: request.raw.httpVersion,
    method: request.method,
    target: targetOf(request),
    headers,
    headersSize,
    body: trace.body,
    operationId: operationOf(request),
    projectId: params?.groupId,
    integrationType: params?.integrationType,
    principal: trace.principal,
    isAuthenticated: trace.isAuthenticated,
    isAuthorized: trace.isAuthorized,
    // Not the error itself, which holds on to its stack.
    refusal: trace.refusal && { why: trace.refusal.why },
    status,
    answerHeaders,
    answerBody,
    fault: firing && { id: firing.id, effect: firing.effect.type }
  })
}

function attributionOf(request: FastifyRequest, services: Services): string | undefined {
  try {
    return organizationOf(request, services)
  } catch {
    // A database that fails has made the request fail; the record of that must not fail as well.
    return undefined
  }
}
