import { equalInConstantTime, ha1Of } from '../auth/secrets.ts'
import type { ClientCredential } from '../client-environment.ts'
import type { Services } from '../services.ts'

type Organization = Services['seed']['organizations'][number]
type ApiKey = NonNullable<Organization['apiKeys']>[number]
type ServiceAccount = NonNullable<Organization['serviceAccounts']>[number]

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

/** The seed's credentials that are in force, in the seed's order, keys before service accounts. */
export function listCredentials({ seed, store, authenticator }: Services): SeededCredential[] {
  const isKey = ({ publicKey, privateKey }: ApiKey) =>
    equalInConstantTime(store.credentials.ha1(publicKey) ?? '', ha1Of(publicKey, privateKey))
  const isAccount = ({ clientId, clientSecret }: ServiceAccount) =>
    authenticator.isServiceAccount(clientId, clientSecret)
  return seed.organizations.flatMap(organization => [
    ...(organization.apiKeys ?? []).filter(isKey).map(key => describeKey(key, organization)),
    ...(organization.serviceAccounts ?? [])
      .filter(isAccount)
      .map(account => describeAccount(account, organization))
  ])
}

/** The credential of a kind that may do most: the first owner, else the first that may write. */
export function pickCredential(
  credentials: readonly SeededCredential[],
  kind: ClientCredential['kind']
): SeededCredential | undefined {
  const ofKind = credentials.filter(credential => credential.kind === kind)
  return ofKind.find(({ isOwner }) => isOwner) ?? ofKind.find(({ writesTo }) => writesTo !== undefined)
}

function describeKey(key: ApiKey, organization: Organization): SeededCredential {
  return { kind: 'apiKey', id: key.publicKey, secret: key.privateKey, ...rightsOf(key, organization) }
}

function describeAccount(account: ServiceAccount, organization: Organization): SeededCredential {
  const { clientId, clientSecret } = account
  return { kind: 'serviceAccount', id: clientId, secret: clientSecret, ...rightsOf(account, organization) }
}

function rightsOf(
  { roles, accessList = [] }: ApiKey | ServiceAccount,
  { id, name, projects = [] }: Organization
): Pick<SeededCredential, 'may' | 'orgId' | 'writesTo' | 'isOwner'> {
  const projectName = (groupId: string | undefined) =>
    projects.find(project => project.id === groupId)?.name ?? groupId
  const said = roles.map(({ roleName, orgId, groupId }) =>
    orgId === id ? `${roleName} in organization ${name}` : `${roleName} on project ${projectName(groupId)}`
  )
  const isFenced = accessList.length > 0
  if (isFenced) said.push(`from ${accessList.join(', ')} only`)
  const role = roles.find(({ roleName }) => roleName === 'ORG_OWNER' || roleName === 'GROUP_OWNER')
  return {
    may: said.join(', ') || 'no role',
    orgId: id,
    writesTo: isFenced ? undefined : role && (role.groupId ?? projects[0]?.id),
    isOwner: !isFenced && roles.some(({ roleName }) => roleName === 'ORG_OWNER')
  }
}
