import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { assetUrl, readAsset } from '../src/assets.ts'
import { OPERATION_ROWS } from '../src/atlas/operation.ts'
import type { ErrorRow } from '../src/catalogue/errors.ts'
import { createCommands } from '../src/cli/program.ts'
import { Terminal } from '../src/cli/terminal.ts'
import { type ClientCredential, clientEnvironment } from '../src/client/environment.ts'
import { SETTINGS, textOf } from '../src/config/settings.ts'
import { createRegistry, readTypeFiles } from '../src/integrations/registry.ts'
import { code, READMES, table, text } from './fidelity.ts'
import { readErrors } from './ledger.ts'
import { renderSuites, updateSuites } from './official-suites.ts'
import { writeChanged } from './write-file.ts'

const TARGET = 'docs/REFERENCE.md'
const TEMPLATE = 'scripts/reference.md'
const ADDRESS = 'http://127.0.0.1:8080'
const DEFAULT_VERSION = '2023-01-01'

interface Role {
  orgId?: string
  groupId?: string
  roleName: string
}

/** The fields of `fixtures/seed.json` that the page shows. */
interface Seed {
  organizations: {
    id: string
    name: string
    projects: { id: string; name: string; integrations?: { type: string }[] }[]
    apiKeys?: { publicKey: string; privateKey: string; roles: Role[]; accessList?: string[] }[]
    serviceAccounts?: { clientId: string; clientSecret: string; roles: Role[] }[]
  }[]
}

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
    errors: renderErrors(),
    suites: renderSuites()
  }
  return readFileSync(assetUrl(TEMPLATE), 'utf8').replace(/^<!-- (.+) -->$/gm, (_, name: string) => {
    const part = parts[name]
    if (part === undefined) throw new Error(`${TEMPLATE}: unknown part '${name}'`)
    return part
  })
}

/** Returns a row for each tag and version, with the methods of each path. */
function renderRequests(): string {
  const rows = new Map<string, Map<string, string[]>>()
  for (const { tag, version, path, method } of Object.values(OPERATION_ROWS)) {
    const title = version === undefined || version === DEFAULT_VERSION ? tag : `${tag}, ${version}`
    const paths = rows.get(title) ?? new Map<string, string[]>()
    const template = path.replace(/:(\w+)/g, '{$1}')
    rows.set(title, paths.set(template, [...(paths.get(template) ?? []), method]))
  }
  return table(
    ['resource', 'methods and paths'],
    [...rows].map(([title, paths]) => [
      title,
      [...paths].map(([path, methods]) => `${methods.join(', ')} ${code(path)}`).join('; ')
    ])
  )
}

function renderCredentials(): string {
  const names = new Map(
    organizations.flatMap(({ id, name, projects }) => [[id, name], ...projects.map(nameOf)] as const)
  )
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

function nameOf({ id, name }: { id: string; name: string }): [string, string] {
  return [id, name]
}

function renderProjects(): string {
  return table(
    ['organization', 'project', 'integrations'],
    organizations.flatMap(({ id, name, projects }) =>
      projects.map(project => [
        `${name} ${code(id)}`,
        `${project.name} ${code(project.id)}`,
        (project.integrations ?? []).map(({ type }) => type).join(', ')
      ])
    )
  )
}

function renderSettings(): string {
  return table(
    ['flag', 'variable', 'default', 'description'],
    SETTINGS.map(({ flag, argument, variable, schema }) => [
      code(`${flag} ${argument}`),
      code(variable),
      schema.default === undefined ? '' : code(textOf(schema.default)),
      text(schema.description)
    ])
  )
}

function renderCommands(): string {
  const { commands } = createCommands([], new Terminal({}, process))
  return table(
    ['command', 'description', 'additional options'],
    commands.flatMap(command => (command.commands.length > 0 ? command.commands : [command])).map(rowOf)
  )
}

function rowOf(command: Command): string[] {
  const group = command.parent?.parent ? `${command.parent.name()} ` : ''
  const args = command.registeredArguments.map(it => ` <${it.name()}${it.variadic ? '...' : ''}>`).join('')
  const additional = command.options.filter(
    ({ flags }) => !SETTINGS.some(({ flag, argument }) => flags === `${flag} ${argument}`)
  )
  const rest = command.name() === 'exec' ? ' -- <command>' : ''
  return [
    code(`${group}${command.name()}${args}${rest}`),
    text(command.description()),
    additional.map(option => code(option.flags)).join(' ')
  ]
}

/** Returns the variables of `exec`: all for an API key, only the credentials for a service account. */
function renderVariables(kind: ClientCredential['kind']): string {
  const [organization] = organizations
  const [key] = organization?.apiKeys ?? []
  const [account] = organization?.serviceAccounts ?? []
  const projectId = organization?.projects[0]?.id
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

/** Returns a row of errors for each status of the catalogue. */
function renderErrors(): string {
  const rows = readErrors(createRegistry(readTypeFiles()).all)
  const byStatus = Map.groupBy(
    rows.toSorted((a, b) => a.status - b.status),
    row => row.status
  )
  return table(
    ['status', 'codes'],
    [...byStatus].map(([status, errors]) => [String(status), errors.map(nameOfError).join(', ')])
  )
}

/** Returns the error code, or what the response has instead. */
function nameOfError({ errorCode, form }: ErrorRow): string {
  if (form === undefined) return code(errorCode)
  return form === 'challenge' ? 'none (Digest challenge)' : 'none (no body)'
}

/* c8 ignore next -- the command; the test imports the function */
if (import.meta.main) writeReference()
