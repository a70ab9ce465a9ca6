import type * as wire from '../../types/wire.d.ts'
import { isPermitted, isPermittedInOrganization, presentRole, ROLE_REASONS } from '../auth/roles.ts'
import { asObject } from '../base/json.ts'
import type { OperationFacts } from '../catalogue/operation-facts.ts'
import { ORGANIZATION_ROLES, type Permission, PROJECT_ROLES } from '../catalogue/permissions.ts'
import type { Principal, RoleAssignment } from '../store/principals.ts'
import { readResponse } from './bodies.ts'
import type { Entry } from './entry.ts'

/** The roles that a caller has, and those that its requests require. */
export type LeastPrivilege = wire.LeastPrivilege['results'][number]

/** A use of a permission on a project or on the caller's organization. */
interface PermissionUse {
  permission: Permission
  /** Undefined: the call is on the organization. */
  projectId: string | undefined
  created: string | undefined
}

/** An entry that reached the role check. */
type CheckedEntry = Entry & {
  principal: Pick<Principal, 'id' | 'orgId'>
  operation: OperationFacts & { permission: Permission }
}

/**
 * Returns for each caller the smallest set of roles that permits its requests, in the order of first requests.
 * Ignores requests rejected before the role check, and those on resources of another organization.
 *
 * @param rolesOf returns all roles of a principal; an entry may have only some of them
 */
export function leastPrivilege(
  entries: readonly Entry[],
  rolesOf: (principalId: string) => readonly RoleAssignment[]
): LeastPrivilege[] {
  const callers = Map.groupBy(entries.filter(isChecked), ({ principal }) => principal.id)
  return [...callers].map(([id, requests]) => review(id, requests, rolesOf(id)))
}

function isChecked(entry: Entry): entry is CheckedEntry {
  const { authorization, reason, principal, operation } = entry
  if (principal === undefined || !operation?.permission) return false
  // Ignore rejections such as `project-foreign`: no role permits access to another organization.
  return authorization === 'accepted' || (authorization === 'rejected' && ROLE_REASONS.includes(reason?.code))
}

function review(
  id: string,
  requests: readonly CheckedEntry[],
  all: readonly RoleAssignment[]
): LeastPrivilege {
  const calls = requests.map(toCall)
  const { orgId } = (requests.at(-1) as CheckedEntry).principal
  // A caller owns the projects that it creates: ignore its role and its calls there.
  const own = new Set(calls.map(({ created }) => created))
  own.delete(undefined)
  const roles = all.filter(({ projectId }) => projectId === null || !own.has(projectId))
  const others = calls.filter(({ projectId }) => !own.has(projectId))
  const minimal = minimalRoles(others, orgId, roles)
  const required = minimal.flatMap(set => set.roles)
  const uncovered = minimal.filter(set => !set.isCovered).flatMap(set => set.roles)
  return {
    principal: id,
    roles: roles.map(presentRole),
    requiredRoles: required.map(presentRole),
    unused: without(roles, required).map(presentRole),
    missing: without(uncovered, roles).map(presentRole),
    requests: calls.length
  }
}

function toCall(entry: CheckedEntry): PermissionUse {
  const { operation, projectId, status } = entry
  const { permission, createsProject } = operation
  return {
    permission,
    projectId,
    created: createsProject && status === 201 ? responseId(entry) : undefined
  }
}

/** Returns the id in a response body, in an envelope or not. */
function responseId(entry: Entry): string | undefined {
  const body = readResponse(entry)
  const id = (asObject(body?.['content']) ?? body)?.['id']
  return typeof id === 'string' ? id : undefined
}

function without(roles: readonly RoleAssignment[], others: readonly RoleAssignment[]): RoleAssignment[] {
  const keyOf = ({ roleName, orgId, projectId }: RoleAssignment) => `${roleName} ${orgId ?? projectId}`
  const known = new Set(others.map(keyOf))
  return roles.filter(role => !known.has(keyOf(role)))
}

/**
 * Returns the fewest and weakest roles that permit some calls, and whether the caller's own roles do: for each project
 * the weakest sufficient role there, and an organization role only if no project role is sufficient.
 */
function minimalRoles(
  calls: readonly PermissionUse[],
  orgId: string,
  assigned: readonly RoleAssignment[]
): { roles: RoleAssignment[]; isCovered: boolean }[] {
  const isOnProject = ({ permission, projectId }: PermissionUse) =>
    projectId !== undefined && permission.project.length > 0
  const byProject = Map.groupBy(calls.filter(isOnProject), ({ projectId }) => projectId as string)
  const rolesOn = Map.groupBy(assigned, role => role.projectId)
  const onProjects = [...byProject].map(([projectId, projectCalls]) => {
    const own = { roles: [...(rolesOn.get(projectId) ?? []), ...(rolesOn.get(null) ?? [])] }
    const permissions = projectCalls.map(({ permission }) => permission)
    const sufficient = permissions.map(({ project }) => project)
    return {
      roles: weakest(sufficient, PROJECT_ROLES).map(roleName => ({
        roleName,
        orgId: null,
        projectId
      })),
      isCovered: permissions.every(permission => isPermitted(permission, own, { id: projectId, orgId }))
    }
  })
  const chosen = onProjects.flatMap(({ roles }) => roles)
  const others = calls.filter(call => !isOnProject(call) && !isMember(call, chosen))
  const sufficient = others.map(({ permission }) => permission.organization)
  const inOrganization = {
    roles: weakest(sufficient, ORGANIZATION_ROLES).map(roleName => ({
      roleName,
      orgId,
      projectId: null
    })),
    isCovered: others.every(
      call =>
        isPermittedInOrganization(call.permission, { roles: assigned }, orgId) || isMember(call, assigned)
    )
  }
  return [...onProjects, inOrganization]
}

/** Returns whether a role on any project permits a call on the organization. */
function isMember({ permission: { project } }: PermissionUse, roles: readonly RoleAssignment[]): boolean {
  if (project.length === 0) return false
  return roles.some(
    ({ projectId, roleName }) => projectId !== null && project.some(name => name === roleName)
  )
}

/** Returns the fewest and weakest roles that include one of each list. */
function weakest<Role>(sufficient: readonly (readonly Role[])[], all: readonly Role[]): Role[] {
  const chosen = new Set<Role>()
  // Shortest list first: its role may satisfy the longer lists too.
  for (const roles of sufficient.toSorted((a, b) => a.length - b.length)) {
    if (roles.some(role => chosen.has(role))) continue
    const role = all.findLast(name => roles.includes(name))
    if (role !== undefined) chosen.add(role)
  }
  return [...chosen]
}
