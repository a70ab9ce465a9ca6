import { isAddressPermitted, isPermitted } from '../auth/roles.ts'
import type { ReasonCode } from '../catalogue/errors.ts'
import type { Store } from '../store/store.ts'
import type { Entry } from './entry.ts'

/** Reason codes of rejections that depend on the caller's roles, organization or access list. */
const CALLER_REASONS: readonly (ReasonCode | undefined)[] = [
  'access-list',
  'access-list-missing',
  'project-foreign',
  'project-role-missing',
  'role-insufficient'
]

/**
 * Returns the ids of the principals whose roles and access list permit a request on a project that was rejected
 * because of those of its caller, in creation order; null for any other request.
 */
export function permittedPrincipals(entry: Entry, { principals, projects }: Store): string[] | null {
  const { operation, projectId = '', address, reason } = entry
  const permission = operation?.permission
  const project = projects.find(projectId)
  if (!permission || !project || !CALLER_REASONS.includes(reason?.code)) return null
  return principals
    .listByOrganization(project.orgId)
    .filter(
      principal => isAddressPermitted(principal, address) && isPermitted(permission, principal, project)
    )
    .map(({ id }) => id)
}
