import { PACKAGE } from '../assets.ts'
import type { Services } from '../services.ts'
import { projectOf, type SeededPrincipal } from '../state/seeded.ts'
import { describeRights, KINDS, mayWrite, tokenExpression, validCredentials } from './credentials.ts'

/**
 * Returns the text printed at startup: the address, a generated control token, the valid seeded credentials
 * with their roles, and a curl command each for Digest and for a service account.
 */
export function createBanner(services: Services, url: string): string {
  const parts = [`${PACKAGE.name} ${PACKAGE.version} listening on ${url}`, `Browser console: ${url}/`]
  if (services.settings.db !== ':memory:') parts.push(`Database: ${services.settings.db}`)
  parts.push(...controlPart(services, url), ...credentialParts(services, url))
  return `${parts.join('\n\n')}\n`
}

/** Omits a token that the user set: the output may end up in logs. */
function controlPart(services: Services, url: string): string[] {
  const token = services.control.token
  if (token === undefined || token === services.settings.controlToken) return []
  return [
    `Bearer token of the control plane at ${url}/_mock/v1:\n  ${token}`,
    `Browser console with the token: ${url}/#token=${token}`
  ]
}

function credentialParts(services: Services, url: string): string[] {
  const credentials = validCredentials(services)
  if (credentials.length === 0) return ['No seeded credential is valid in this database.']
  const lines = credentials.map(credential => {
    const { kind, id, secret } = credential
    return `  ${KINDS[kind]}: ${id}  ${secret}\n    ${describeRights(credential)}`
  })
  const parts = [`Seeded credentials (id, then secret):\n${lines.join('\n')}`]
  const writers = credentials.filter(credential => mayWrite(credential) && projectOf(credential))
  const key = writers.find(({ kind }) => kind === 'apiKey')
  if (key) parts.push(`Try Digest:\n${digestLine(key, url, services)}`)
  const account = writers.find(({ kind }) => kind === 'serviceAccount')
  if (account) parts.push(`Try a service account:\n${accountLine(account, url, services)}`)
  return parts
}

/** Returns curl's flag for the server's certificate, empty without TLS. */
function trust({ settings }: Services): string {
  if (!settings.tls) return ''
  const certificate = settings.tlsCaOut ?? settings.tlsCert
  return certificate === undefined ? '--insecure ' : `--cacert ${quote(certificate)} `
}

/** Quotes a text for a POSIX shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

/**
 * Returns an indented curl command that creates an integration, with one argument a line.
 *
 * @param index of the example: each command needs its own type, because a project has one integration a type
 */
function createLine(
  { registry }: Services,
  index: 0 | 1,
  authorization: string,
  url: string,
  credential: SeededPrincipal
): string {
  const type = registry.thirdParty.filter(({ file }) => file['x-examples'])[index]
  const body = JSON.stringify(type?.file['x-examples']?.[0]?.value)
  const lines = [
    `  curl ${authorization}`,
    "--header 'Accept: application/vnd.atlas.2023-01-01+json'",
    "--header 'Content-Type: application/json'",
    `--data ${quote(body)}`,
    `'${url}/api/atlas/v2/groups/${projectOf(credential)}/integrations/${type?.name}'`
  ]
  return lines.join(' \\\n    ')
}

function digestLine(key: SeededPrincipal, url: string, services: Services): string {
  const authorization = `${trust(services)}--digest --user ${quote(`${key.id}:${key.secret}`)}`
  return createLine(services, 0, authorization, url, key)
}

function accountLine(account: SeededPrincipal, url: string, services: Services): string {
  // The token endpoint expects form encoding in Basic credentials (RFC 6749 §2.3.1).
  const credentials = `${account.id}:${encodeURIComponent(account.secret)}`
  const request = `curl --silent ${trust(services)}--user ${quote(credentials)} --data grant_type=client_credentials '${url}/api/oauth/token'`
  const authorization = `${trust(services)}--header "Authorization: Bearer ${tokenExpression(request)}"`
  return createLine(services, 1, authorization, url, account)
}
