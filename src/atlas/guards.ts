import type { FastifyRequest } from 'fastify'
import { isPermitted, isPermittedInOrganization, PERMISSIONS, type Permission } from '../auth/roles.ts'
import { AtlasError } from '../errors.ts'
import { isAllowed, plainAddress } from '../http/addresses.ts'
import type { IntegrationType } from '../integrations/registry.ts'
import type { Services } from '../services.ts'
import type { Organization } from '../store/organizations.ts'
import type { Principal } from '../store/principals.ts'
import type { Project } from '../store/projects.ts'
import { checkContentType, hideContentType } from './body.ts'
import type { Operation } from './operation.ts'
import { parameterOf, parseQuery, type Query, type RawQuery } from './query.ts'
import { rateLimitError } from './rate-limit.ts'

const OBJECT_ID = new RegExp(parameterOf('groupId').schema.pattern as string)

/** @throws {AtlasError} IP_ADDRESS_NOT_ON_ACCESS_LIST */
export function requireAllowedAddress({ record, ip }: FastifyRequest, { accessList }: Principal): void {
  record.enter('accessList')
  if (isAllowed(accessList, ip)) return
  const address = plainAddress(ip)
  throw new AtlasError('IP_ADDRESS_NOT_ON_ACCESS_LIST', [address], { code: 'access-list', address })
}

/**
 * Returns the current state of the caller.
 *
 * @throws {AtlasError} UNAUTHENTICATED, BEARER_REFUSED or IP_ADDRESS_NOT_ON_ACCESS_LIST
 */
export function refreshCaller(request: FastifyRequest, { authenticator }: Services): Principal {
  const { record } = request
  record.enter('authentication')
  record.caller = authenticator.refresh(record)
  requireAllowedAddress(request, record.caller)
  return record.caller
}

/** @throws {AtlasError} INVALID_GROUP_ID or GROUP_NOT_FOUND */
export function requireProject({ record }: FastifyRequest, { store }: Services): Project {
  record.enter('path')
  const groupId = record.received.params['groupId'] ?? ''
  if (!OBJECT_ID.test(groupId)) {
    throw new AtlasError('INVALID_GROUP_ID', [groupId], { code: 'group-id-invalid' })
  }
  const project = store.projects.find(groupId)
  if (project) return project
  throw new AtlasError('GROUP_NOT_FOUND', [groupId], { code: 'project-unknown' })
}

/** @throws {AtlasError} NOT_IN_GROUP */
export function requireProjectByName(
  { record }: FastifyRequest,
  { projects }: Services,
  { orgId }: Principal
): Project {
  record.enter('path')
  return projects.findByName(orgId, record.received.params['groupName'] ?? '')
}

/** @throws {AtlasError} INVALID_ORG_ID or ORG_NOT_FOUND */
export function requireOrganization(
  { record }: FastifyRequest,
  { store }: Services,
  orgId: string
): Organization {
  record.enter('path')
  if (!OBJECT_ID.test(orgId)) throw new AtlasError('INVALID_ORG_ID', [orgId], { code: 'org-id-invalid' })
  const organization = store.organizations.find(orgId)
  if (organization) return organization
  throw new AtlasError('ORG_NOT_FOUND', [orgId], { code: 'organization-unknown' })
}

/**
 * Counts the request in the bucket of its caller and resource, for some resources of its project.
 *
 * @throws {AtlasError} RATE_LIMITED_TOKEN_BUCKET if rate limits are on and this one is exceeded
 */
export function countRequest(
  request: FastifyRequest,
  { settings, control }: Services,
  { rateGroup, rateLimit }: Operation,
  caller: Principal
): void {
  request.record.enter('limit')
  const project = rateLimit.scope === 'project' ? request.record.projectId : ''
  const rate = control.rates.count(caller.orgId, `${rateGroup} ${caller.id} ${project}`, rateLimit)
  request.record.rate = rate
  if (settings.rateLimits && rate.isExceeded) throw rateLimitError(request, rate)
}

/**
 * Returns the caller with all its roles on the project.
 *
 * @throws {AtlasError} NOT_IN_GROUP or USER_UNAUTHORIZED
 */
export function requireProjectRole(
  { record }: FastifyRequest,
  { store }: Services,
  permission: Permission,
  caller: Principal,
  project: Project
): Principal {
  record.enter('authorization')
  if (caller.orgId !== project.orgId) {
    throw new AtlasError('NOT_IN_GROUP', [], { code: 'project-foreign' })
  }
  const member = store.principals.withRolesOn(project.id, caller)
  record.caller = member
  if (isPermitted(permission, member, project)) return member
  throw new AtlasError('USER_UNAUTHORIZED', [], { code: 'role-insufficient' })
}

/**
 * Checks that the caller belongs to the organization and has a role there that permits the operation.
 *
 * @throws {AtlasError} USER_CANNOT_ACCESS_ORG, NOT_ORG_GROUP_CREATOR or USER_UNAUTHORIZED
 */
export function requireOrganizationRole(
  { record }: FastifyRequest,
  { permission }: Operation,
  caller: Principal,
  { id }: Organization
): void {
  record.enter('authorization')
  if (caller.orgId !== id)
    throw new AtlasError('USER_CANNOT_ACCESS_ORG', [], { code: 'organization-foreign' })
  // A role on any project makes the caller a member of the organization.
  if (permission.project.length > 0 || isPermittedInOrganization(permission, caller, id)) return
  const reason = { code: 'role-insufficient' } as const
  throw permission === PERMISSIONS.createProjects
    ? new AtlasError('NOT_ORG_GROUP_CREATOR', [id], reason)
    : new AtlasError('USER_UNAUTHORIZED', [], reason)
}

/** @throws {AtlasError} RESOURCE_NOT_FOUND, or the error of a type that Atlas rejects */
export function requireType({ record }: FastifyRequest, { registry }: Services): IntegrationType {
  record.enter('query')
  return registry.resolve(record.received.params['integrationType'] ?? '')
}

/** Returns the name of a limit. @throws {AtlasError} RESOURCE_NOT_FOUND for a name that Atlas does not document */
export function requireLimitName({ record }: FastifyRequest): string {
  record.enter('query')
  const name = record.received.params['limitName'] ?? ''
  if (parameterOf('limitName').schema.enum?.includes(name)) return name
  throw new AtlasError('RESOURCE_NOT_FOUND', [name], { code: 'document-unknown' })
}

/**
 * Parses the query, and checks the Content-Type if the operation has a body.
 *
 * @throws {AtlasError} INVALID_QUERY_PARAMETER or UNSUPPORTED_MEDIA_TYPE
 */
export function readQuery(request: FastifyRequest, operation: Operation): Query {
  request.record.enter('query')
  const query = parseQuery(request.query as RawQuery, operation.query)
  if (operation.body !== undefined) {
    request.record.enter('body')
    checkContentType(request.headers['content-type'])
  } else {
    hideContentType(request)
  }
  return query
}
