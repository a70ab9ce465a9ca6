import type { Role, RoleName } from '../../types/wire.d.ts'
import type { Permission } from '../catalogue/permissions.ts'
import { isAllowed } from '../http/addresses.ts'
import type { Principal, RoleAssignment } from '../store/principals.ts'

/** Returns whether one of the principal's roles permits an operation on a project. */
export function isPermitted(
  permission: Permission,
  principal: Pick<Principal, 'roles'>,
  project: { id: string; orgId: string }
): boolean {
  return (
    principal.roles.some(
      role => role.projectId === project.id && permission.project.some(name => name === role.roleName)
    ) || isPermittedInOrganization(permission, principal, project.orgId)
  )
}

/** Returns whether one of the principal's organization roles permits an operation. */
export function isPermittedInOrganization(
  { organization }: Permission,
  principal: Pick<Principal, 'roles'>,
  orgId: string
): boolean {
  return principal.roles.some(
    role => role.orgId === orgId && organization.some(name => name === role.roleName)
  )
}

/** Returns whether a principal may call from an address: its organization may require an access list. */
export function isAddressPermitted(
  { accessList, requiresAccessList }: Pick<Principal, 'accessList' | 'requiresAccessList'>,
  address: string
): boolean {
  return accessList.length === 0 ? !requiresAccessList : isAllowed(accessList, address)
}

/** Returns a role in API format: on an organization, or on a project, which the API calls a group. */
export function presentRole({ orgId, projectId, ...role }: RoleAssignment): Role {
  const roleName = role.roleName as RoleName
  return orgId === null ? { groupId: projectId as string, roleName } : { orgId, roleName }
}
