import type { FastifyReply, FastifyRequest } from 'fastify'
import { targetOf } from '../http/address.ts'
import type { Entry } from '../journal/entry.ts'
import type { Services } from '../services.ts'
import { operationOf, organizationOf, Trace } from './trace.ts'

/** Puts a request into the journal and the metrics, before its answer leaves. */
export function recordAnswer(
  request: FastifyRequest,
  reply: FastifyReply,
  services: Services,
  payload: unknown
): void {
  const body = typeof payload === 'string' ? payload : undefined
  append(request, reply, services, reply.statusCode, body)
}

/** Records what a reply sends that comes to no scope's hooks: on a path that cannot be decoded. */
export function recordUnrouted(request: FastifyRequest, reply: FastifyReply, services: Services): void {
  request.trace = new Trace()
  const send = reply.send.bind(reply)
  reply.send = payload => {
    recordAnswer(request, reply, services, payload)
    return send(payload)
  }
}

/** Records a request whose connection ends without an answer. */
export function recordCut(request: FastifyRequest, reply: FastifyReply, services: Services): void {
  append(request, reply, services, undefined, undefined)
}

function append(
  request: FastifyRequest,
  reply: FastifyReply,
  services: Services,
  status: number | undefined,
  answerBody: string | undefined
): void {
  const trace = request.trace as Trace
  if (trace.isRecorded || !services.settings.control) return
  trace.isRecorded = true
  const orgId = attributionOf(request, services)
  const params = request.params as { groupId?: string; integrationType?: string } | null
  const { firing, principal } = trace
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
    headers: JSON.stringify(request.raw.headers),
    body: trace.body && alone(trace.body),
    operationId: operationOf(request),
    projectId: params?.groupId,
    integrationType: params?.integrationType,
    principal: principal && {
      id: principal.id,
      kind: principal.kind,
      orgId: principal.orgId,
      roles: principal.roles
    },
    isAuthenticated: trace.isAuthenticated,
    isAuthorized: trace.isAuthorized,
    refusal: trace.refusal && reasonOf(trace.refusal),
    status,
    answerHeaders: status === undefined ? '{}' : JSON.stringify(reply.getHeaders()),
    answerBody,
    fault: firing && { id: firing.id, effect: firing.effect.type }
  })
}

/** What the journal shows of a refusal: not the error itself, which holds on to its stack. */
function reasonOf({ why: { reason, attribute, parameter, needed } }: Refusal): Entry['refusal'] {
  return {
    why: {
      reason,
      ...(attribute !== undefined && { attribute }),
      ...(parameter !== undefined && { parameter }),
      ...(needed !== undefined && { needed })
    }
  }
}

type Refusal = NonNullable<Trace['refusal']>

/** The bytes with memory of their own: a small buffer keeps alive the pool that it was cut from. */
function alone(bytes: Buffer): Buffer {
  if (bytes.length === bytes.buffer.byteLength) return bytes
  const copy = Buffer.allocUnsafeSlow(bytes.length)
  bytes.copy(copy)
  return copy
}

function attributionOf(request: FastifyRequest, services: Services): string | undefined {
  try {
    return organizationOf(request, services)
  } catch {
    // A database that fails has made the request fail; the record of that must not fail as well.
    return undefined
  }
}
