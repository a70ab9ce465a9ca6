import { isAddressPermitted, isPermitted, isPermittedInOrganization } from '../auth/roles.ts'
import type { ReasonCode } from '../catalogue/errors.ts'
import type { Principal } from '../store/principals.ts'
import type { Store } from '../store/store.ts'
import type { Entry } from './entry.ts'

/** Reason codes of rejections that depend on the caller's roles, organization or access list. */
const OF_CALLER: readonly (ReasonCode | undefined)[] = [
  'access-list',
  'access-list-missing',
  'project-foreign',
  'project-role-missing',
  'role-insufficient'
]

/**
 * Returns the ids of the principals whose roles and access list permit a request that was rejected because of those of
 * its caller, in creation order; null for any other request.
 */
export function permittedPrincipals(entry: Entry, { principals, projects }: Store): string[] | null {
  const { operation, projectId, orgId, address, reason } = entry
  const { permission } = operation ?? {}
  if (!permission || !OF_CALLER.includes(reason?.code)) return null
  const project = projectId === undefined ? undefined : projects.find(projectId)
  const ownerId = project?.orgId ?? orgId
  if (ownerId === undefined) return []
  const mayCall = (principal: Principal) =>
    project
      ? isPermitted(permission, principal, project)
      : // As `requireOrganizationRole` does.
        permission.project.length > 0 || isPermittedInOrganization(permission, principal, ownerId)
  return principals
    .listByOrganization(ownerId)
    .filter(principal => isAddressPermitted(principal, address) && mayCall(principal))
    .map(({ id }) => id)
}
