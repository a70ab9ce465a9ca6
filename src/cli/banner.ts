import { PACKAGE } from '../assets.ts'
import { equalInConstantTime, ha1Of } from '../auth/secrets.ts'
import type { SeedApiKey, SeedOrganization, SeedServiceAccount } from '../seed.ts'
import type { Services } from '../services.ts'

interface Credential {
  kind: 'API key' | 'service account'
  id: string
  secret: string
  may: string
  writesTo: string | undefined
}

/**
 * What a user sees at the start: the address, the seeded credentials that are in force and what each may do,
 * and a line of curl for Digest and for a service account.
 */
export function createBanner(services: Services, url: string): string {
  const credentials = services.seed.organizations.flatMap(organization => [
    ...(organization.apiKeys ?? []).filter(isInForce(services)).map(key => describeKey(key, organization)),
    ...(organization.serviceAccounts ?? [])
      .filter(account => services.authenticator.isServiceAccount(account.clientId, account.clientSecret))
      .map(account => describeAccount(account, organization))
  ])
  const lines = credentials.map(({ kind, id, secret, may }) => `  ${kind}: ${id}  ${secret}\n    ${may}`)
  const parts = [`${PACKAGE.name} ${PACKAGE.version} answers at ${url}`]
  if (services.settings.db !== ':memory:') parts.push(`State is kept in ${services.settings.db}.`)
  parts.push(
    lines.length === 0
      ? 'No credential of the seed is in force in this database.'
      : `Seeded credentials (each id is followed by its secret):\n${lines.join('\n')}`
  )
  const key = credentials.find(({ kind, writesTo }) => kind === 'API key' && writesTo)
  if (key) parts.push(`Try Digest:\n${digestLine(key, url, services)}`)
  const account = credentials.find(({ kind, writesTo }) => kind === 'service account' && writesTo)
  if (account) parts.push(`Try a service account:\n${accountLine(account, url, services)}`)
  return `${parts.join('\n\n')}\n`
}

function isInForce({ store }: Services) {
  return ({ publicKey, privateKey }: SeedApiKey): boolean =>
    equalInConstantTime(store.credentials.ha1(publicKey) ?? '', ha1Of(publicKey, privateKey))
}

function describeKey(key: SeedApiKey, organization: SeedOrganization): Credential {
  return { kind: 'API key', id: key.publicKey, secret: key.privateKey, ...rights(key, organization) }
}

function describeAccount(account: SeedServiceAccount, organization: SeedOrganization): Credential {
  const { clientId, clientSecret } = account
  return { kind: 'service account', id: clientId, secret: clientSecret, ...rights(account, organization) }
}

function rights(
  { roles, accessList = [] }: SeedApiKey | SeedServiceAccount,
  { id, name, projects = [] }: SeedOrganization
): Pick<Credential, 'may' | 'writesTo'> {
  const projectName = (groupId: string | undefined) =>
    projects.find(project => project.id === groupId)?.name ?? groupId
  const said = roles.map(({ roleName, orgId, groupId }) =>
    orgId === id ? `${roleName} in organization ${name}` : `${roleName} on project ${projectName(groupId)}`
  )
  if (accessList.length > 0) said.push(`from ${accessList.join(', ')} only`)
  const role = roles.find(({ roleName }) => roleName === 'ORG_OWNER' || roleName === 'GROUP_OWNER')
  const writesTo = accessList.length > 0 ? undefined : role && (role.groupId ?? projects[0]?.id)
  return { may: said.join(', ') || 'no role', writesTo }
}

/** What curl needs to trust the server's certificate. */
function trust({ settings }: Services): string {
  if (!settings.tls) return ''
  const certificate = settings.tlsCaOut ?? settings.tlsCert
  return certificate === undefined ? '--insecure ' : `--cacert ${quote(certificate)} `
}

/** A word for a shell, whatever is in it. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

/** A line for a shell: backslash and newline join its parts. */
function curl(...parts: string[]): string {
  return `  curl ${parts.join(' \\\n    ')}`
}

const HEADERS = [
  "--header 'Accept: application/vnd.atlas.2023-01-01+json'",
  "--header 'Content-Type: application/json'"
]

/** A body that the type's file gives as an example, as curl's arguments; a type each, so that both lines work. */
function example({ registry }: Services, place: 0 | 1, url: string, groupId: string | undefined): string[] {
  const type = registry.types.filter(({ file }) => file['x-examples'])[place]
  const body = JSON.stringify(type?.file['x-examples']?.[0]?.value)
  return [`--data ${quote(body)}`, `'${url}/api/atlas/v2/groups/${groupId}/integrations/${type?.name}'`]
}

function digestLine({ id, secret, writesTo }: Credential, url: string, services: Services): string {
  return curl(
    `${trust(services)}--digest --user ${quote(`${id}:${secret}`)}`,
    ...HEADERS,
    ...example(services, 0, url, writesTo)
  )
}

function accountLine({ id, secret, writesTo }: Credential, url: string, services: Services): string {
  // The token endpoint takes both as in a form (RFC 6749 §2.3.1).
  const credentials = `${id}:${encodeURIComponent(secret)}`
  const request = `curl --silent ${trust(services)}--user ${quote(credentials)} --data grant_type=client_credentials '${url}/api/oauth/token'`
  const token = `$(${request} | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`
  return curl(
    `${trust(services)}--header "Authorization: Bearer ${token}"`,
    ...HEADERS,
    ...example(services, 1, url, writesTo)
  )
}
