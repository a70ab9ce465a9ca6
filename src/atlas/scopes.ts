import type { IntegrationType } from '../integrations/registry.ts'
import type { Organization } from '../store/organizations.ts'
import type { Principal } from '../store/principals.ts'
import type { Project } from '../store/projects.ts'
import {
  countRequest,
  readQuery,
  refreshCaller,
  requireAllowedAddress,
  requireLimitName,
  requireOrganization,
  requireOrganizationRole,
  requireProject,
  requireProjectByName,
  requireProjectRole,
  requireType
} from './guards.ts'
import type { Call, CallerScope, OpenedCall } from './operation.ts'

export interface ProjectScope extends CallerScope {
  project: Project
}

export interface IntegrationScope extends ProjectScope {
  type: IntegrationType
}

export interface LimitScope extends ProjectScope {
  limitName: string
}

export interface OrganizationScope extends CallerScope {
  organization: Organization
}

/*
 * Not known: Atlas's order of checks; recorded is only that it rejects an unknown project before it counts the
 * request. The first failed check determines the response, so a caller without permission learns nothing about later
 * checks.
 */

/** Runs the checks of every operation: caller, address and version. */
export async function openCall(call: Call): Promise<OpenedCall> {
  const { request, reply, services, faults, surface, operation } = call
  const { record } = request
  const version = operation.method === 'GET' ? undefined : services.store.version()
  record.enter('authentication')
  record.caller = await services.authenticator.authenticate(record)
  requireAllowedAddress(request, record.caller)
  await faults.apply('service', request, reply)
  // The stored data may have changed during the fault's delay.
  const caller = record.fault ? refreshCaller(request, services) : record.caller
  record.enter('version')
  const mediaType = surface.negotiate(request.headers.accept, services.settings.accept, operation)
  return { caller, mediaType, version }
}

function openProject({ request, services, operation }: Call, opened: OpenedCall) {
  const project = requireProject(request, services)
  countRequest(request, services, operation, opened.caller)
  const caller = requireProjectRole(request, services, operation.permission, opened.caller, project)
  return { ...opened, caller, project }
}

/** Checks a call on the project whose id is in the path. */
export function projectScope(call: Call, opened: OpenedCall): ProjectScope {
  const scope = openProject(call, opened)
  return { ...scope, query: readQuery(call.request, call.operation) }
}

/** Checks a call on an integration type of a project, both in the path. */
export function integrationScope(call: Call, opened: OpenedCall): IntegrationScope {
  const scope = openProject(call, opened)
  const type = requireType(call.request, call.services)
  return { ...scope, type, query: readQuery(call.request, call.operation) }
}

/** Checks a call on a limit of a project, both in the path. */
export function limitScope(call: Call, opened: OpenedCall): LimitScope {
  const scope = openProject(call, opened)
  const limitName = requireLimitName(call.request)
  return { ...scope, limitName, query: readQuery(call.request, call.operation) }
}

/** Checks a call on the project of the caller's organization whose name is in the path. */
export function projectNameScope({ request, services, operation }: Call, opened: OpenedCall): ProjectScope {
  countRequest(request, services, operation, opened.caller)
  const project = requireProjectByName(request, services, opened.caller)
  const caller = requireProjectRole(request, services, operation.permission, opened.caller, project)
  return { ...opened, caller, project, query: readQuery(request, operation) }
}

/** Checks a call on the organization whose id is in the path. */
export function organizationScope(
  { request, services, operation }: Call,
  opened: OpenedCall
): OrganizationScope {
  const organization = requireOrganization(request, services, request.record.received.params['orgId'] ?? '')
  countRequest(request, services, operation, opened.caller)
  requireOrganizationRole(request, operation, opened.caller, organization)
  return { ...opened, organization, query: readQuery(request, operation) }
}

/** Checks a call on everything visible to the caller; every caller is permitted. */
export function callerScope({ request, services, operation }: Call, opened: OpenedCall): CallerScope {
  countRequest(request, services, operation, opened.caller)
  request.record.enter('authorization')
  return { ...opened, query: readQuery(request, operation) }
}

/** Checks a call whose body names an organization; {@link requireProjectCreator} checks that organization. */
export function creatorScope({ request, operation }: Call, opened: OpenedCall): CallerScope {
  return { ...opened, query: readQuery(request, operation) }
}

/** Returns the scope after repeating the checks of stored data, if it has changed while the body arrived. */
export function recheckProject<Scope extends ProjectScope>(
  { request, services, operation }: Call,
  scope: Scope
): Scope {
  if (scope.version === services.store.version()) return scope
  const caller = refreshCaller(request, services)
  const project = requireProject(request, services)
  requireProjectRole(request, services, operation.permission, caller, project)
  return { ...scope, project }
}

/** Does the same for an organization. */
export function recheckOrganization(
  { request, services, operation }: Call,
  scope: OrganizationScope
): OrganizationScope {
  if (scope.version === services.store.version()) return scope
  const caller = refreshCaller(request, services)
  const organization = requireOrganization(request, services, scope.organization.id)
  requireOrganizationRole(request, operation, caller, organization)
  return { ...scope, organization }
}

/** Returns the caller after repeating its checks, if stored data has changed while the body arrived. */
export function recheckCaller({ request, services }: Call, scope: OpenedCall): Principal {
  return scope.version === services.store.version() ? scope.caller : refreshCaller(request, services)
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
