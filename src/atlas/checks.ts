import type { FastifyRequest } from 'fastify'
import type { Proof } from '../auth/authenticator.ts'
import { isAddressPermitted, isPermitted, isPermittedInOrganization } from '../auth/roles.ts'
import { pathOf } from '../base/request-target.ts'
import { AtlasError, OAuthError } from '../catalogue/errors.ts'
import { PERMISSIONS, type Permission, READ } from '../catalogue/permissions.ts'
import { plainAddress } from '../http/addresses.ts'
import type { IntegrationType } from '../integrations/registry.ts'
import type { Check } from '../journal/request-record.ts'
import { rateLimitError } from '../rate-limits/rate-limits.ts'
import type { Services } from '../services.ts'
import type { Organization } from '../store/organizations.ts'
import type { Principal } from '../store/principals.ts'
import type { Project } from '../store/projects.ts'
import type { Call, CheckedCall } from './atlas-operation.ts'
import { parseBody } from './body.ts'
import { OBJECT_ID, parameterOf, parseQuery, type Query, type RawQuery } from './query.ts'

/** The caller, after a list of checks has identified it. */
interface Identified {
  caller?: Principal
}

/** A check and the name under which the journal shows its outcome. */
interface NamedCheck<Given> {
  name: Check
  check(call: Given, proved: object): object | undefined
}

/**
 * An ordered list of checks. Each receives what those before it have proved, and adds to it. The first that throws
 * determines the response, so a caller without permission learns nothing about later checks.
 */
export class Checks<Given extends CheckedCall, Proved extends object> {
  readonly #list: readonly NamedCheck<Given>[]
  readonly #names: readonly Check[]

  constructor(list: readonly NamedCheck<Given>[] = []) {
    this.#list = list
    this.#names = list.map(({ name }) => name)
  }

  /** Returns the list with one more check at its end, which may need more of the call than those before. */
  and<More extends object, Special extends Given = Given>(
    name: Check,
    check: (call: Special, proved: Proved) => More
  ): Checks<Special, Proved & More>
  and<Special extends Given = Given>(
    name: Check,
    check: (call: Special, proved: Proved) => undefined
  ): Checks<Special, Proved>
  and(name: Check, check: (call: never, proved: Proved) => object | undefined) {
    return new Checks([...this.#list, { name, check: check as NamedCheck<Given>['check'] }])
  }

  /** Returns the list with a check of the body at its end. @param read validates the parsed JSON */
  withBody<Input>(
    read: (body: unknown, proved: Proved, call: Given) => Input
  ): Checks<Given, Proved & { input: Input }> {
    return this.and('body', (call: Given, proved) => ({ input: read(parseBody(call.request), proved, call) }))
  }

  /**
   * Runs the checks in order, and records their outcome.
   *
   * @throws {AtlasError | OAuthError} the error of the first check that rejects the request
   */
  run(call: Given): Proved {
    const { record } = call.request
    const proved: Identified = {}
    let passed = 0
    let rejectedBy: Check | undefined
    try {
      for (const { check } of this.#list) {
        Object.assign(proved, check(call, proved))
        passed++
      }
      return proved as Proved
    } catch (error) {
      if (error instanceof AtlasError || error instanceof OAuthError) rejectedBy = this.#names[passed]
      throw error
    } finally {
      record.settle(proved.caller, this.#names.slice(0, passed), rejectedBy)
    }
  }
}

/** An alias: the declarations of the check lists cannot name an interface that is not exported. */
type WithCaller = { caller: Principal }

interface InProject extends WithCaller {
  project: Pick<Project, 'id' | 'orgId'>
}

interface InOrganization extends WithCaller {
  organization: Organization
}

/**
 * Verifies the credentials of a request. {@link identifyCaller} checks later whether their owner may still use them.
 *
 * @throws {AtlasError} UNAUTHENTICATED or BEARER_REFUSED
 */
export function verifyCredentials({ record }: FastifyRequest, { authenticator }: Services): void {
  try {
    record.authenticate(authenticator.verify(record.authorization, record.received))
  } catch (error) {
    if (error instanceof AtlasError) record.authenticate(undefined)
    throw error
  }
}

/** Returns the owner of the verified credentials. @throws {AtlasError} UNAUTHENTICATED or BEARER_REFUSED */
export function identifyCaller({ request, services }: CheckedCall): WithCaller {
  const { proof, projectId } = request.record
  return { caller: services.authenticator.identify(proof as Proof, projectId) }
}

/** @throws {AtlasError} ORG_REQUIRES_ACCESS_LIST or IP_ADDRESS_NOT_ON_ACCESS_LIST */
function requireAllowedAddress({ request: { record } }: CheckedCall, { caller }: WithCaller): undefined {
  const ip = record.received.address
  if (isAddressPermitted(caller, ip)) return
  const address = plainAddress(ip)
  // An empty list is rejected only if the organization requires one.
  if (caller.accessList.length === 0) {
    throw new AtlasError('ORG_REQUIRES_ACCESS_LIST', [address], { code: 'access-list-missing', address })
  }
  throw new AtlasError('IP_ADDRESS_NOT_ON_ACCESS_LIST', [address], { code: 'access-list', address })
}

/** Returns the Content-Type of the response. @throws {AtlasError} INVALID_VERSION_DATE */
function negotiateVersion({ request, services, apiVersion, operation }: Call): { mediaType: string } {
  const { accept } = request.record.received.headers
  return { mediaType: apiVersion.negotiate(accept, services.settings.accept, operation) }
}

/** Returns the project whose id is in the path. @throws {AtlasError} INVALID_GROUP_ID or GROUP_NOT_FOUND */
function findProject({ request, services }: Call): { project: Project } {
  const groupId = parameter(request, 'groupId')
  if (!OBJECT_ID.test(groupId)) {
    throw new AtlasError('INVALID_GROUP_ID', [groupId], { code: 'group-id-invalid' })
  }
  const project = services.store.projects.find(groupId)
  if (project) return { project }
  throw new AtlasError('GROUP_NOT_FOUND', [groupId], { code: 'project-unknown' })
}

/**
 * Returns the project to delete, also one that the caller could have deleted and that was just deleted: then with the
 * roles that the caller had on it.
 *
 * @throws {AtlasError} INVALID_GROUP_ID or GROUP_NOT_FOUND
 */
function findProjectToDelete(
  call: Call,
  { caller }: WithCaller
): WithCaller & { project: Pick<Project, 'id' | 'orgId'> } {
  const { request, services, operation } = call
  const removed = services.projects.findRemoved(parameter(request, 'groupId'), caller)
  if (removed && isPermitted(operation.permission, removed.caller, removed.project)) return removed
  return { caller, ...findProject(call) }
}

/** Returns the project of the caller's organization whose name is in the path. @throws {AtlasError} NOT_IN_GROUP */
function findProjectByName(
  { request, services }: Call,
  { caller }: WithCaller
): WithCaller & { project: Project } {
  const project = services.projects.findByName(caller.orgId, parameter(request, 'groupName'))
  request.record.locatedId = project.id
  // Now the project is known whose roles the caller needs.
  return { project, caller: services.authenticator.identify(request.record.proof as Proof, project.id) }
}

/** Returns the organization whose id is in the path. @throws {AtlasError} INVALID_ORG_ID or ORG_NOT_FOUND */
function findOrganization(call: Call): { organization: Organization } {
  return organizationOf(call, parameter(call.request, 'orgId'))
}

/** Returns the organization that the body names. @throws {AtlasError} INVALID_ORG_ID or ORG_NOT_FOUND */
function findOrganizationOfBody(
  call: Call,
  { input }: { input: { orgId: string } }
): { organization: Organization } {
  return organizationOf(call, input.orgId)
}

function organizationOf({ services }: Call, orgId: string): { organization: Organization } {
  if (!OBJECT_ID.test(orgId)) throw new AtlasError('INVALID_ORG_ID', [orgId], { code: 'org-id-invalid' })
  const organization = services.store.organizations.find(orgId)
  if (organization) return { organization }
  throw new AtlasError('ORG_NOT_FOUND', [orgId], { code: 'organization-unknown' })
}

/**
 * Counts the request in the bucket of its caller and resource, for some resources of its project.
 *
 * @throws {AtlasError} RATE_LIMITED_TOKEN_BUCKET if rate limits are on and this one is exceeded
 */
function countRequest({ request, services, operation }: Call, { caller }: WithCaller): undefined {
  const { settings, rates } = services
  const { record } = request
  const { rateGroup, rateLimit } = operation
  const project = rateLimit.scope === 'project' ? record.projectId : ''
  const rate = rates.count(caller.orgId, `${rateGroup} ${caller.id} ${project}`, rateLimit)
  record.rate = rate
  if (settings.rateLimits && rate.isExceeded) throw rateLimitError(request, rate)
}

/** @throws {AtlasError} NOT_IN_GROUP, USER_CANNOT_ACCESS_GROUP or USER_UNAUTHORIZED */
function requireProjectRole({ operation, services }: Call, { caller, project }: InProject): undefined {
  const { permission } = operation
  if (caller.orgId !== project.orgId) throw new AtlasError('NOT_IN_GROUP', [], { code: 'project-foreign' })
  const isMember = isPermitted(READ, caller, project)
  if (isMember && isPermitted(permission, caller, project)) return
  const place = services.store.projects.find(project.id)?.name ?? project.id
  if (isMember) throw new AtlasError('USER_UNAUTHORIZED', [], insufficientRole(caller, permission, place))
  const reason = { code: 'project-role-missing', principal: caller.id, place } as const
  throw new AtlasError('USER_CANNOT_ACCESS_GROUP', [], reason)
}

/** Returns the reason of a rejection. @param place name of the project or the organization */
function insufficientRole(caller: Principal, { project, organization }: Permission, place: string) {
  const roles = caller.roles.map(({ roleName }) => roleName)
  const required = [...project, ...organization]
  return { code: 'role-insufficient', principal: caller.id, roles, place, required } as const
}

/**
 * Checks that the caller belongs to the organization and has a role there that permits the operation.
 *
 * @throws {AtlasError} USER_CANNOT_ACCESS_ORG, NOT_ORG_GROUP_CREATOR or USER_UNAUTHORIZED
 */
function requireOrganizationRole(
  { operation: { permission } }: Call,
  { caller, organization: { id, name } }: InOrganization
): undefined {
  if (caller.orgId !== id)
    throw new AtlasError('USER_CANNOT_ACCESS_ORG', [], { code: 'organization-foreign' })
  // A role on any project makes the caller a member of the organization.
  if (permission.project.length > 0 || isPermittedInOrganization(permission, caller, id)) return
  const reason = insufficientRole(caller, permission, name)
  throw permission === PERMISSIONS.createProjects
    ? new AtlasError('NOT_ORG_GROUP_CREATOR', [id], reason)
    : new AtlasError('USER_UNAUTHORIZED', [], reason)
}

/** Accepts every caller. */
function allowAll(): undefined {}

/** Returns the type in the path. @throws {AtlasError} RESOURCE_NOT_FOUND, or the error of a type that Atlas rejects */
function findType({ request, services }: Call): { type: IntegrationType } {
  const name = parameter(request, 'integrationType')
  const type = services.registry.ofPath(name)
  if (type) return { type }
  throw new AtlasError('RESOURCE_NOT_FOUND', [pathOf(request)], {
    code: 'type-unknown',
    integrationType: name
  })
}

/** Returns the limit in the path. @throws {AtlasError} RESOURCE_NOT_FOUND for a name that Atlas does not document */
function findLimit({ request }: Call): { limitName: string } {
  const limitName = parameter(request, 'limitName')
  if (parameterOf('limitName').schema.enum?.includes(limitName)) return { limitName }
  throw new AtlasError('RESOURCE_NOT_FOUND', [pathOf(request)], { code: 'limit-unknown' })
}

/** Returns the query parameters. @throws {AtlasError} INVALID_QUERY_PARAMETER */
function readQuery({ request, operation }: Call): { query: Query } {
  return { query: parseQuery(request.query as RawQuery, operation.query) }
}

function parameter({ record }: FastifyRequest, name: string): string {
  return record.received.params[name] ?? ''
}

/*
 * The checks of each kind of operation, in order. Atlas's order is not known, except that Atlas rejects an unknown
 * project before it counts the request (recorded).
 */

/** The checks of a request whose credentials are verified. */
export const IDENTITY = new Checks<CheckedCall, object>()
  .and('authentication', identifyCaller)
  .and('accessList', requireAllowedAddress)

const VERSIONED = IDENTITY.and('version', negotiateVersion)

/** For operations on everything visible to the caller. */
export const VISIBLE = VERSIONED.and('limit', countRequest)
  .and('authorization', allowAll)
  .and('query', readQuery)

/** For operations on the project whose id is in the path, without the check of the query. */
const MEMBER = VERSIONED.and('path', findProject)
  .and('limit', countRequest)
  .and('authorization', requireProjectRole)

/** For operations on the project whose id is in the path. */
export const PROJECT = MEMBER.and('query', readQuery)

/** For the deletion of the project whose id is in the path. */
export const DELETION = VERSIONED.and('path', findProjectToDelete)
  .and('limit', countRequest)
  .and('authorization', requireProjectRole)
  .and('query', readQuery)

/** For operations on an integration type of a project, both in the path. */
export const INTEGRATION = MEMBER.and('query', findType).and('query', readQuery)

/** For operations on a limit of a project, both in the path. */
export const LIMIT = MEMBER.and('query', findLimit).and('query', readQuery)

/** For operations on the project of the caller's organization whose name is in the path. */
export const PROJECT_NAME = VERSIONED.and('limit', countRequest)
  .and('path', findProjectByName)
  .and('authorization', requireProjectRole)
  .and('query', readQuery)

/** For operations on the organization whose id is in the path. */
export const ORGANIZATION = VERSIONED.and('path', findOrganization)
  .and('limit', countRequest)
  .and('authorization', requireOrganizationRole)
  .and('query', readQuery)

/** For the creation of a project, whose body names the organization. */
export const CREATOR = VERSIONED.and('query', readQuery)
  .withBody((body, _proved, { services }) => services.projects.read(body))
  .and('path', findOrganizationOfBody)
  .and('limit', countRequest)
  .and('authorization', requireOrganizationRole)

export type ProjectAccess = ReturnType<typeof PROJECT.run>

export type OrganizationAccess = ReturnType<typeof ORGANIZATION.run>
