import { bodyText, type Call, hasBody, trustNotes, VERSION } from './call.ts'
import { expand, quote } from './shell.ts'

/**
 * The command for each operation (mongodb-atlas-cli, docs/command/atlas-api-thirdPartyIntegrations-*.txt, v1.53; up to
 * v1.45, the names were createThirdPartyIntegration and similar).
 * `atlas integrations create` does not support all types and cannot replace.
 */
const COMMANDS = {
  list: 'thirdPartyIntegrations listGroupIntegrations',
  create: 'thirdPartyIntegrations createGroupIntegration',
  replace: 'thirdPartyIntegrations updateGroupIntegration',
  delete: 'thirdPartyIntegrations deleteGroupIntegration'
} as const

const VARIABLES = {
  apiKey: { id: 'MONGODB_ATLAS_PUBLIC_API_KEY', secret: 'MONGODB_ATLAS_PRIVATE_API_KEY' },
  serviceAccount: { id: 'MONGODB_ATLAS_CLIENT_ID', secret: 'MONGODB_ATLAS_CLIENT_SECRET' }
} as const

const RELEASE = [
  'For Atlas CLI 1.53. Releases up to 1.45 have other operation names',
  'and may reject --version and service accounts.'
]

/** Returns the call as an Atlas CLI command; its variables apply to this command only. */
export function atlasCliSnippet(call: Call): string {
  const { operation, identity, groupId, type = '' } = call
  const names = VARIABLES[identity.kind]
  const secret = identity.secret === undefined ? expand(names.secret) : quote(identity.secret)
  const typeFlag = operation === 'list' ? '' : ` --integrationType ${quote(type)}`
  const lines = [
    // The CLI appends paths without a slash.
    `MONGODB_ATLAS_OPS_MANAGER_URL=${quote(`${call.origin}/`)}`,
    `${names.id}=${quote(identity.id)}`,
    `${names.secret}=${secret}`,
    'MONGODB_ATLAS_SKIP_UPDATE_CHECK=yes DO_NOT_TRACK=1',
    `atlas api ${COMMANDS[operation]}`,
    `  --version ${VERSION} --groupId ${quote(groupId)}${typeFlag}`
  ]
  const notes = [...RELEASE, ...trustNotes(call)].map(note => `# ${note}\n`)
  return `${notes.join('')}${lines.join(' \\\n')}${hasBody(call) ? input(call) : ''}\n`
}

/** Returns the body as standard input: `--file` would leave a file with secrets. */
function input(call: Call): string {
  return ` <<'JSON'\n${bodyText(call)}\nJSON`
}
