import type * as wire from '../../types/wire.d.ts'
import {
  isPermitted,
  isPermittedInOrganization,
  ORGANIZATION_ROLES,
  type Permission,
  PROJECT_ROLES,
  presentRole
} from '../auth/roles.ts'
import type { OperationFacts } from '../operation.ts'
import type { Principal, RoleAssignment } from '../store/principals.ts'
import { readResponse } from './bodies.ts'
import type { Entry } from './entry.ts'
import { asObject } from './json.ts'

/** The roles that a caller has, and those that its requests need. */
export type LeastPrivilege = wire.LeastPrivilege['results'][number]

/** A call on a project or on the caller's organization. */
interface Call {
  permission: Permission
  /** Undefined: the call is on the organization. */
  projectId: string | undefined
}

/** An entry that reached the role check. */
type CheckedEntry = Entry & { principal: Pick<Principal, 'id' | 'orgId'>; operation: GuardedOperation }

type GuardedOperation = OperationFacts & Required<Pick<OperationFacts, 'permission'>>

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
  const checked = entries.filter(isChecked)
  return [...Map.groupBy(checked, ({ principal }) => principal.id)].map(([id, requests]) =>
    review(requests, rolesOf(id))
  )
}

function isChecked(entry: Entry): entry is CheckedEntry {
  const { role, reason, principal, operation } = entry
  if (principal === undefined || !operation?.permission) return false
  // Ignore rejections such as `project-foreign`: no role permits access to another organization.
  return role === 'accepted' || (role === 'refused' && reason?.code === 'role-insufficient')
}

function review(entries: readonly CheckedEntry[], roles: readonly RoleAssignment[]): LeastPrivilege {
  const { id, orgId } = (entries.at(-1) as CheckedEntry).principal
  // A caller owns the projects that it creates: ignore its role and its calls there.
  const created = new Set(entries.map(createdProject))
  created.delete(undefined)
  const had = roles.filter(({ projectId }) => projectId === null || !created.has(projectId))
  const calls = entries.map(toCall).filter(({ projectId }) => !created.has(projectId))
  const minimal = minimalRoles(calls, orgId, had)
  const needed = minimal.flatMap(set => set.roles)
  const uncovered = minimal.filter(set => !set.isCovered).flatMap(set => set.roles)
  return {
    principal: id,
    had: had.map(presentRole),
    needed: needed.map(presentRole),
    unused: without(had, needed).map(presentRole),
    missing: without(uncovered, had).map(presentRole),
    requests: entries.length
  }
}

function toCall(entry: CheckedEntry): Call {
  const { operation, projectId } = entry
  const returned = operation.project === 'returned' ? responseId(entry) : undefined
  return { permission: operation.permission, projectId: projectId ?? returned }
}

function createdProject(entry: CheckedEntry): string | undefined {
  return entry.operation.project === 'created' && entry.status === 201 ? responseId(entry) : undefined
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
  calls: readonly Call[],
  orgId: string,
  had: readonly RoleAssignment[]
): { roles: RoleAssignment[]; isCovered: boolean }[] {
  const isOnProject = ({ permission, projectId }: Call) =>
    projectId !== undefined && permission.project.length > 0
  const byProject = Map.groupBy(calls.filter(isOnProject), ({ projectId }) => projectId as string)
  const rolesOn = Map.groupBy(had, role => role.projectId)
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
      call => isPermittedInOrganization(call.permission, { roles: had }, orgId) || isMember(call, had)
    )
  }
  return [...onProjects, inOrganization]
}

/** Returns whether a role on any project permits a call on the organization. */
function isMember({ permission: { project } }: Call, roles: readonly RoleAssignment[]): boolean {
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
