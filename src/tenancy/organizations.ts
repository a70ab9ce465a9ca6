import type { Organization } from '../store/organizations.ts'
import type { Principal } from '../store/principals.ts'
import type { Store } from '../store/store.ts'

/** Operations on organizations without HTTP and SQL. */
export interface OrganizationService {
  /** Returns the caller's organization if its name has the prefix, ignoring case. */
  visible(principal: Principal, name: string): Organization[]
}

export function createOrganizationService({
  organizations
}: Pick<Store, 'organizations'>): OrganizationService {
  return {
    visible(principal, name) {
      const own = organizations.find(principal.orgId)
      return own?.name.toLowerCase().startsWith(name.toLowerCase()) ? [own] : []
    }
  }
}
