import { PACKAGE } from '../assets.ts'
import type { Services } from '../services.ts'
import { projectOf, type SeededPrincipal } from '../state/seeded.ts'
import { describeRights, mayWrite, validCredentials } from './credentials.ts'

/** A terminal's usual height; the last line is empty. */
const MAX_LINES = 23
const MAX_COLUMNS = 100
const MAX_CREDENTIALS = 8

/**
 * Returns the text printed at startup: addresses, a generated control token, the first valid seeded credentials with
 * their roles, and a curl command. It fits on a terminal of 24 lines and 100 columns, unless addresses or credentials
 * are very long.
 */
export function createBanner(services: Services, url: string): string {
  const head = [`${PACKAGE.name} ${PACKAGE.version} listening on ${url}`, ...addressLines(services, url), '']
  const credentials = validCredentials(services)
  const command = commandLines(credentials, services, url)
  const tail = [...command, 'More examples: docs/START.md. Ctrl-C ends the mock.']
  const room = MAX_LINES - head.length - tail.length
  return `${[...head, ...credentialLines(credentials, services, room), '', ...tail].join('\n')}\n`
}

function addressLines({ settings, control }: Services, url: string): string[] {
  const { token } = control
  // The output may end up in logs: it omits a token that the user set.
  const shown = token === settings.controlToken ? undefined : token
  const rows = {
    console: `${url}/${shown === undefined ? '' : `#token=${shown}`}`,
    'control plane': settings.control ? `${url}/_mock/v1` : undefined,
    'Bearer token': shown,
    'API reference': `${url}/_mock/docs`,
    database: settings.db === ':memory:' ? undefined : settings.db
  }
  return Object.entries(rows).flatMap(([name, text]) =>
    text === undefined ? [] : [`  ${name.padEnd(13)}  ${text}`]
  )
}

/** @param room for lines, an empty one at the end included */
function credentialLines(
  credentials: readonly SeededPrincipal[],
  services: Services,
  room: number
): string[] {
  if (credentials.length === 0) return ['No seeded credential is valid in this database.']
  const all = credentials.map(linesOf)
  const isFitting = (count: number) =>
    count <= MAX_CREDENTIALS && all.slice(0, count).flat().length + (count < all.length ? 1 : 0) <= room - 2
  const count = all.findLastIndex((_lines, at) => isFitting(at + 1)) + 1
  const rest = all.length - count
  const where = services.settings.control ? ': GET /_mock/v1/principals' : ''
  const more = rest === 0 ? [] : [`  … ${rest} more${where}`]
  return ['Seeded credentials (id, secret, role):', ...all.slice(0, count).flat(), ...more]
}

function linesOf(credential: SeededPrincipal): string[] {
  const start = `  ${credential.id}  ${credential.secret}`
  const rights = describeRights(credential)
  const line = `${start}  ${rights}`
  if (line.length <= MAX_COLUMNS) return [line]
  const isLong = rights.length > MAX_COLUMNS - 4
  return [start, ...rights.split(isLong ? /, (?=only from)/ : '\n').map(text => `    ${text}`)]
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
