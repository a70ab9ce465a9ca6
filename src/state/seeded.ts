import { WRITE } from '../auth/roles.ts'
import { equalInConstantTime, ha1Of, sha256 } from '../auth/secrets.ts'
import type { Store } from '../store/store.ts'
import type { Seed, SeedOrganization } from './seed.ts'

/** An API key or service account of the seed, with its secret. */
export interface SeededPrincipal {
  kind: 'apiKey' | 'serviceAccount'
  id: string
  secret: string
  roles: readonly { roleName: string; orgId?: string; groupId?: string }[]
  accessList: readonly string[]
  /** The organization that the seed has it in. */
  organization: SeedOrganization
  /** Whether the database takes the secret: it may have been changed, or the database be another's. */
  isInForce: boolean
}

/** The seed's API keys and service accounts, in the seed's order, keys before service accounts. */
export function seededPrincipals(
  { organizations }: Seed,
  { credentials }: Pick<Store, 'credentials'>
): SeededPrincipal[] {
  return organizations.flatMap(organization => [
    ...(organization.apiKeys ?? []).map(({ publicKey, privateKey, roles, accessList = [] }) => ({
      kind: 'apiKey' as const,
      id: publicKey,
      secret: privateKey,
      roles,
      accessList,
      organization,
      isInForce: equalInConstantTime(credentials.ha1(publicKey) ?? '', ha1Of(publicKey, privateKey))
    })),
    ...(organization.serviceAccounts ?? []).map(({ clientId, clientSecret, roles, accessList = [] }) => ({
      kind: 'serviceAccount' as const,
      id: clientId,
      secret: clientSecret,
      roles,
      accessList,
      organization,
      isInForce: equalInConstantTime(credentials.secretHash(clientId) ?? '', sha256(clientSecret))
    }))
  ])
}

/** The project that a principal is for: the one that it owns, else the first that it has a role on. */
export function projectOf({ roles, organization }: SeededPrincipal): string | undefined {
  const role = roles.find(isOwning) ?? roles[0]
  return role && (role.groupId ?? organization.projects?.[0]?.id)
}

const WRITERS: readonly string[] = [...WRITE.project, ...WRITE.organization]

/** Whether a role may write to projects. */
export function isOwning({ roleName }: { roleName: string }): boolean {
  return WRITERS.includes(roleName)
}
