import { type ClientCredential, clientEnvironment } from '../client-environment.ts'
import type { Services } from '../services.ts'
import { isOwning, projectOf, type SeededPrincipal, seededPrincipals } from '../state/seeded.ts'

/** A seeded credential that the database accepts. */
export interface SeededCredential extends ClientCredential {
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
    .map(toCredential)
}

function toCredential(principal: SeededPrincipal): SeededCredential {
  const { kind, id, secret, roles, accessList, organization } = principal
  const projectName = (groupId: string | undefined) =>
    organization.projects?.find(project => project.id === groupId)?.name ?? groupId
  const rights = roles.map(({ roleName, orgId, groupId }) =>
    orgId === organization.id
      ? `${roleName} in organization ${organization.name}`
      : `${roleName} on project ${projectName(groupId)}`
  )
  const isRestricted = accessList.length > 0
  if (isRestricted) rights.push(`from ${accessList.join(', ')} only`)
  return {
    kind,
    id,
    secret,
    roles: rights.join(', ') || 'no role',
    orgId: organization.id,
    writesTo: !isRestricted && roles.some(isOwning) ? projectOf(principal) : undefined,
    isOwner: !isRestricted && roles.some(({ roleName }) => roleName === 'ORG_OWNER')
  }
}

/**
 * Returns the environment variables that configure the official clients for this server, with the first owner of a
 * kind, else the first credential that may write.
 */
export function seededEnvironment(
  services: Services,
  url: string,
  kind: ClientCredential['kind']
): Record<string, string> {
  const { tlsCaOut, tlsCert } = services.settings
  const ofKind = listCredentials(services).filter(credential => credential.kind === kind)
  const credential =
    ofKind.find(({ isOwner }) => isOwner) ?? ofKind.find(({ writesTo }) => writesTo !== undefined)
  return clientEnvironment({
    url,
    orgId: credential?.orgId,
    projectId: credential?.writesTo,
    credential,
    controlToken: services.control.token,
    caFile: tlsCaOut ?? tlsCert
  })
}
