import type { Role } from '../../types/wire.d.ts'
import { isCidr } from '../auth/access-list.ts'
import { ORGANIZATION_ROLES, PROJECT_ROLES } from '../auth/roles.ts'
import type { Registry } from '../integrations/registry.ts'
import type { Principal, RoleAssignment } from '../store/principals.ts'
import type { Store } from '../store/store.ts'
import { type IntegrationState, type OrganizationState, type ProjectState, StateError } from './document.ts'

/**
 * Inserts organizations within the caller's transaction.
 *
 * @param path JSON pointer of the list within its document
 * @throws {StateError} with the JSON pointer of an inconsistency
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
 * Inserts one organization within the caller's transaction.
 *
 * @param path JSON pointer of the organization within its document
 * @throws {StateError} with the JSON pointer of an inconsistency
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
 * Validates the roles of a principal and converts them to stored roles.
 *
 * @param projectIds of the principal's organization
 * @throws {StateError} for an unknown or duplicate role, or one outside the principal's organization
 */
export function readRoles(
  path: string,
  roles: readonly Role[],
  orgId: string,
  projectIds: ReadonlySet<string>
): RoleAssignment[] {
  const seen = new Set<string>()
  return roles.map((role, index) => {
    const names: readonly string[] = role.orgId === undefined ? PROJECT_ROLES : ORGANIZATION_ROLES
    if (!names.includes(role.roleName)) {
      throw new StateError(`${path}/${index}`, `roleName must be one of ${names.join(', ')}`)
    }
    if (role.orgId !== orgId && !projectIds.has(role.groupId ?? '')) {
      throw new StateError(
        `${path}/${index}`,
        "a role must be on the principal's organization or on one of its projects"
      )
    }
    const key = `${role.roleName} ${role.orgId ?? role.groupId}`
    if (seen.has(key)) throw new StateError(`${path}/${index}`, 'duplicate role')
    seen.add(key)
    return { roleName: role.roleName, orgId: role.orgId ?? null, projectId: role.groupId ?? null }
  })
}

/** Checks an access list. @throws {StateError} for an entry that is not an address or CIDR block */
export function checkAccessList(path: string, accessList: readonly string[]): void {
  const invalid = accessList.findIndex(entry => !isCidr(entry))
  if (invalid >= 0)
    throw new StateError(
      `${path}/${invalid}`,
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
    if (baseline.id !== id) throw new StateError(`${path}/baseline/id`, `must be ${id}`)
    if (baseline.baseline)
      throw new StateError(`${path}/baseline/baseline`, 'a baseline must not have a baseline')
    sandboxes.insert({ orgId: id, baseline: JSON.stringify(baseline) })
  }

  #project(path: string, orgId: string, project: ProjectState): void {
    const { integrations = [], ...rest } = project
    const row = { withDefaultAlertsSettings: true, ...rest, orgId, created: timeOf(path, project) }
    if (!write(path, () => this.#store.projects.insert(row))) {
      throw new StateError(path, `the organization already has a project named ${project.name}`)
    }
    for (const [at, integration] of integrations.entries()) {
      this.#integration(`${path}/integrations/${at}`, project.id, integration)
    }
  }

  #integration(path: string, projectId: string, integration: IntegrationState): void {
    const { id, type, settings } = integration
    const known = this.#registry.types.find(({ name, facts }) => name === type && !facts.refused)
    if (!known) throw new StateError(`${path}/type`, `unknown integration type '${type}'`)
    const fields = new Map(known.fields)
    for (const [name, value] of Object.entries(settings)) {
      const field = fields.get(name)
      if (!field) throw new StateError(`${path}/settings/${name}`, `unknown field of ${type}`)
      if (value !== null && field.type !== undefined && typeof value !== field.type) {
        throw new StateError(`${path}/settings/${name}`, `must be ${field.type}`)
      }
    }
    const row = { id, projectId, type, settings, created: timeOf(path, integration) }
    const isNew = write(path, () => this.#store.integrations.insert(row))
    if (!isNew) throw new StateError(path, `the project already has a ${type} integration`)
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
  roles: readonly Role[]
  accessList?: readonly string[]
}

/** Parses a time. @throws {StateError} for one that the schema allows and JavaScript does not: a leap second, `+01` */
function timeOf(path: string, { created }: { created: string }): number {
  const time = Date.parse(created)
  if (Number.isNaN(time)) throw new StateError(`${path}/created`, 'is not a valid time')
  return time
}

/** Runs a write and converts a violated constraint to a StateError. */
function write<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw new StateError(path, describeConstraint((error as Error).message))
  }
}

/** Removes the names of tables from SQLite's message. */
function describeConstraint(message: string): string {
  return message.replace(/^UNIQUE constraint failed: (.*)$/, (_, columns: string) => {
    const names = columns.split(', ').map(column => column.replace(/^.*\./, ''))
    return `duplicate ${names.join(' and ')}`
  })
}
