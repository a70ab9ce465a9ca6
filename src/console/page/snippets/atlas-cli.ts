import { type AtlasCall, bodyText, hasBody, memberOf, resourceFacts, trustNotes } from './call.ts'
import { expand, quoteShell } from './shell.ts'

/**
 * The verb of each operation's command (mongodb-atlas-cli, docs/command/atlas-api-thirdPartyIntegrations-*.txt, v1.53;
 * up to v1.45, the names were createThirdPartyIntegration and similar).
 * `atlas integrations create` does not support all types and cannot replace.
 */
const VERBS = { list: 'list', create: 'create', replace: 'update', delete: 'delete' } as const

const VARIABLES = {
  apiKey: { id: 'MONGODB_ATLAS_PUBLIC_API_KEY', secret: 'MONGODB_ATLAS_PRIVATE_API_KEY' },
  serviceAccount: { id: 'MONGODB_ATLAS_CLIENT_ID', secret: 'MONGODB_ATLAS_CLIENT_SECRET' }
} as const

const RELEASES = {
  integrations: [
    'For Atlas CLI 1.53. Releases up to 1.45 have other operation names',
    'and may reject --version and service accounts.'
  ],
  // In the CLI's specification by 2026-02-17 and by 2026-08-12.
  logIntegrations: ['For Atlas CLI releases since March 2026.'],
  metricIntegrations: ['For Atlas CLI releases since August 2026.']
}

/** Returns the call as Atlas CLI commands. */
export function atlasCliSnippet(call: AtlasCall): string {
  const { resource = 'integrations' } = call
  const notes = [...RELEASES[resource], ...trustNotes(call)].map(note => `# ${note}\n`)
  return notes.join('') + command(call)
}

/** Returns a command; its variables apply to this command only. */
function command(call: AtlasCall): string {
  const { operation, identity, groupId } = call
  const { version, parameter, commands } = resourceFacts(call)
  const names = VARIABLES[identity.kind]
  const secret = identity.secret === undefined ? expand(names.secret) : quoteShell(identity.secret)
  const member = memberOf(call)
  const memberFlag = member === undefined ? '' : ` --${parameter} ${quoteShell(member)}`
  const [tag, noun] = commands
  const lines = [
    // The CLI appends paths without a slash.
    `MONGODB_ATLAS_OPS_MANAGER_URL=${quoteShell(`${call.origin}/`)}`,
    `${names.id}=${quoteShell(identity.id)}`,
    `${names.secret}=${secret}`,
    'MONGODB_ATLAS_SKIP_UPDATE_CHECK=yes DO_NOT_TRACK=1',
    `atlas api ${tag} ${VERBS[operation]}Group${noun}${operation === 'list' ? 's' : ''}`,
    `  --version ${version} --groupId ${quoteShell(groupId)}${memberFlag}`
  ]
  return `${lines.join(' \\\n')}${hasBody(call) ? input(call) : ''}\n`
}

/** Returns the body as standard input: `--file` would leave a file with secrets. */
function input(call: AtlasCall): string {
  return ` <<'JSON'\n${bodyText(call)}\nJSON`
}
