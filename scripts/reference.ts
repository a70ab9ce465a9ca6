import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { assetUrl, readAsset } from '../src/assets.ts'
import { OPERATION_ROWS } from '../src/atlas/atlas-operation.ts'
import { createCommands } from '../src/cli/program.ts'
import { type ClientCredential, clientEnvironment } from '../src/client/environment.ts'
import { SETTINGS } from '../src/config/settings.ts'
import { Terminal } from '../src/config/terminal.ts'
import type { Seed } from '../types/seed.d.ts'
import type { Role } from '../types/wire.d.ts'
import { READMES } from './fidelity.ts'
import { code, table } from './markdown.ts'
import { renderSuites, updateSuites } from './official-suites.ts'
import { writeChanged } from './write-file.ts'

const TARGET = 'docs/REFERENCE.md'
const TEMPLATE = 'scripts/reference.md'
const ADDRESS = 'http://127.0.0.1:8080'
const DEFAULT_VERSION = '2023-01-01'

const { organizations } = readAsset<Seed>('fixtures/seed.json')

/** Writes `docs/REFERENCE.md` and the totals of official suites in the READMEs. */
export function writeReference(): void {
  writeChanged(TARGET, renderReference())
  for (const page of READMES) writeChanged(page, updateSuites(readFileSync(page, 'utf8')))
}

/** Returns the text of `docs/REFERENCE.md`. */
export function renderReference(): string {
  const parts: Record<string, string> = {
    requests: renderRequests(),
    credentials: renderCredentials(),
    projects: renderProjects(),
    settings: renderSettings(),
    commands: renderCommands(),
    variables: renderVariables('apiKey'),
    'service-account': renderVariables('serviceAccount'),
    suites: renderSuites()
  }
  return readFileSync(assetUrl(TEMPLATE), 'utf8').replace(/^<!-- (.+) -->$/gm, (_, name: string) => {
    const part = parts[name]
    if (part === undefined) throw new Error(`${TEMPLATE}: unknown part '${name}'`)
    return part
  })
}

/** Returns a line for each version, with its resources. */
function renderRequests(): string {
  const versions = Map.groupBy(Object.values(OPERATION_ROWS), ({ version = DEFAULT_VERSION }) => version)
  return [...versions]
    .map(([version, rows]) => `- ${version}: ${[...new Set(rows.map(({ tag }) => tag))].join(', ')}`)
    .join('\n')
}

function renderCredentials(): string {
  const named = organizations.flatMap(organization => [organization, ...(organization.projects ?? [])])
  const names = new Map(named.map(({ id, name }) => [id, name]))
  const rolesOf = (roles: Role[], accessList: string[] = []) => {
    const places = roles.map(role => `${role.roleName} on ${names.get(role.orgId ?? role.groupId ?? '')}`)
    return [...places, ...accessList.map(range => `from ${range} only`)].join(', ')
  }
  return table(
    ['id', 'secret', 'role'],
    organizations.flatMap(({ apiKeys = [], serviceAccounts = [] }) => [
      ...apiKeys.map(key => [code(key.publicKey), code(key.privateKey), rolesOf(key.roles, key.accessList)]),
      ...serviceAccounts.map(it => [code(it.clientId), code(it.clientSecret), rolesOf(it.roles)])
    ])
  )
}

/** Returns a line for each organization, with its projects and their integrations. */
function renderProjects(): string {
  const lines = organizations.map(({ id, name, projects = [] }) => {
    const places = projects.map(project => {
      const types = (project.integrations ?? []).map(({ type }) => type).join(', ')
      return `${project.name} ${code(project.id)}${types && ` (${types})`}`
    })
    return `- ${name} ${code(id)}: ${places.join(', ')}`
  })
  return lines.join('\n')
}

/** Returns a line for each group of `--help`. */
function renderSettings(): string {
  const groups = Map.groupBy(SETTINGS, ({ schema }) => schema['x-group'])
  return [...groups]
    .map(([group, settings]) => `- ${group}: ${settings.map(({ flag }) => code(flag)).join(', ')}`)
    .join('\n')
}

function renderCommands(): string {
  const { commands } = createCommands([], new Terminal({}, process))
  return commands
    .flatMap(command => (command.commands.length > 0 ? command.commands : [command]))
    .map(usageOf)
    .join(', ')
}

function usageOf(command: Command): string {
  const group = command.parent?.parent ? `${command.parent.name()} ` : ''
  const args = command.registeredArguments
    .map(it => {
      const name = it.name() + (it.variadic ? '...' : '')
      return it.required ? ` <${name}>` : ` [${name}]`
    })
    .join('')
  const rest = command.name() === 'exec' ? ' -- <command>' : ''
  return code(`${group}${command.name()}${args}${rest}`)
}

/** Returns the variables of `exec`: all for an API key, only the credentials for a service account. */
function renderVariables(kind: ClientCredential['kind']): string {
  const [organization] = organizations
  const [key] = organization?.apiKeys ?? []
  const [account] = organization?.serviceAccounts ?? []
  const projectId = organization?.projects?.[0]?.id
  const credential =
    kind === 'apiKey'
      ? { kind, id: key?.publicKey ?? '', secret: key?.privateKey ?? '' }
      : { kind, id: account?.clientId ?? '', secret: account?.clientSecret ?? '' }
  const environment = clientEnvironment({ url: ADDRESS, orgId: organization?.id, projectId, credential })
  const lines = Object.entries(environment)
    .filter(([, value]) => kind === 'apiKey' || value === credential.id || value === credential.secret)
    .map(([name, value]) => `${name}=${value}`)
  return ['```text', ...lines, '```'].join('\n')
}

/* c8 ignore next -- the command; the test imports the function */
if (import.meta.main) writeReference()
