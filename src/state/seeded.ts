import type { Seed, SeedOrganization } from '../../types/seed.d.ts'
import type { Role } from '../../types/wire.d.ts'
import { ha1Of, sha256 } from '../auth/digest.ts'
import { WRITE } from '../catalogue/permissions.ts'
import type { ClientCredential } from '../client/environment.ts'
import type { Store } from '../store/store.ts'

/** A seeded API key or service account with its secret. */
export interface SeededPrincipal extends ClientCredential {
  roles: readonly Role[]
  accessList: readonly string[]
  organization: SeedOrganization
  /** Whether the database accepts the secret: it may have changed, or the database may not stem from the seed. */
  isValid: boolean
}

/** Returns the seeded API keys and service accounts in seed order, API keys first in each organization. */
export function seededPrincipals(
  { organizations }: Seed,
  { credentials }: Pick<Store, 'credentials'>
): SeededPrincipal[] {
  return organizations.flatMap(organization => {
    const { apiKeys = [], serviceAccounts = [] } = organization
    return [
      ...apiKeys.map(({ publicKey: id, privateKey: secret, roles, accessList = [] }) => {
        const isValid = credentials.ha1(id) === ha1Of(id, secret)
        return { kind: 'apiKey' as const, id, secret, roles, accessList, organization, isValid }
      }),
      ...serviceAccounts.map(({ clientId: id, clientSecret: secret, roles, accessList = [] }) => {
        const isValid = credentials.secretHash(id) === sha256(secret)
        return { kind: 'serviceAccount' as const, id, secret, roles, accessList, organization, isValid }
      })
    ]
  })
}

/** Returns the id of the project that a principal may write to, else the first one that it has a role on. */
export function projectOf({ roles, organization }: SeededPrincipal): string | undefined {
  const role = roles.find(isOwning) ?? roles[0]
  return role && (role.groupId ?? organization.projects?.[0]?.id)
}

const WRITERS: readonly string[] = [...WRITE.project, ...WRITE.organization]

export function isOwning({ roleName }: { roleName: string }): boolean {
  return WRITERS.includes(roleName)
}
