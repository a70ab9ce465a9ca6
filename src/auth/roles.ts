import type { Principal } from '../store/principals.ts'

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

/**
 * Operation × role × scope, by operationId. Writing: `x-rolesRequirements` of the official document
 * (2026-04-28), Project Owner, whose rights ORG_OWNER has on every project of the organization.
 */
export const PERMISSIONS = {
  createGroupIntegration: { project: ['GROUP_OWNER'], organization: ['ORG_OWNER'] }
} as const satisfies Record<string, Permission>

export type OperationId = keyof typeof PERMISSIONS

/** Whether one of the principal's roles suffices for an operation on a project. */
export function isPermitted(
  operationId: OperationId,
  principal: Pick<Principal, 'roles'>,
  project: { id: string; orgId: string }
): boolean {
  const { project: projectRoles, organization }: Permission = PERMISSIONS[operationId]
  return principal.roles.some(
    role =>
      (role.projectId === project.id && projectRoles.some(name => name === role.roleName)) ||
      (role.orgId === project.orgId && organization.some(name => name === role.roleName))
  )
}
