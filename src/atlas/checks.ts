import type { FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify'
import { isAllowed, plainAddress } from '../auth/access-list.ts'
import { isPermitted, isPermittedInOrganization, PERMISSIONS } from '../auth/roles.ts'
import { AtlasError } from '../errors.ts'
import type { Services } from '../services.ts'
import type { Organization } from '../store/organizations.ts'
import type { Principal } from '../store/principals.ts'
import { authenticateCaller } from './authenticate.ts'
import { checkContentType, ignoreContentType, parseJson } from './body.ts'
import { CHECK_ORDER, type CheckName } from './check-order.ts'
import type { FaultRunner } from './fault-runner.ts'
import type { Checked, Scope } from './operation.ts'
import { parameterOf, parseQuery, type RawQuery } from './query.ts'
import { RATE_LIMITS, rateLimited, templateOf } from './rate-limit.ts'
import type { Trace } from './trace.ts'

/**
 * One step of the way from a request to its handler; a step that refuses throws. Of the context it may read
 * what the steps before it in its list have established.
 */
export type Check = (
  request: FastifyRequest,
  context: Checked,
  reply: FastifyReply
) => void | Promise<void> | undefined

/** A scope's checks; those after the body never wait. */
interface CheckList {
  before: readonly Check[]
  after: readonly Check[]
}

const OBJECT_ID = new RegExp(parameterOf('groupId').schema.pattern as string)

/**
 * The checks of each scope. The first fault wins, and a caller without the right learns nothing of what lies
 * behind it. The order is inferred from the recorded cases.
 */
export function createChecks(services: Services, faults: FaultRunner): Readonly<Record<Scope, CheckList>> {
  const { settings, store, authenticator, registry, projects, control } = services

  const organizationOf = (orgId: string): Organization => {
    if (!OBJECT_ID.test(orgId)) {
      throw new AtlasError('INVALID_ORG_ID', [orgId], { reason: 'orgId is no organization id' })
    }
    const organization = store.organizations.find(orgId)
    if (!organization) throw new AtlasError('ORG_NOT_FOUND', [orgId], { reason: 'unknown organization' })
    return organization
  }

  const checks = {
    authenticate(request, context) {
      const establish = (principal: Principal) => {
        context.principal = principal
      }
      const caller = authenticateCaller(request, authenticator)
      return caller instanceof Promise ? caller.then(establish) : establish(caller)
    },
    callerStill(request, context) {
      const trace = request.trace as Trace
      trace.isAuthorized = undefined
      trace.isAuthenticated = false
      const caller = authenticator.stillThere(context.principal)
      trace.isAuthenticated = true
      context.principal = trace.principal = caller
    },
    accessList(request, { principal }) {
      if (isAllowed(principal.accessList, request.ip)) return
      const address = plainAddress(request.ip)
      const reason = "address not on the caller's access list"
      throw new AtlasError('IP_ADDRESS_NOT_ON_ACCESS_LIST', [address], { reason, address })
    },
    fault: (request, _context, reply) => faults.strike('service', request, reply),
    version(request, context) {
      context.mediaType = context.surface.negotiate(request.headers.accept, settings.accept)
    },
    project(request, context) {
      const { groupId } = request.params as { groupId: string }
      if (!OBJECT_ID.test(groupId)) {
        throw new AtlasError('INVALID_GROUP_ID', [groupId], { reason: 'groupId is no project id' })
      }
      const project = store.projects.find(groupId)
      if (!project) throw new AtlasError('GROUP_NOT_FOUND', [groupId], { reason: 'unknown project' })
      context.project = project
    },
    projectByName(request, context) {
      const { groupName } = request.params as { groupName: string }
      context.project = projects.findByName(context.principal.orgId, groupName)
    },
    organization(request, context) {
      context.organization = organizationOf((request.params as { orgId: string }).orgId)
    },
    newOrganization(_request, context) {
      context.organization = organizationOf(context.newProject.orgId)
    },
    rate(request, context) {
      const { principal, operation } = context
      const { rateGroup } = operation
      const { groupId = '' } = request.params as { groupId?: string }
      const key = `${rateGroup} ${principal.id} ${groupId}`
      const rate = control.rates.count(principal.orgId, key, RATE_LIMITS[rateGroup])
      context.rate = rate
      if (!settings.rateLimits || !rate.isExceeded) return
      throw rateLimited(templateOf(request.routeOptions.url as string), rate)
    },
    projectMembership(request, { principal, project }) {
      if (principal.orgId === project.orgId) return
      authorize(request, false)
      throw new AtlasError('NOT_IN_GROUP', [], { reason: "another organization's project" })
    },
    organizationMembership(request, { principal, organization }) {
      if (principal.orgId === organization.id) return
      authorize(request, false)
      throw new AtlasError('USER_CANNOT_ACCESS_ORG', [], { reason: 'another organization' })
    },
    projectRole(request, context) {
      const { operation, project } = context
      const principal = store.principals.withRolesOn(project.id, context.principal)
      context.principal = (request.trace as Trace).principal = principal
      if (authorize(request, isPermitted(operation.operationId, principal, project))) return
      throw new AtlasError('USER_UNAUTHORIZED', [], {
        reason: 'role too weak',
        needed: PERMISSIONS[operation.operationId],
        had: principal.roles
      })
    },
    creatorRole(request, { operation, principal, organization }) {
      const { operationId } = operation
      if (authorize(request, isPermittedInOrganization(operationId, principal, organization.id))) return
      throw new AtlasError('NOT_ORG_GROUP_CREATOR', [organization.id], {
        reason: 'role too weak',
        needed: PERMISSIONS[operation.operationId],
        had: principal.roles
      })
    },
    /** Everybody may, but the list holds only what the caller may see. */
    memberRole(request) {
      authorize(request, true)
    },
    integrationType(request, context) {
      const { integrationType } = request.params as Record<string, string | undefined>
      if (integrationType !== undefined) context.integrationType = registry.resolve(integrationType)
    },
    query(request, context) {
      context.query = parseQuery(request.query as RawQuery, context.operation.query)
    },
    bodyType(request, { operation }) {
      if (operation.body) checkContentType(request.headers['content-type'])
      else ignoreContentType(request)
    },
    json(request) {
      request.body = parseJson(request.body as Buffer)
    },
    newProject(request, context) {
      context.newProject = projects.read(request.body)
    }
  } satisfies Record<CheckName, Check>

  const listOf = (names: readonly CheckName[]) => names.map(name => checks[name])
  const lists = Object.entries(CHECK_ORDER).map(([scope, { before, after }]) => [
    scope,
    { before: listOf(before), after: listOf(after) }
  ])
  return Object.fromEntries(lists) as Record<Scope, CheckList>
}

/** Notes what the role check said. */
function authorize(request: FastifyRequest, isAuthorized: boolean): boolean {
  const trace = request.trace as Trace
  trace.isAuthorized = isAuthorized
  return isAuthorized
}

/** A hook that runs checks one after the other, and waits only where one has to. */
export function runChecks(checks: readonly Check[]): onRequestHookHandler {
  return (request, reply, done) => {
    const context = request.atlas as Checked
    const runFrom = (first: number): Promise<void> | undefined => {
      for (let at = first; at < checks.length; at++) {
        const pending = (checks[at] as Check)(request, context, reply)
        if (pending) return pending.then(() => runFrom(at + 1))
      }
      return undefined
    }
    const pending = runFrom(0)
    if (pending) pending.then(() => done(), done)
    else done()
  }
}
