import {
  isPermitted,
  isPermittedInOrganization,
  type ORGANIZATION_ROLES,
  type Permission,
  type PROJECT_ROLES
} from '../auth/roles.ts'
import type { Principal, RoleAssignment } from '../store/principals.ts'

/** What was called, on a project or on the caller's organization. */
export interface Call {
  permission: Permission
  /** Undefined: on the organization. */
  projectId: string | undefined
}

/** The roles that calls on one project, or on the organization, need. */
export interface Need {
  roles: RoleAssignment[]
  /** Whether the roles that the caller had suffice for the calls. */
  isCovered: boolean
}

type Caller = Pick<Principal, 'orgId' | 'roles'>

/** Project roles from the weakest to the strongest, by what Atlas's documentation says that each grants. */
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

/** Organization roles, likewise. */
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
 * The fewest and weakest roles for some calls: on each project the weakest that suffices there, on the
 * organization one only where no role on a project does.
 */
export function needsOf(calls: readonly Call[], caller: Caller): Need[] {
  const isOnProject = ({ permission, projectId }: Call) =>
    projectId !== undefined && permission.project.length > 0
  const byProject = Map.groupBy(calls.filter(isOnProject), ({ projectId }) => projectId as string)
  const { orgId } = caller
  const rolesOn = Map.groupBy(caller.roles, role => role.projectId)
  const onProjects = [...byProject].map(([projectId, made]) => {
    const roles = [...(rolesOn.get(projectId) ?? []), ...(rolesOn.get(null) ?? [])]
    return needOnProject(projectId, made, { orgId, roles })
  })
  const chosen = onProjects.flatMap(({ roles }) => roles)
  const others = calls.filter(call => !isOnProject(call) && !isMember(call, chosen))
  return [...onProjects, needOnOrganization(others, caller)]
}

function needOnProject(projectId: string, calls: readonly Call[], caller: Caller): Need {
  const project = { id: projectId, orgId: caller.orgId }
  const suffice = calls.map(({ permission }) => permission.project)
  return {
    roles: weakest(suffice, PROJECT_ROLES_BY_STRENGTH).map(roleName => ({
      roleName,
      orgId: null,
      projectId
    })),
    isCovered: calls.every(({ permission }) => isPermitted(permission, caller, project))
  }
}

function needOnOrganization(calls: readonly Call[], caller: Caller): Need {
  const { orgId } = caller
  const suffice = calls.map(({ permission }) => permission.organization)
  return {
    roles: weakest(suffice, ORGANIZATION_ROLES_BY_STRENGTH).map(roleName => ({
      roleName,
      orgId,
      projectId: null
    })),
    isCovered: calls.every(
      call => isPermittedInOrganization(call.permission, caller, orgId) || isMember(call, caller.roles)
    )
  }
}

/** Whether a role on any project suffices for a call on the organization. */
function isMember({ permission: { project } }: Call, roles: readonly RoleAssignment[]): boolean {
  if (project.length === 0) return false
  return roles.some(
    ({ projectId, roleName }) => projectId !== null && project.some(name => name === roleName)
  )
}

/** One role out of each list, as few and as weak as can be. */
function weakest<Role>(suffice: readonly (readonly Role[])[], byStrength: readonly Role[]): Role[] {
  const chosen = new Set<Role>()
  // The strictest first: what it takes may do for the others.
  for (const roles of suffice.toSorted((a, b) => a.length - b.length)) {
    if (roles.some(role => chosen.has(role))) continue
    for (const role of byStrength.filter(name => roles.includes(name)).slice(0, 1)) chosen.add(role)
  }
  return [...chosen]
}
