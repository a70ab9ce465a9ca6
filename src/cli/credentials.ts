import type { ClientCredential } from '../client-environment.ts'
import type { Services } from '../services.ts'
import { isOwning, projectOf, type SeededPrincipal, seededPrincipals } from '../state/seeded.ts'

/** A credential of the seed that the database takes. */
export interface SeededCredential {
  kind: ClientCredential['kind']
  id: string
  secret: string
  /** Its rights, in words. */
  may: string
  orgId: string
  /** Project that it may write to from any address, if there is one. */
  writesTo: string | undefined
  /** Whether it is the organization's owner, from any address. */
  isOwner: boolean
}

/** The kinds of credential in words. */
export const KINDS = { apiKey: 'API key', serviceAccount: 'service account' } as const

/** The seed's credentials that are in force, in the seed's order, keys before service accounts. */
export function listCredentials({ seed, store }: Pick<Services, 'seed' | 'store'>): SeededCredential[] {
  return seededPrincipals(seed, store)
    .filter(({ isInForce }) => isInForce)
    .map(principal => ({
      kind: principal.kind,
      id: principal.id,
      secret: principal.secret,
      ...rightsOf(principal)
    }))
}

/** The credential of a kind that may do most: the first owner, else the first that may write. */
export function pickCredential(
  credentials: readonly SeededCredential[],
  kind: ClientCredential['kind']
): SeededCredential | undefined {
  const ofKind = credentials.filter(credential => credential.kind === kind)
  return ofKind.find(({ isOwner }) => isOwner) ?? ofKind.find(({ writesTo }) => writesTo !== undefined)
}

function rightsOf(
  principal: SeededPrincipal
): Pick<SeededCredential, 'may' | 'orgId' | 'writesTo' | 'isOwner'> {
  const { roles, accessList } = principal
  const { id, name, projects = [] } = principal.organization
  const projectName = (groupId: string | undefined) =>
    projects.find(project => project.id === groupId)?.name ?? groupId
  const said = roles.map(({ roleName, orgId, groupId }) =>
    orgId === id ? `${roleName} in organization ${name}` : `${roleName} on project ${projectName(groupId)}`
  )
  const isFenced = accessList.length > 0
  if (isFenced) said.push(`from ${accessList.join(', ')} only`)
  return {
    may: said.join(', ') || 'no role',
    orgId: id,
    writesTo: !isFenced && roles.some(isOwning) ? projectOf(principal) : undefined,
    isOwner: !isFenced && roles.some(({ roleName }) => roleName === 'ORG_OWNER')
  }
}
