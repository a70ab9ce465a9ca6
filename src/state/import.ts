import { isCidr } from '../auth/access-list.ts'
import { ORGANIZATION_ROLES, PROJECT_ROLES } from '../auth/roles.ts'
import type { Registry } from '../integrations/registry.ts'
import type { Principal, RoleAssignment } from '../store/principals.ts'
import type { Store } from '../store/store.ts'
import {
  type IntegrationState,
  type OrganizationState,
  type ProjectState,
  type RoleState,
  StateFault
} from './document.ts'

/**
 * Writes organizations into the tables, within the caller's transaction.
 *
 * @param path JSON pointer of the list within its document
 * @throws {StateFault} with the place of what does not fit together
 */
export function importOrganizations(
  store: Store,
  registry: Registry,
  organizations: readonly OrganizationState[],
  path = '/organizations'
): void {
  for (const [index, organization] of organizations.entries()) {
    importOrganization(store, registry, organization, `${path}/${index}`)
  }
}

/**
 * Writes one organization into the tables, within the caller's transaction.
 *
 * @param path JSON pointer of the organization within its document
 * @throws {StateFault} with the place of what does not fit together
 */
export function importOrganization(
  store: Store,
  registry: Registry,
  organization: OrganizationState,
  path: string
): void {
  new Writer(store, registry).organization(path, organization)
}

/**
 * A principal's roles as they are kept.
 *
 * @param projectIds of the principal's organization
 * @throws {StateFault} for a role that is none, or is on something else than the own organization
 */
export function readRoles(
  path: string,
  roles: readonly RoleState[],
  orgId: string,
  projectIds: ReadonlySet<string>
): RoleAssignment[] {
  const seen = new Set<string>()
  return roles.map((role, index) => {
    const names: readonly string[] = role.orgId === undefined ? PROJECT_ROLES : ORGANIZATION_ROLES
    if (!names.includes(role.roleName)) {
      throw new StateFault(`${path}/${index}`, `roleName must be one of ${names.join(', ')}`)
    }
    if (role.orgId !== orgId && !projectIds.has(role.groupId ?? '')) {
      throw new StateFault(
        `${path}/${index}`,
        "a role must be on the key's own organization or on one of its projects"
      )
    }
    const key = `${role.roleName} ${role.orgId ?? role.groupId}`
    if (seen.has(key)) throw new StateFault(`${path}/${index}`, 'the role is there already')
    seen.add(key)
    return { roleName: role.roleName, orgId: role.orgId ?? null, projectId: role.groupId ?? null }
  })
}

/** @throws {StateFault} for an entry that is neither an address nor a CIDR block */
export function checkAccessList(path: string, accessList: readonly string[]): void {
  const wrong = accessList.findIndex(entry => !isCidr(entry))
  if (wrong >= 0)
    throw new StateFault(
      `${path}/${wrong}`,
      'must be an IPv4 or IPv6 address or a CIDR block, without a zone'
    )
}

class Writer {
  readonly #store: Store
  readonly #registry: Registry

  constructor(store: Store, registry: Registry) {
    this.#store = store
    this.#registry = registry
  }

  organization(path: string, organization: OrganizationState): void {
    const { id, name, projects = [], baseline } = organization
    const { organizations, credentials, sandboxes } = this.#store
    const created = timeOf(path, organization)
    write(path, () => organizations.insert({ id, name, created }))
    for (const [at, project] of projects.entries()) this.#project(`${path}/projects/${at}`, id, project)
    const projectIds = new Set(projects.map(project => project.id))
    const principal = (place: string, row: RolesAndList & Pick<Principal, 'id' | 'kind'>) =>
      this.#principal(place, id, projectIds, row)
    for (const [at, key] of (organization.apiKeys ?? []).entries()) {
      principal(`${path}/apiKeys/${at}`, { ...key, id: key.publicKey, kind: 'apiKey' })
      credentials.insertApiKey(key.publicKey, key.ha1)
    }
    for (const [at, account] of (organization.serviceAccounts ?? []).entries()) {
      principal(`${path}/serviceAccounts/${at}`, { ...account, id: account.clientId, kind: 'serviceAccount' })
      credentials.insertServiceAccount(account.clientId, account.secretHash, account.tokenLifetime)
    }
    if (!baseline) return
    if (baseline.id !== id) throw new StateFault(`${path}/baseline/id`, `must be ${id}`)
    if (baseline.baseline) throw new StateFault(`${path}/baseline/baseline`, 'a baseline has none')
    sandboxes.insert({ orgId: id, baseline: JSON.stringify(baseline) })
  }

  #project(path: string, orgId: string, project: ProjectState): void {
    const { integrations = [], ...rest } = project
    const row = { withDefaultAlertsSettings: true, ...rest, orgId, created: timeOf(path, project) }
    if (!write(path, () => this.#store.projects.insert(row))) {
      throw new StateFault(path, `the organization has a project of the name ${project.name} already`)
    }
    for (const [at, integration] of integrations.entries()) {
      this.#integration(`${path}/integrations/${at}`, project.id, integration)
    }
  }

  #integration(path: string, projectId: string, integration: IntegrationState): void {
    const { id, type, settings } = integration
    const known = this.#registry.types.find(({ name, facts }) => name === type && !facts.refused)
    if (!known) throw new StateFault(`${path}/type`, `there is no integration type ${type}`)
    const fields = new Map(known.fields)
    for (const [name, value] of Object.entries(settings)) {
      const field = fields.get(name)
      if (!field) throw new StateFault(`${path}/settings/${name}`, `${type} has no such field`)
      if (value !== null && field.type !== undefined && typeof value !== field.type) {
        throw new StateFault(`${path}/settings/${name}`, `must be ${field.type}`)
      }
    }
    const row = { id, projectId, type, settings, created: timeOf(path, integration) }
    const kept = write(path, () => this.#store.integrations.insert(row))
    if (!kept) throw new StateFault(path, `the project has a ${type} integration already`)
  }

  #principal(
    path: string,
    orgId: string,
    projectIds: ReadonlySet<string>,
    { id, kind, roles, accessList = [] }: RolesAndList & Pick<Principal, 'id' | 'kind'>
  ): void {
    const assignments = readRoles(`${path}/roles`, roles, orgId, projectIds)
    checkAccessList(`${path}/accessList`, accessList)
    write(path, () => this.#store.principals.insert({ id, kind, orgId, roles: assignments, accessList }))
  }
}

interface RolesAndList {
  roles: readonly RoleState[]
  accessList?: readonly string[]
}

/** @throws {StateFault} for a time that the schema lets pass and JavaScript does not read: a leap second, `+01` */
function timeOf(path: string, { created }: { created: string }): number {
  const time = Date.parse(created)
  if (Number.isNaN(time)) throw new StateFault(`${path}/created`, 'no such time')
  return time
}

/** A constraint of the database, told with the place in the document. */
function write<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw new StateFault(path, inWords((error as Error).message))
  }
}

/** SQLite's refusal of what is there already, without the names of tables. */
function inWords(message: string): string {
  return message.replace(/^UNIQUE constraint failed: (.*)$/, (_, columns: string) => {
    const names = columns.split(', ').map(column => column.replace(/^.*\./, ''))
    return `another has the same ${names.join(' and ')}`
  })
}
