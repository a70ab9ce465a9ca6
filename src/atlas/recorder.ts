import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { claimedId } from '../auth/authorization.ts'
import type { OperationFacts } from '../catalogue/operation.ts'
import { isUnmocked } from '../journal/entry.ts'
import { RequestRecord } from '../journal/request-record.ts'
import type { Services } from '../services.ts'
import type { Store } from '../store/store.ts'

/** Adds a record to each request. Must be registered before every hook that reads it. */
export function recordRequests(app: FastifyInstance, services: Services): void {
  app.decorateRequest('record')
  app.addHook('onRequest', (request, _reply, done) => {
    request.record = createRecord(request, services)
    done()
  })
}

function createRecord(request: FastifyRequest, { store }: Services): RequestRecord {
  const { method, ip, raw } = request
  const received = {
    method,
    target: request.originalUrl,
    headers: raw.headers,
    address: ip,
    httpVersion: raw.httpVersion,
    params: request.params as Record<string, string | undefined>
  }
  return new RequestRecord(received, ({ authorization, received: { params } }) =>
    withoutError(() => {
      const named = organizationOf(params, store)
      if (named) return named
      const claimed = claimedId(authorization)
      return claimed === undefined ? undefined : store.principals.organizationOf(claimed)
    })
  )
}

/** Returns the result of a query; undefined if it fails: the database error already fails the request. */
function withoutError<Result>(query: () => Result): Result | undefined {
  try {
    return query()
  } catch {
    return undefined
  }
}

function organizationOf(
  { groupId, orgId }: Record<string, string | undefined>,
  store: Store
): string | undefined {
  return (
    (groupId !== undefined && store.projects.find(groupId)?.orgId) ||
    (orgId !== undefined && store.organizations.find(orgId)?.id) ||
    undefined
  )
}

/** The ids in a path without a route, which the router does not provide. */
const IDS = /\/(?:groups\/(?<groupId>[0-9a-f]{24})|orgs\/(?<orgId>[0-9a-f]{24}))(?![^/?#])/

/**
 * Adds a request to the journal and the metrics, before its response is sent.
 *
 * @param response undefined if the connection ends without a response
 */
export function recordResponse(
  request: FastifyRequest,
  reply: FastifyReply,
  { settings, sources, control, store }: Services,
  response: { payload: unknown } | undefined
): void {
  const { record } = request
  if (!settings.control || !record.finish()) return
  const { payload } = response ?? {}
  const entry = record.toEntry({
    status: response && reply.statusCode,
    headers: response ? reply.getHeaders() : {},
    // Node.js omits the body of a HEAD response.
    body: typeof payload === 'string' && request.method !== 'HEAD' ? payload : undefined,
    duration: reply.elapsedTime,
    time: sources.now(record.orgId)
  })
  if (isUnmocked(entry)) {
    entry.orgId ??= withoutError(() => organizationOf(IDS.exec(entry.target)?.groups ?? {}, store))
  }
  control.journal.append(entry)
  control.metrics.countRequest(entry)
}

declare module 'fastify' {
  interface FastifyRequest {
    record: Readonly<RequestRecord>
  }
  interface FastifyContextConfig {
    /** The operation of a route below `/api`; undefined for other routes. */
    operation?: OperationFacts
  }
}
