import type { Organization } from '../store/organizations.ts'
import type { Principal } from '../store/principals.ts'
import type { Store } from '../store/store.ts'

/** The operations on organizations, apart from HTTP and SQL. */
export interface OrganizationService {
  /** The caller's own organization, if its name begins so; case does not count. */
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
