import type { ClientCredential } from '../client-environment.ts'
import type { Services } from '../services.ts'
import { isOwning, projectOf, type SeededPrincipal, seededPrincipals } from '../state/seeded.ts'

/** A seeded credential that the database accepts. */
export interface SeededCredential {
  kind: ClientCredential['kind']
  id: string
  secret: string
  /** Roles and access list as a text. */
  roles: string
  orgId: string
  /** Id of a project that the credential may write to from any address. */
  writesTo: string | undefined
  /** Whether the credential has ORG_OWNER from any address. */
  isOwner: boolean
}

export const KINDS = { apiKey: 'API key', serviceAccount: 'service account' } as const

/** Returns the seeded credentials that the database accepts, in seed order, API keys before service accounts. */
export function listCredentials({ seed, store }: Pick<Services, 'seed' | 'store'>): SeededCredential[] {
  return seededPrincipals(seed, store)
    .filter(({ isValid }) => isValid)
    .map(principal => ({
      kind: principal.kind,
      id: principal.id,
      secret: principal.secret,
      ...rightsOf(principal)
    }))
}

/** Returns the first owner of a kind, else the first credential that may write. */
export function pickCredential(
  credentials: readonly SeededCredential[],
  kind: ClientCredential['kind']
): SeededCredential | undefined {
  const ofKind = credentials.filter(credential => credential.kind === kind)
  return ofKind.find(({ isOwner }) => isOwner) ?? ofKind.find(({ writesTo }) => writesTo !== undefined)
}

function rightsOf(
  principal: SeededPrincipal
): Pick<SeededCredential, 'roles' | 'orgId' | 'writesTo' | 'isOwner'> {
  const { roles, accessList } = principal
  const { id, name, projects = [] } = principal.organization
  const projectName = (groupId: string | undefined) =>
    projects.find(project => project.id === groupId)?.name ?? groupId
  const rights = roles.map(({ roleName, orgId, groupId }) =>
    orgId === id ? `${roleName} in organization ${name}` : `${roleName} on project ${projectName(groupId)}`
  )
  const isRestricted = accessList.length > 0
  if (isRestricted) rights.push(`from ${accessList.join(', ')} only`)
  return {
    roles: rights.join(', ') || 'no role',
    orgId: id,
    writesTo: !isRestricted && roles.some(isOwning) ? projectOf(principal) : undefined,
    isOwner: !isRestricted && roles.some(({ roleName }) => roleName === 'ORG_OWNER')
  }
}
