import type { FastifyRequest } from 'fastify'
import { isAllowed, plainAddress } from '../auth/access-list.ts'
import { isPermitted, isPermittedInOrganization, PERMISSIONS } from '../auth/roles.ts'
import { AtlasError } from '../errors.ts'
import type { Services } from '../services.ts'
import type { Organization } from '../store/organizations.ts'
import { targetOf } from './address.ts'
import { checkContentType, ignoreContentType, parseJson } from './body.ts'
import type { Checked, Scope } from './operation.ts'
import { parameterOf, parseQuery, type RawQuery } from './query.ts'
import type { RateCounter } from './rate-limit.ts'

/**
 * One step of the way from a request to its handler; a step that refuses throws. Of the context it may read
 * what the steps before it in its list have established.
 */
type Check = (request: FastifyRequest, context: Checked) => void | Promise<void>

/** A scope's checks in Atlas's order of refusals: before the body is read, and after. */
export interface CheckList {
  before: readonly Check[]
  after: readonly Check[]
}

const OBJECT_ID = new RegExp(parameterOf('groupId').schema.pattern as string)

/**
 * The checks of each scope. The first fault wins, and a caller without the right learns nothing of what lies
 * behind it. The order is inferred from the recorded cases.
 */
export function createChecks(services: Services, rates: RateCounter): Readonly<Record<Scope, CheckList>> {
  const { settings, store, authenticator, registry, projects } = services

  const organizationOf = (orgId: string): Organization => {
    if (!OBJECT_ID.test(orgId)) {
      throw new AtlasError('INVALID_ORG_ID', [orgId], { reason: 'orgId is no organization id' })
    }
    const organization = store.organizations.find(orgId)
    if (!organization) throw new AtlasError('ORG_NOT_FOUND', [orgId], { reason: 'unknown organization' })
    return organization
  }

  const checks = {
    async authenticate(request, context) {
      context.principal = await authenticator.authenticate({
        method: request.method,
        target: targetOf(request),
        authorization: request.headers.authorization
      })
    },
    accessList(request, { principal }) {
      if (isAllowed(principal.accessList, request.ip)) return
      const address = plainAddress(request.ip)
      const reason = "address not on the caller's access list"
      throw new AtlasError('IP_ADDRESS_NOT_ON_ACCESS_LIST', [address], { reason, address })
    },
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
    rate(_request, context) {
      context.rate = rates.count(context.principal.id, context.operation.rateGroup)
    },
    projectMembership(_request, { principal, project }) {
      if (principal.orgId === project.orgId) return
      throw new AtlasError('NOT_IN_GROUP', [], { reason: "another organization's project" })
    },
    organizationMembership(_request, { principal, organization }) {
      if (principal.orgId === organization.id) return
      throw new AtlasError('USER_CANNOT_ACCESS_ORG', [], { reason: 'another organization' })
    },
    projectRole(_request, { operation, principal, project }) {
      if (isPermitted(operation.operationId, principal, project)) return
      throw new AtlasError('USER_UNAUTHORIZED', [], {
        reason: 'role too weak',
        needed: PERMISSIONS[operation.operationId],
        had: principal.roles
      })
    },
    creatorRole(_request, { operation, principal, organization }) {
      if (isPermittedInOrganization(operation.operationId, principal, organization.id)) return
      throw new AtlasError('NOT_ORG_GROUP_CREATOR', [organization.id], {
        reason: 'role too weak',
        needed: PERMISSIONS[operation.operationId],
        had: principal.roles
      })
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
    json(request, { operation }) {
      if (operation.body) request.body = parseJson(request.body as Buffer)
    },
    newProject(request, context) {
      context.newProject = projects.read(request.body)
    }
  } satisfies Record<string, Check>

  const { authenticate, accessList, version, rate, query, bodyType, json } = checks
  const entrance = [authenticate, accessList, version]
  return {
    project: {
      before: [
        ...entrance,
        checks.project,
        rate,
        checks.projectMembership,
        checks.projectRole,
        checks.integrationType,
        query,
        bodyType
      ],
      after: [json]
    },
    organization: {
      before: [...entrance, checks.organization, rate, checks.organizationMembership, query, bodyType],
      after: []
    },
    caller: { before: [...entrance, rate, query, bodyType], after: [] },
    projectName: {
      before: [...entrance, rate, checks.projectByName, checks.projectRole, query, bodyType],
      after: []
    },
    newProject: {
      before: [...entrance, query, bodyType],
      after: [
        json,
        checks.newProject,
        checks.newOrganization,
        rate,
        checks.organizationMembership,
        checks.creatorRole
      ]
    }
  }
}

/** Runs checks one after the other; waits only where one has to. */
export function runChecks(checks: readonly Check[]) {
  return async function check(request: FastifyRequest): Promise<void> {
    const context = request.atlas as Checked
    for (const step of checks) {
      const pending = step(request, context)
      if (pending) await pending
    }
  }
}
