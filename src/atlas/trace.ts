import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Firing } from '../control/fault.ts'
import type { AtlasError } from '../errors.ts'
import type { RecordedOperation } from '../journal/entry.ts'
import type { Services } from '../services.ts'
import type { Principal } from '../store/principals.ts'

/** What is noted of a request on its way: for the journal, the metrics and the fault plan. */
export interface Trace {
  /** The body as it was sent. */
  body?: Buffer
  principal?: Principal
  /** Whether the credentials were looked at, and found good. */
  isAuthenticated?: boolean
  /** Whether the role check passed. */
  isAuthorized?: boolean
  refusal?: AtlasError
  firing?: Firing
  /** The answer's bytes, where the client gets others than those that were sent to Fastify. */
  answerBody?: Buffer | undefined
  isRecorded?: boolean
}

/** Begins a trace for every request of the scope. */
export function traceRequests(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    request.trace = {}
    done()
  })
}

/** The operation that a request's path and method name. */
export function operationOf(request: FastifyRequest): RecordedOperation | undefined {
  return request.routeOptions.config.operationId
}

/**
 * Organization that a request belongs to: the caller's; else the one that the path names; else that of the
 * caller whom the request claims to come from.
 */
export function organizationOf(
  request: FastifyRequest,
  { store }: Pick<Services, 'store'>
): string | undefined {
  const { principal } = request.trace ?? {}
  if (principal) return principal.orgId
  const { groupId, orgId } = (request.params ?? {}) as { groupId?: string; orgId?: string }
  const named =
    (groupId !== undefined && store.projects.find(groupId)?.orgId) ||
    (orgId !== undefined && store.organizations.find(orgId)?.id)
  if (named) return named
  const claimed = claimedCaller(request.headers.authorization)
  return claimed === undefined ? undefined : store.principals.find(claimed)?.orgId
}

function claimedCaller(authorization = ''): string | undefined {
  const digest = /^digest .*?\busername="([^"]*)"/i.exec(authorization)?.[1]
  if (digest !== undefined) return digest
  const basic = /^basic +([A-Za-z0-9+/=]+)$/i.exec(authorization)?.[1]
  return basic === undefined ? undefined : Buffer.from(basic, 'base64').toString().split(':', 1)[0]
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set below `/api` only. */
    trace: Trace | null
  }
  interface FastifyContextConfig {
    /** On routes below `/api` that are operations. */
    operationId?: RecordedOperation
  }
}
