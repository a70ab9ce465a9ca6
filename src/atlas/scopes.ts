import type { IntegrationType } from '../integrations/registry.ts'
import type { Organization } from '../store/organizations.ts'
import type { Principal } from '../store/principals.ts'
import type { Project } from '../store/projects.ts'
import {
  countRequest,
  readQuery,
  requireCaller,
  requireListedAddress,
  requireOrganization,
  requireOrganizationRole,
  requireProject,
  requireProjectByName,
  requireProjectRole,
  requireSameCaller,
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
 * Each scope makes Atlas's checks in its order, which is inferred from the recorded cases: the first one that
 * fails answers, and a caller without the right learns nothing of what lies behind it.
 */

/** Who calls, from where, for which version: on every operation. */
async function enter({ request, reply, services, faults, surface }: Call) {
  const caller = await requireCaller(request, services)
  requireListedAddress(request, caller)
  await faults.apply('service', request, reply)
  request.record.enter('version')
  return { caller, mediaType: surface.negotiate(request.headers.accept, services.settings.accept) }
}

async function enterProject(call: Call) {
  const { request, services, operation } = call
  const { caller, mediaType } = await enter(call)
  const project = requireProject(request, services)
  countRequest(request, services, operation, caller)
  const member = requireProjectRole(request, services, operation.permission, caller, project)
  return { caller: member, mediaType, project }
}

/** A project named in the path. */
export async function projectScope(call: Call): Promise<ProjectScope> {
  const entered = await enterProject(call)
  return { ...entered, query: readQuery(call.request, call.operation) }
}

/** An integration type of a project, both named in the path. */
export async function integrationScope(call: Call): Promise<IntegrationScope> {
  const entered = await enterProject(call)
  const type = requireType(call.request, call.services)
  return { ...entered, type, query: readQuery(call.request, call.operation) }
}

/** A project of the caller's organization, named in the path by its name. */
export async function projectNameScope(call: Call): Promise<ProjectScope> {
  const { request, services, operation } = call
  const { caller, mediaType } = await enter(call)
  countRequest(request, services, operation, caller)
  const project = requireProjectByName(request, services, caller)
  const member = requireProjectRole(request, services, operation.permission, caller, project)
  return { caller: member, mediaType, project, query: readQuery(request, operation) }
}

/** An organization named in the path. */
export async function organizationScope(call: Call): Promise<OrganizationScope> {
  const { request, services, operation } = call
  const { caller, mediaType } = await enter(call)
  const organization = requireOrganization(request, services, request.record.received.params['orgId'] ?? '')
  countRequest(request, services, operation, caller)
  requireOrganizationRole(request, operation, caller, organization)
  return { caller, mediaType, organization, query: readQuery(request, operation) }
}

/** What the caller may see: everybody may call, and gets no more than that. */
export async function callerScope(call: Call): Promise<CallerScope> {
  const { request, services, operation } = call
  const { caller, mediaType } = await enter(call)
  countRequest(request, services, operation, caller)
  request.record.enter('authorization')
  return { caller, mediaType, query: readQuery(request, operation) }
}

/** An organization that the body names: its checks follow in {@link requireCreator}. */
export async function creatorScope(call: Call): Promise<CallerScope> {
  const { caller, mediaType } = await enter(call)
  return { caller, mediaType, query: readQuery(call.request, call.operation) }
}

/** Makes the checks again that the state decides: while the body arrived, it may have been replaced. */
export function requireProjectStill({ request, services, operation }: Call): Project {
  const caller = requireSameCaller(request, services)
  requireListedAddress(request, caller)
  const project = requireProject(request, services)
  requireProjectRole(request, services, operation.permission, caller, project)
  return project
}

/** Returns the caller as it is now, before a body is read that names an organization. */
export function requireCallerStill({ request, services }: Call): Principal {
  const caller = requireSameCaller(request, services)
  requireListedAddress(request, caller)
  return caller
}

/** Checks the organization that a body names, and the caller's role on it. */
export function requireCreator(
  { request, services, operation }: Call,
  caller: Principal,
  orgId: string
): void {
  const organization = requireOrganization(request, services, orgId)
  countRequest(request, services, operation, caller)
  requireOrganizationRole(request, operation, caller, organization)
}
