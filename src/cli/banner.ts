import { PACKAGE } from '../assets.ts'
import type { Services } from '../services.ts'
import { KINDS, listCredentials, type SeededCredential } from './credentials.ts'

/**
 * What a user sees at the start: the address, a control token made at the start, the seeded credentials that
 * are in force and what each may do, and a line of curl for Digest and for a service account.
 */
export function createBanner(services: Services, url: string): string {
  const parts = [`${PACKAGE.name} ${PACKAGE.version} answers at ${url}`, `Console, for a browser: ${url}/`]
  if (services.settings.db !== ':memory:') parts.push(`State is kept in ${services.settings.db}.`)
  parts.push(...controlPart(services, url), ...credentialParts(services, url))
  return `${parts.join('\n\n')}\n`
}

/** A token that the user gave is known to the user, and what is printed ends up in logs. */
function controlPart(services: Services, url: string): string[] {
  const token = services.control.token
  if (token === undefined || token === services.settings.controlToken) return []
  return [
    `The control plane at ${url}/_mock/v1 wants this Bearer token:\n  ${token}`,
    `The console with it: ${url}/#token=${token}`
  ]
}

function credentialParts(services: Services, url: string): string[] {
  const credentials = listCredentials(services)
  if (credentials.length === 0) return ['No credential of the seed is in force in this database.']
  const lines = credentials.map(
    ({ kind, id, secret, may }) => `  ${KINDS[kind]}: ${id}  ${secret}\n    ${may}`
  )
  const parts = [`Seeded credentials (each id is followed by its secret):\n${lines.join('\n')}`]
  const key = credentials.find(({ kind, writesTo }) => kind === 'apiKey' && writesTo)
  if (key) parts.push(`Try Digest:\n${digestLine(key, url, services)}`)
  const account = credentials.find(({ kind, writesTo }) => kind === 'serviceAccount' && writesTo)
  if (account) parts.push(`Try a service account:\n${accountLine(account, url, services)}`)
  return parts
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

function digestLine({ id, secret, writesTo }: SeededCredential, url: string, services: Services): string {
  return curl(
    `${trust(services)}--digest --user ${quote(`${id}:${secret}`)}`,
    ...HEADERS,
    ...example(services, 0, url, writesTo)
  )
}

function accountLine({ id, secret, writesTo }: SeededCredential, url: string, services: Services): string {
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
