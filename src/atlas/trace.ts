import type { FastifyRequest } from 'fastify'
import type { Firing } from '../control/fault.ts'
import type { AtlasError } from '../errors.ts'
import type { RecordedOperation } from '../journal/entry.ts'
import type { Services } from '../services.ts'
import type { Principal } from '../store/principals.ts'

/** What is noted of a request on its way: for the journal, the metrics and the fault plan. */
export class Trace {
  /** Set by the route; routing's own knowledge of it is costly to ask for. */
  operationId: RecordedOperation | undefined
  /** The body as it was sent. */
  body: Buffer | undefined
  principal: Principal | undefined
  /** Whether the credentials were found good; undefined: nobody looked at them. */
  isAuthenticated: boolean | undefined
  /** Whether the role check passed. */
  isAuthorized: boolean | undefined
  refusal: Pick<AtlasError, 'why'> | undefined
  firing: Firing | undefined
  isRecorded = false
}

/** The operation that a request's path and method name. */
export function operationOf(request: FastifyRequest): RecordedOperation | undefined {
  // No route, and so no config, on a path that cannot be decoded.
  return request.trace?.operationId ?? request.routeOptions.config?.operationId
}

/**
 * Organization that a request belongs to: the caller's; else the one that the path names; else that of the
 * caller whom the request claims to come from.
 */
export function organizationOf(
  request: FastifyRequest,
  { store }: Pick<Services, 'store'>
): string | undefined {
  const { principal } = request.trace as Trace
  if (principal) return principal.orgId
  const { groupId, orgId } = (request.params ?? {}) as { groupId?: string; orgId?: string }
  const named =
    (groupId !== undefined && store.projects.find(groupId)?.orgId) ||
    (orgId !== undefined && store.organizations.find(orgId)?.id)
  if (named) return named
  const claimed = claimedCaller(request.headers.authorization)
  return claimed === undefined ? undefined : store.principals.organizationOf(claimed)
}

function claimedCaller(authorization = ''): string | undefined {
  const digest = /^digest .*?\busername="([^"]*)"/i.exec(authorization)?.[1]
  if (digest !== undefined) return digest
  const basic = /^basic +([A-Za-z0-9+/=]+)$/i.exec(authorization)?.[1]
  if (basic !== undefined) return Buffer.from(basic, 'base64').toString().split(':', 1)[0]
  const bearer = /^bearer +[\w-]+\.([\w-]+)\.[\w-]+$/i.exec(authorization)?.[1]
  return bearer === undefined ? undefined : subjectOf(bearer)
}

/** Whom the claims of a token name, whether it is good or not. */
function subjectOf(claims: string): string | undefined {
  try {
    const { sub } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { sub?: unknown }
    return typeof sub === 'string' ? sub : undefined
  } catch {
    return undefined
  }
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
