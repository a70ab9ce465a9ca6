import type { FastifyReply, FastifyRequest } from 'fastify'
import { claimedId } from '../auth/authorization.ts'
import { targetOf } from '../http/address.ts'
import { RequestRecord } from '../journal/request-record.ts'
import type { OperationFacts } from '../operation.ts'
import type { Services } from '../services.ts'

/** Creates the record of a request: the first thing that is done with it. */
export function createRecord(request: FastifyRequest, { store }: Services): RequestRecord {
  const { method, ip, raw } = request
  const received = {
    method,
    target: targetOf(request),
    headers: raw.headers,
    address: ip,
    httpVersion: raw.httpVersion,
    params: request.params as Record<string, string | undefined>
  }
  return new RequestRecord(received, ({ authorization, received: { params } }) => {
    const { groupId, orgId } = params
    try {
      const named =
        (groupId !== undefined && store.projects.find(groupId)?.orgId) ||
        (orgId !== undefined && store.organizations.find(orgId)?.id)
      if (named) return named
      const claimed = claimedId(authorization)
      return claimed === undefined ? undefined : store.principals.organizationOf(claimed)
    } catch {
      // A database that fails has made the request fail; the record of that must not fail as well.
      return undefined
    }
  })
}

/**
 * Puts a request into the journal and the metrics, before its response leaves.
 *
 * @param payload undefined where the connection ends without a response
 */
export function recordResponse(
  request: FastifyRequest,
  reply: FastifyReply,
  { settings, sources, control }: Services,
  response: { payload: unknown } | undefined
): void {
  const { record } = request
  if (record.isRecorded || !settings.control) return
  record.isRecorded = true
  const { payload } = response ?? {}
  const entry = control.journal.append(
    record.toEntry({
      status: response && reply.statusCode,
      headers: response ? reply.getHeaders() : {},
      body: typeof payload === 'string' ? payload : undefined,
      duration: reply.elapsedTime,
      time: sources.now(record.orgId)
    })
  )
  control.metrics.countRequest(entry)
}

declare module 'fastify' {
  interface FastifyRequest {
    record: RequestRecord
  }
  interface FastifyContextConfig {
    /** On routes below `/api` that are operations. */
    operation?: OperationFacts
  }
}
