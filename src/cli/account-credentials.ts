import { resolve } from 'node:path'
import { clip, countOf } from '../base/printable.ts'
import { clientEnvironment } from '../client/environment.ts'
import type { Services } from '../services.ts'
import { isOwning, projectOf, type SeededPrincipal, seededPrincipals } from '../state/seeded.ts'

/** Returns the seeded credentials that the database accepts, in seed order, API keys before service accounts. */
export function validCredentials({ seed, store }: Pick<Services, 'seed' | 'store'>): SeededPrincipal[] {
  return seededPrincipals(seed, store).filter(({ isValid }) => isValid)
}

/** Returns whether a credential may write to a project from any address. */
export function mayWrite({ roles, accessList }: SeededPrincipal): boolean {
  return accessList.length === 0 && roles.some(isOwning)
}

/** Longest name of an organization or project in a text. */
const MAX_NAME = 20

/** Returns the first role and address range of a credential, and how many others it has. */
export function describeRights({ roles, accessList, organization }: SeededPrincipal): string {
  const [role] = roles
  if (!role) return 'no role'
  const { projects = [] } = organization
  const { roleName, orgId, groupId } = role
  const place = orgId === undefined ? projects.find(({ id }) => id === groupId) : organization
  const name = place && clip(place.name, MAX_NAME)
  const where = [...(name === undefined ? [] : [name]), orgId ?? groupId].join(' ')
  const others = othersOf(roles, 'role')
  const addresses =
    accessList.length > 0 ? `, only from ${accessList[0]}${othersOf(accessList, 'range')}` : ''
  return `${roleName} on ${where}${others}${addresses}`
}

function othersOf(list: readonly unknown[], noun: string): string {
  const count = list.length - 1
  return count > 0 ? ` and ${countOf(count, `more ${noun}`)}` : ''
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
