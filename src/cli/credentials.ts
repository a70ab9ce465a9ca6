import { resolve } from 'node:path'
import { clientEnvironment } from '../client/environment.ts'
import type { Services } from '../services.ts'
import { isOwning, projectOf, type SeededPrincipal, seededPrincipals } from '../state/seeded.ts'

export const KINDS = { apiKey: 'API key', serviceAccount: 'service account' } as const

/** Returns the seeded credentials that the database accepts, in seed order, API keys before service accounts. */
export function validCredentials({ seed, store }: Pick<Services, 'seed' | 'store'>): SeededPrincipal[] {
  return seededPrincipals(seed, store).filter(({ isValid }) => isValid)
}

/** Returns whether a credential may write to a project from any address. */
export function mayWrite({ roles, accessList }: SeededPrincipal): boolean {
  return accessList.length === 0 && roles.some(isOwning)
}

/** Returns a shell expression for the access token in the response to a curl command. */
export function tokenExpression(request: string): string {
  return `$(${request} | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`
}

/** Returns roles and access list of a credential as a text. */
export function describeRights({ roles, accessList, organization }: SeededPrincipal): string {
  const projectName = (groupId: string | undefined) =>
    organization.projects?.find(project => project.id === groupId)?.name ?? groupId
  const rights = roles.map(({ roleName, orgId, groupId }) =>
    orgId === organization.id
      ? `${roleName} in organization ${organization.name}`
      : `${roleName} on project ${projectName(groupId)}`
  )
  if (accessList.length > 0) rights.push(`from ${accessList.join(', ')} only`)
  return rights.join(', ') || 'no role'
}

/**
 * Returns the environment variables that configure the official clients for this server, with the first owner of a
 * kind, else the first credential that may write.
 */
export function seededEnvironment(
  services: Services,
  url: string,
  kind: SeededPrincipal['kind']
): Record<string, string> {
  const { tlsCaOut, tlsCert } = services.settings
  const certificate = tlsCaOut ?? tlsCert
  const writers = validCredentials(services).filter(found => found.kind === kind && mayWrite(found))
  const isOwner = ({ roles }: SeededPrincipal) => roles.some(({ roleName }) => roleName === 'ORG_OWNER')
  const credential = writers.find(isOwner) ?? writers[0]
  return clientEnvironment({
    url,
    orgId: credential?.organization.id,
    projectId: credential && projectOf(credential),
    credential,
    controlToken: services.control.token,
    // The client may run in another folder.
    caFile: certificate && resolve(certificate)
  })
}
