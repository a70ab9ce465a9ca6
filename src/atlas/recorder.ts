import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { targetOf } from '../http/address.ts'
import type { Authentication, Entry } from '../journal/entry.ts'
import type { Services } from '../services.ts'
import { operationOf, organizationOf, type Trace } from './trace.ts'

/** Puts every request of the scope into the journal and the metrics, before its answer leaves. */
export function recordRequests(app: FastifyInstance, services: Services): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    record(request, reply, services, payload)
    done(null, payload)
  })
  // A request that never came to an answer of ours: the client hung up, or a fault cut it.
  app.addHook('onResponse', (request, reply, done) => {
    record(request, reply, services, undefined)
    done()
  })
  app.addHook('onRequestAbort', (request, done) => {
    recordCut(request, services)
    done()
  })
}

function record(request: FastifyRequest, reply: FastifyReply, services: Services, payload: unknown): void {
  append(request, services, reply.elapsedTime, {
    status: reply.statusCode,
    answerHeaders: reply.getHeaders(),
    answerBody: Buffer.isBuffer(payload) ? payload : undefined
  })
}

/** Records a request whose connection ends without an answer. */
export function recordCut(request: FastifyRequest, services: Services, duration = 0): void {
  append(request, services, duration, { status: undefined, answerHeaders: {}, answerBody: undefined })
}

function append(
  request: FastifyRequest,
  services: Services,
  duration: number,
  answer: Pick<Entry, 'status' | 'answerHeaders' | 'answerBody'>
): void {
  const trace = request.trace as Trace
  if (trace.isRecorded) return
  trace.isRecorded = true
  const orgId = attributionOf(request, services)
  const { groupId, integrationType } = (request.params ?? {}) as Record<string, string | undefined>
  const { firing } = trace
  services.control.record({
    orgId,
    time: services.sources.now(orgId),
    duration,
    address: request.ip,
    httpVersion: request.raw.httpVersion,
    method: request.method,
    target: targetOf(request),
    headers: request.raw.headers,
    body: trace.body,
    operationId: operationOf(request),
    projectId: groupId,
    integrationType,
    principal: trace.principal,
    authentication: authenticationOf(request, trace),
    isAuthorized: trace.isAuthorized,
    refusal: trace.refusal,
    ...answer,
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

const SCHEMES: Readonly<Record<string, Authentication['scheme']>> = {
  digest: 'digest',
  bearer: 'bearer',
  basic: 'basic'
}

function authenticationOf({ headers }: FastifyRequest, { isAuthenticated }: Trace): Authentication {
  const [word = ''] = (headers.authorization ?? '').split(' ', 1)
  const outcome = isAuthenticated === undefined ? 'not reached' : isAuthenticated ? 'accepted' : 'refused'
  if (headers.authorization === undefined) return { scheme: 'none', outcome }
  return { scheme: SCHEMES[word.toLowerCase()] ?? 'other', outcome }
}
