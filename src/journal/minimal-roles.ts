import {
  isPermitted,
  isPermittedInOrganization,
  type ORGANIZATION_ROLES,
  type Permission,
  type PROJECT_ROLES
} from '../auth/roles.ts'
import type { Principal, RoleAssignment } from '../store/principals.ts'

/** A call on a project or on the caller's organization. */
export interface Call {
  permission: Permission
  /** Undefined: the call is on the organization. */
  projectId: string | undefined
}

/** The minimal roles for the calls on one project, or on the organization. */
export interface MinimalRoles {
  roles: RoleAssignment[]
  /** Whether the caller's roles permit the calls. */
  isCovered: boolean
}

type Caller = Pick<Principal, 'orgId' | 'roles'>

/** Project roles from the weakest to the strongest, by their permissions in Atlas's documentation. */
export const PROJECT_ROLES_BY_STRENGTH: readonly (typeof PROJECT_ROLES)[number][] = [
  'GROUP_READ_ONLY',
  'GROUP_OBSERVABILITY_VIEWER',
  'GROUP_SEARCH_INDEX_EDITOR',
  'GROUP_DATA_ACCESS_READ_ONLY',
  'GROUP_DATA_ACCESS_READ_WRITE',
  'GROUP_DATA_ACCESS_ADMIN',
  'GROUP_DATABASE_ACCESS_ADMIN',
  'GROUP_BACKUP_MANAGER',
  'GROUP_STREAM_PROCESSING_OWNER',
  'GROUP_CLUSTER_MANAGER',
  'GROUP_OWNER'
]

/** Organization roles from the weakest to the strongest, by the same documentation. */
export const ORGANIZATION_ROLES_BY_STRENGTH: readonly (typeof ORGANIZATION_ROLES)[number][] = [
  'ORG_MEMBER',
  'ORG_BILLING_READ_ONLY',
  'ORG_READ_ONLY',
  'ORG_BILLING_ADMIN',
  'ORG_STREAM_PROCESSING_ADMIN',
  'ORG_GROUP_CREATOR',
  'ORG_OWNER'
]

/**
 * Returns the fewest and weakest roles that permit some calls: for each project the weakest sufficient role there,
 * and an organization role only if no project role is sufficient.
 */
export function minimalRoles(calls: readonly Call[], caller: Caller): MinimalRoles[] {
  const isOnProject = ({ permission, projectId }: Call) =>
    projectId !== undefined && permission.project.length > 0
  const byProject = Map.groupBy(calls.filter(isOnProject), ({ projectId }) => projectId as string)
  const { orgId } = caller
  const rolesOn = Map.groupBy(caller.roles, role => role.projectId)
  const onProjects = [...byProject].map(([projectId, projectCalls]) => {
    const roles = [...(rolesOn.get(projectId) ?? []), ...(rolesOn.get(null) ?? [])]
    return projectRoles(projectId, projectCalls, { orgId, roles })
  })
  const chosen = onProjects.flatMap(({ roles }) => roles)
  const others = calls.filter(call => !isOnProject(call) && !isMember(call, chosen))
  return [...onProjects, organizationRoles(others, caller)]
}

function projectRoles(projectId: string, calls: readonly Call[], caller: Caller): MinimalRoles {
  const project = { id: projectId, orgId: caller.orgId }
  const sufficient = calls.map(({ permission }) => permission.project)
  return {
    roles: weakest(sufficient, PROJECT_ROLES_BY_STRENGTH).map(roleName => ({
      roleName,
      orgId: null,
      projectId
    })),
    isCovered: calls.every(({ permission }) => isPermitted(permission, caller, project))
  }
}

function organizationRoles(calls: readonly Call[], caller: Caller): MinimalRoles {
  const { orgId } = caller
  const sufficient = calls.map(({ permission }) => permission.organization)
  return {
    roles: weakest(sufficient, ORGANIZATION_ROLES_BY_STRENGTH).map(roleName => ({
      roleName,
      orgId,
      projectId: null
    })),
    isCovered: calls.every(
      call => isPermittedInOrganization(call.permission, caller, orgId) || isMember(call, caller.roles)
    )
  }
}

/** Returns whether a role on any project permits a call on the organization. */
function isMember({ permission: { project } }: Call, roles: readonly RoleAssignment[]): boolean {
  if (project.length === 0) return false
  return roles.some(
    ({ projectId, roleName }) => projectId !== null && project.some(name => name === roleName)
  )
}

/** Returns the fewest and weakest roles that include one of each list. */
function weakest<Role>(sufficient: readonly (readonly Role[])[], byStrength: readonly Role[]): Role[] {
  const chosen = new Set<Role>()
  // Shortest list first: its role may satisfy the longer lists too.
  for (const roles of sufficient.toSorted((a, b) => a.length - b.length)) {
    if (roles.some(role => chosen.has(role))) continue
    for (const role of byStrength.filter(name => roles.includes(name)).slice(0, 1)) chosen.add(role)
  }
  return [...chosen]
}
