import { PACKAGE } from '../assets.ts'
import { isLoopback } from '../http/listening.ts'
import type { Services } from '../services.ts'
import { projectOf, type SeededPrincipal } from '../state/seeded.ts'
import { describeRights, mayWrite, validCredentials } from './account-credentials.ts'

const MAX_CREDENTIALS = 8

/** Columns above which the rights of a credential get a line of their own. */
const MAX_COLUMNS = 100

/**
 * Returns the lines printed at startup: addresses, a generated control token, the first valid seeded credentials with
 * their roles, and a curl command.
 */
export function createBanner(services: Services, url: string): string[] {
  const credentials = validCredentials(services)
  return [
    `${PACKAGE.name} ${PACKAGE.version} listening on ${url}`,
    ...addressLines(services, url),
    ...portLines(services),
    '',
    ...credentialLines(credentials, services),
    '',
    ...commandLines(credentials, services, url),
    'More examples: docs/START.md. Ctrl-C ends the mock.',
    ''
  ]
}

function addressLines({ settings, control }: Services, url: string): string[] {
  const { token } = control
  // The output may end up in logs: it omits a token that the user set.
  const shown = token === settings.controlToken ? undefined : token
  const rows = {
    console: settings.control ? `${url}/${shown === undefined ? '' : `#token=${shown}`}` : undefined,
    'control plane': settings.control ? `${url}/_mock/v1` : undefined,
    'Bearer token': shown,
    'API reference': `${url}/_mock/docs`,
    database: settings.db === ':memory:' ? undefined : settings.db
  }
  return Object.entries(rows).flatMap(([name, text]) =>
    text === undefined ? [] : [`  ${name.padEnd(13)}  ${text}`]
  )
}

/** Returns a line about the port, which a container publishes as another one; nothing with `--public-url`. */
function portLines({ settings }: Services): string[] {
  if (settings.publicUrl !== undefined || isLoopback(settings.host)) return []
  return ["  In a container, this is the container's port: use the port that you published."]
}

function credentialLines(credentials: readonly SeededPrincipal[], { settings }: Services): string[] {
  if (credentials.length === 0) return ['No seeded credential is valid in this database.']
  const shown = credentials.slice(0, MAX_CREDENTIALS).flatMap(linesOf)
  const rest = credentials.length - MAX_CREDENTIALS
  const where = settings.control ? ': GET /_mock/v1/principals' : ''
  const more = rest > 0 ? [`  … ${rest} more${where}`] : []
  return ['Seeded credentials (id, secret, role):', ...shown, ...more]
}

function linesOf(credential: SeededPrincipal): string[] {
  const start = `  ${credential.id}  ${credential.secret}`
  const rights = describeRights(credential)
  const line = `${start}  ${rights}`
  return line.length <= MAX_COLUMNS ? [line] : [start, `    ${rights}`]
}

/** Returns a curl command that lists integrations, and an empty line; nothing if no API key may write to a project. */
function commandLines(
  credentials: readonly SeededPrincipal[],
  { settings }: Services,
  url: string
): string[] {
  const key = credentials.find(
    found => found.kind === 'apiKey' && mayWrite(found) && projectOf(found) !== undefined
  )
  if (!key) return []
  const certificate = settings.tlsCaOut ?? settings.tlsCert
  const trust = certificate === undefined ? '--insecure' : `--cacert ${quote(certificate)}`
  return [
    `  curl ${settings.tls ? `${trust} ` : ''}--digest --user ${quote(`${key.id}:${key.secret}`)} \\`,
    "    --header 'Accept: application/vnd.atlas.2023-01-01+json' \\",
    `    '${url}/api/atlas/v2/groups/${projectOf(key)}/integrations'`,
    ''
  ]
}

/** Quotes a text for a POSIX shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
