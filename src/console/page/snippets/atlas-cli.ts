import { bodyText, type Call, hasBody, pathOf, trustNotes, VERSION } from './call.ts'
import { expand, quote } from './shell.ts'

/**
 * A command for each operation of the API (mongodb-atlas-cli, docs/command/atlas-api-thirdPartyIntegrations-*.txt
 * and atlas-api-projects-listGroups.txt, v1.53; createThirdPartyIntegration and the like up to v1.45).
 * `atlas integrations create` has neither all types nor a way to replace.
 */
const COMMANDS = {
  listProjects: 'projects listGroups',
  list: 'thirdPartyIntegrations listGroupIntegrations',
  get: 'thirdPartyIntegrations getGroupIntegration',
  create: 'thirdPartyIntegrations createGroupIntegration',
  replace: 'thirdPartyIntegrations updateGroupIntegration',
  delete: 'thirdPartyIntegrations deleteGroupIntegration'
} as const

const VARIABLES = {
  apiKey: { id: 'MONGODB_ATLAS_PUBLIC_API_KEY', secret: 'MONGODB_ATLAS_PRIVATE_API_KEY' },
  serviceAccount: { id: 'MONGODB_ATLAS_CLIENT_ID', secret: 'MONGODB_ATLAS_CLIENT_SECRET' }
} as const

/** The call for the Atlas CLI in a shell. The variables hold for this command only: the next asks Atlas again. */
export function atlasCliSnippet(call: Call): string {
  const { operation, identity } = call
  const names = VARIABLES[identity.kind]
  const secret = identity.secret === undefined ? expand(names.secret) : quote(identity.secret)
  const parameters = Object.entries(pathOf(call)).map(([name, value]) => `--${name} ${quote(value)}`)
  const lines = [
    // The CLI joins paths to it as it is.
    `MONGODB_ATLAS_OPS_MANAGER_URL=${quote(`${call.origin}/`)}`,
    `${names.id}=${quote(identity.id)}`,
    `${names.secret}=${secret}`,
    'MONGODB_ATLAS_SKIP_UPDATE_CHECK=yes DO_NOT_TRACK=1',
    `atlas api ${COMMANDS[operation]}`,
    `  ${[`--version ${VERSION}`, ...parameters].join(' ')}`
  ]
  const notes = trustNotes(call).map(note => `# ${note}\n`)
  return `${notes.join('')}${lines.join(' \\\n')}${hasBody(call) ? input(call) : ''}\n`
}

/** Standard input stands in for `--file`, and leaves no file with a secret behind. */
function input(call: Call): string {
  return ` <<'JSON'\n${bodyText(call)}\nJSON`
}
