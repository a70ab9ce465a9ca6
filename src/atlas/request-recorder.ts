import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { claimedId } from '../auth/authenticator.ts'
import { pathOf } from '../base/request-target.ts'
import type { OperationFacts } from '../catalogue/operation-facts.ts'
import { RequestRecord } from '../journal/request-record.ts'
import type { Services } from '../services.ts'

/** Header of reads that the console sends by itself, and of their token requests; the journal does not show it. */
const BACKGROUND = 'x-mock-background'

/** Header of all requests of the console; the journal does not show it. */
const CONSOLE = 'x-mock-console'

/** Header with a client's id for its request; the journal does not show it. */
const CALL_ID = 'x-mock-call-id'

/** Adds a record to each request. Must be registered before every hook that reads it. */
export function recordRequests(app: FastifyInstance, services: Services): void {
  app.decorateRequest('record')
  // Otherwise each line of the log would have Fastify's number of the request, which the journal does not know.
  app.setChildLoggerFactory(logger => logger)
  const attribute = attributionOf(services)
  app.addHook('onRequest', (request, _reply, done) => {
    const { method, ip, raw } = request
    const isBackground =
      raw.headers[BACKGROUND] === 'true' && (method === 'GET' || pathOf(request) === '/api/oauth/token')
    if (isBackground) delete raw.headers[BACKGROUND]
    const given = raw.headers[CALL_ID]
    const callId = typeof given === 'string' && /^[\w-]{1,64}$/.test(given) ? given : undefined
    if (callId !== undefined) delete raw.headers[CALL_ID]
    const isOfConsole = raw.headers[CONSOLE] === 'true'
    if (isOfConsole) delete raw.headers[CONSOLE]
    const received = {
      method,
      target: request.originalUrl,
      headers: raw.headers,
      address: ip,
      httpVersion: raw.httpVersion,
      isBackground,
      isOfConsole,
      callId,
      params: request.params as Record<string, string | undefined>
    }
    request.record = new RequestRecord(received, attribute)
    done()
  })
}

/** Returns a function that finds the organization of a request: that of its path, else of its unverified credentials. */
function attributionOf({ store }: Services) {
  return ({ authorization, received: { params } }: RequestRecord): string | undefined => {
    const { groupId, orgId } = params
    try {
      const named =
        (groupId !== undefined && store.projects.find(groupId)?.orgId) ||
        (orgId !== undefined && store.organizations.find(orgId)?.id)
      if (named) return named
      const claimed = claimedId(authorization)
      return claimed === undefined ? undefined : store.principals.organizationOf(claimed)
    } catch {
      // The database error already fails the request; recording it must not throw again.
      return undefined
    }
  }
}

/** The ids in a path without a route, which the router does not provide. */
const IDS =
  /^\/{1,2}api\/atlas\/v[\d.]+\/(?:groups\/(?<groupId>[0-9a-f]{24})|orgs\/(?<orgId>[0-9a-f]{24}))(?![^/])/

/** Assigns a request without a route to the organization of its path, unless its credentials name one. */
export function assignByPath(request: FastifyRequest, { store }: Services): void {
  const { record } = request
  if (record.orgId !== undefined) return
  const { groupId, orgId } = IDS.exec(pathOf(request))?.groups ?? {}
  if (groupId !== undefined) record.assign(store.projects.find(groupId)?.orgId)
  if (orgId !== undefined) record.assign(store.organizations.find(orgId)?.id)
}

/**
 * Adds a request to the journal, before its response is sent.
 *
 * @param response undefined if the connection ends without a response
 */
export function recordResponse(
  request: FastifyRequest,
  reply: FastifyReply,
  { settings, sources, control, journal }: Services,
  response: { payload: unknown } | undefined
): void {
  const { record } = request
  if (!settings.control) return
  const { payload } = response ?? {}
  const entry = record.finish({
    status: response && reply.statusCode,
    responseHeaders: response ? reply.getHeaders() : {},
    // Node.js omits the body of a HEAD response.
    responseBody: typeof payload === 'string' && request.method !== 'HEAD' ? payload : undefined,
    duration: reply.elapsedTime,
    time: sources.now(record.orgId),
    isClockSet: control.clock.isSet(record.orgId)
  })
  if (entry) journal.append(entry, record.nonce)
}

declare module 'fastify' {
  interface FastifyRequest {
    record: RequestRecord
  }
  interface FastifyContextConfig {
    /** The operation of a route below `/api`; undefined for other routes. */
    operation?: OperationFacts
  }
}
