import type { Principal, RoleAssignment } from '../store/principals.ts'

/** Atlas's organization roles (documented). */
export const ORGANIZATION_ROLES = [
  'ORG_OWNER',
  'ORG_GROUP_CREATOR',
  'ORG_BILLING_ADMIN',
  'ORG_BILLING_READ_ONLY',
  'ORG_STREAM_PROCESSING_ADMIN',
  'ORG_READ_ONLY',
  'ORG_MEMBER'
] as const

/** Atlas's project roles (documented); every one grants what Project Read Only grants. */
export const PROJECT_ROLES = [
  'GROUP_OWNER',
  'GROUP_CLUSTER_MANAGER',
  'GROUP_STREAM_PROCESSING_OWNER',
  'GROUP_DATA_ACCESS_ADMIN',
  'GROUP_DATA_ACCESS_READ_WRITE',
  'GROUP_DATA_ACCESS_READ_ONLY',
  'GROUP_DATABASE_ACCESS_ADMIN',
  'GROUP_BACKUP_MANAGER',
  'GROUP_OBSERVABILITY_VIEWER',
  'GROUP_READ_ONLY',
  'GROUP_SEARCH_INDEX_EDITOR'
] as const

type OrganizationRole = (typeof ORGANIZATION_ROLES)[number]
type ProjectRole = (typeof PROJECT_ROLES)[number]

/** The roles that suffice: one of them on the project, or one on its organization. */
export interface Permission {
  project: readonly ProjectRole[]
  organization: readonly OrganizationRole[]
}

/** Any role on the project, or a role that sees all projects of the organization. */
const READ: Permission = { project: PROJECT_ROLES, organization: ['ORG_OWNER', 'ORG_READ_ONLY'] }

/** Project Owner, whose rights ORG_OWNER has on every project of the organization. */
const WRITE: Permission = { project: ['GROUP_OWNER'], organization: ['ORG_OWNER'] }

/** Everybody sees the own organization; lists hold what the caller may see. */
const MEMBER: Permission = { project: PROJECT_ROLES, organization: ORGANIZATION_ROLES }

/**
 * Operation × role × scope, by operationId. On integrations: `x-rolesRequirements` of the official document
 * (2026-04-28). That ORG_READ_ONLY reads is inferred from the roles' descriptions, as are the neighbours'.
 */
export const PERMISSIONS = {
  listGroupIntegrations: READ,
  createGroupIntegration: WRITE,
  getGroupIntegration: READ,
  updateGroupIntegration: WRITE,
  deleteGroupIntegration: WRITE,
  createGroup: { project: [], organization: ['ORG_OWNER', 'ORG_GROUP_CREATOR'] },
  listGroups: MEMBER,
  getGroup: READ,
  getGroupByName: READ,
  deleteGroup: WRITE,
  listOrgs: MEMBER,
  getOrg: MEMBER,
  getOrgGroups: MEMBER
} as const satisfies Record<string, Permission>

export type OperationId = keyof typeof PERMISSIONS

/** Whether one of the principal's roles suffices for an operation on a project. */
export function isPermitted(
  operationId: OperationId,
  principal: Pick<Principal, 'roles'>,
  project: { id: string; orgId: string }
): boolean {
  const { project: names }: Permission = PERMISSIONS[operationId]
  return (
    principal.roles.some(
      role => role.projectId === project.id && names.some(name => name === role.roleName)
    ) || isPermittedInOrganization(operationId, principal, project.orgId)
  )
}

/** Whether one of the principal's roles on an organization suffices for an operation. */
export function isPermittedInOrganization(
  operationId: OperationId,
  principal: Pick<Principal, 'roles'>,
  orgId: string
): boolean {
  const { organization: names }: Permission = PERMISSIONS[operationId]
  return principal.roles.some(role => role.orgId === orgId && names.some(name => name === role.roleName))
}

/** A role as Atlas writes it: on an organization or on a project, which it calls a group. */
export interface WireRole {
  roleName: string
  orgId?: string
  groupId?: string
}

export function presentRole({ roleName, orgId, projectId }: RoleAssignment): WireRole {
  return orgId === null ? { groupId: projectId as string, roleName } : { orgId, roleName }
}
