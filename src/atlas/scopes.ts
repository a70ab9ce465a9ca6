import type { IntegrationType } from '../integrations/registry.ts'
import type { Organization } from '../store/organizations.ts'
import type { Principal } from '../store/principals.ts'
import type { Project } from '../store/projects.ts'
import {
  countRequest,
  readQuery,
  refreshCaller,
  requireAllowedAddress,
  requireCaller,
  requireOrganization,
  requireOrganizationRole,
  requireProject,
  requireProjectByName,
  requireProjectRole,
  requireType
} from './guards.ts'
import type { Call, CallerScope } from './operation.ts'

export interface ProjectScope extends CallerScope {
  project: Project
}

export interface IntegrationScope extends ProjectScope {
  type: IntegrationType
}

export interface OrganizationScope extends CallerScope {
  organization: Organization
}

/*
 * Each scope runs the checks in Atlas's order, which is inferred from recordings. The first failed check determines
 * the response, so a caller without permission learns nothing about later checks.
 */

/** Runs the checks of every operation: caller, address and version. */
async function openScope({ request, reply, services, faults, surface }: Call) {
  const known = await requireCaller(request, services)
  requireAllowedAddress(request, known)
  await faults.apply('service', request, reply)
  // The stored data may have changed during the fault's delay.
  const caller = request.record.fault ? recheckCaller({ request, services }) : known
  request.record.enter('version')
  return { caller, mediaType: surface.negotiate(request.headers.accept, services.settings.accept) }
}

async function openProjectScope(call: Call) {
  const { request, services, operation } = call
  const { caller, mediaType } = await openScope(call)
  const project = requireProject(request, services)
  countRequest(request, services, operation, caller)
  const member = requireProjectRole(request, services, operation.permission, caller, project)
  return { caller: member, mediaType, project }
}

/** Checks a call on the project whose id is in the path. */
export async function projectScope(call: Call): Promise<ProjectScope> {
  const scope = await openProjectScope(call)
  return { ...scope, query: readQuery(call.request, call.operation) }
}

/** Checks a call on an integration type of a project, both in the path. */
export async function integrationScope(call: Call): Promise<IntegrationScope> {
  const scope = await openProjectScope(call)
  const type = requireType(call.request, call.services)
  return { ...scope, type, query: readQuery(call.request, call.operation) }
}

/** Checks a call on the project of the caller's organization whose name is in the path. */
export async function projectNameScope(call: Call): Promise<ProjectScope> {
  const { request, services, operation } = call
  const { caller, mediaType } = await openScope(call)
  countRequest(request, services, operation, caller)
  const project = requireProjectByName(request, services, caller)
  const member = requireProjectRole(request, services, operation.permission, caller, project)
  return { caller: member, mediaType, project, query: readQuery(request, operation) }
}

/** Checks a call on the organization whose id is in the path. */
export async function organizationScope(call: Call): Promise<OrganizationScope> {
  const { request, services, operation } = call
  const { caller, mediaType } = await openScope(call)
  const organization = requireOrganization(request, services, request.record.received.params['orgId'] ?? '')
  countRequest(request, services, operation, caller)
  requireOrganizationRole(request, operation, caller, organization)
  return { caller, mediaType, organization, query: readQuery(request, operation) }
}

/** Checks a call on everything visible to the caller; every caller is permitted. */
export async function callerScope(call: Call): Promise<CallerScope> {
  const { request, services, operation } = call
  const { caller, mediaType } = await openScope(call)
  countRequest(request, services, operation, caller)
  request.record.enter('authorization')
  return { caller, mediaType, query: readQuery(request, operation) }
}

/** Checks a call whose body names an organization; {@link requireProjectCreator} checks that organization. */
export async function creatorScope(call: Call): Promise<CallerScope> {
  const { caller, mediaType } = await openScope(call)
  return { caller, mediaType, query: readQuery(call.request, call.operation) }
}

/** Repeats the checks that depend on stored data, which may have changed while the body arrived. */
export function recheckProject({ request, services, operation }: Call): Project {
  const caller = recheckCaller({ request, services })
  const project = requireProject(request, services)
  requireProjectRole(request, services, operation.permission, caller, project)
  return project
}

/** Repeats the checks of the caller, whose data may have changed while the body arrived. */
export function recheckCaller({ request, services }: Pick<Call, 'request' | 'services'>): Principal {
  const caller = refreshCaller(request, services)
  requireAllowedAddress(request, caller)
  return caller
}

/** Checks the organization that the body names and the caller's role in it. */
export function requireProjectCreator(
  { request, services, operation }: Call,
  caller: Principal,
  orgId: string
): void {
  const organization = requireOrganization(request, services, orgId)
  countRequest(request, services, operation, caller)
  requireOrganizationRole(request, operation, caller, organization)
}
