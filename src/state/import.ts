import { inheritedSize } from '../alert-configs/alert-configs.ts'
import { describeMissing, describeTypes } from '../base/ajv.ts'
import type { Fields } from '../base/json.ts'
import { parseTime } from '../base/sources.ts'
import { ORGANIZATION_ROLES, PROJECT_ROLES } from '../catalogue/permissions.ts'
import {
  DOCUMENT_RESOURCES,
  type DocumentField,
  type DocumentResource,
  documentsOf,
  type PropertySchema,
  type StreamResource
} from '../catalogue/vocabulary.ts'
import { canonicalBlock, isCidr } from '../http/addresses.ts'
import type { Registry, ServiceContext } from '../integrations/registry.ts'
import type { StoredDocument } from '../store/documents.ts'
import type { Principal, RoleAssignment } from '../store/principals.ts'
import { bodySchema, hasType } from '../validation/body-schemas.ts'
import {
  type ApiKeyState,
  type DocumentState,
  type IntegrationState,
  type OrganizationState,
  type ProjectState,
  StateError
} from './document.ts'

type ImportContext = Pick<ServiceContext, 'store' | 'registry'>

/**
 * Inserts organizations within the caller's transaction.
 *
 * @throws {StateError} with the JSON pointer of an inconsistency
 */
export function importOrganizations(
  context: ImportContext,
  organizations: readonly OrganizationState[]
): void {
  for (const [at, organization] of organizations.entries()) {
    importOrganization(context, organization, `/organizations/${at}`)
  }
}

/**
 * Inserts one organization within the caller's transaction.
 *
 * @param path JSON pointer of the organization within its document
 * @throws {StateError} with the JSON pointer of an inconsistency
 */
export function importOrganization(
  context: ImportContext,
  organization: OrganizationState,
  path: string
): void {
  const { id: orgId, name, projects = [], apiKeys = [], serviceAccounts = [], baseline } = organization
  const { apiAccessListRequired: requiresAccessList = false } = organization
  const { organizations, principals, credentials, sandboxes } = context.store
  const created = timeOf(`${path}/created`, organization.created)
  withStateErrors(path, () => organizations.insert({ id: orgId, name, created, requiresAccessList }))
  for (const [at, project] of projects.entries()) {
    importProject(context, orgId, project, `${path}/projects/${at}`)
  }
  const projectIds = new Set(projects.map(({ id }) => id))
  const insertPrincipal = (
    place: string,
    kind: Principal['kind'],
    id: string,
    rights: Pick<ApiKeyState, 'roles' | 'accessList'>
  ) => {
    const { accessList = [] } = rights
    const roles = readRoles(`${place}/roles`, rights.roles, orgId, projectIds)
    checkAccessList(`${place}/accessList`, accessList)
    withStateErrors(place, () => principals.insert({ id, kind, orgId, roles, accessList }))
  }
  for (const [at, key] of apiKeys.entries()) {
    insertPrincipal(`${path}/apiKeys/${at}`, 'apiKey', key.publicKey, key)
    credentials.insertApiKey(key.publicKey, key.ha1)
  }
  for (const [at, account] of serviceAccounts.entries()) {
    insertPrincipal(`${path}/serviceAccounts/${at}`, 'serviceAccount', account.clientId, account)
    credentials.insertServiceAccount(account.clientId, account.secretHash, account.tokenLifetime)
  }
  importDocuments(context, { projectId: null, orgId }, organization, path)
  if (!baseline) return
  if (baseline.id !== orgId) throw new StateError(`${path}/baseline/id`, `must be ${orgId}`)
  if (baseline.baseline) {
    throw new StateError(`${path}/baseline/baseline`, 'a baseline must not have a baseline')
  }
  sandboxes.insert(orgId, JSON.stringify(baseline))
}

function importProject(context: ImportContext, orgId: string, project: ProjectState, path: string): void {
  const { projects, integrations } = context.store
  const { integrations: rows = [], ...details } = project
  for (const { field } of documentsOf('project')) delete details[field]
  checkEntries(`${path}/accessList`, project.accessList)
  const row = {
    withDefaultAlertsSettings: true,
    ...details,
    orgId,
    created: timeOf(`${path}/created`, project.created)
  }
  if (!withStateErrors(path, () => projects.insert(row))) {
    throw new StateError(path, `the organization already has a project named ${project.name}`)
  }
  for (const [at, integration] of rows.entries()) {
    const place = `${path}/integrations/${at}`
    checkIntegration(context.registry, integration, place)
    const row = {
      ...integration,
      projectId: project.id,
      created: timeOf(`${place}/created`, integration.created)
    }
    if (!withStateErrors(place, () => integrations.insert(row))) {
      throw new StateError(place, `the project already has a ${integration.type} integration`)
    }
  }
  importDocuments(context, { projectId: project.id, orgId: null }, project, path)
}

function importDocuments(
  { store: { documents }, registry }: ImportContext,
  owner: Pick<StoredDocument, 'projectId' | 'orgId'>,
  state: Partial<Record<DocumentField, DocumentState[]>>,
  path: string
): void {
  for (const { resource, field } of documentsOf(owner.orgId === null ? 'project' : 'organization')) {
    for (const [at, document] of state[field]?.entries() ?? []) {
      const place = `${path}/${field}/${at}`
      const created = timeOf(`${place}/created`, document.created)
      const updated = timeOf(`${place}/updated`, document.updated)
      checkDocument(registry, resource, document.settings, `${place}/settings`)
      const shown = resource === 'alertConfigs' ? inheritedSize(registry, document.settings) : 0
      withStateErrors(place, () =>
        documents.insert(resource, { ...document, ...owner, created, updated }, shown)
      )
    }
  }
}

/**
 * Validates the roles of a principal and converts them to stored roles.
 *
 * @param projectIds of the principal's organization
 * @throws {StateError} for an unknown or duplicate role, or one outside the principal's organization
 */
export function readRoles(
  path: string,
  roles: readonly ApiKeyState['roles'][number][],
  orgId: string,
  projectIds: ReadonlySet<string>
): RoleAssignment[] {
  const seen = new Set<string>()
  return roles.map((role, at) => {
    const place = `${path}/${at}`
    const names: readonly string[] = role.orgId === undefined ? PROJECT_ROLES : ORGANIZATION_ROLES
    if (!names.includes(role.roleName)) {
      throw new StateError(place, `roleName must be one of ${names.join(', ')}`)
    }
    if (role.orgId !== orgId && !projectIds.has(role.groupId ?? '')) {
      throw new StateError(place, "a role must be on the principal's organization or on one of its projects")
    }
    const key = `${role.roleName} ${role.orgId ?? role.groupId}`
    if (seen.has(key)) throw new StateError(place, 'duplicate role')
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

/** Parses a time. @throws {StateError} for one that the schema allows and {@link parseTime} does not */
export function timeOf(path: string, text: string): number {
  const time = parseTime(text)
  if (Number.isNaN(time)) throw new StateError(path, 'is not a valid time')
  return time
}

/** Runs a write and converts a violated constraint to a StateError, without the names of tables. */
export function withStateErrors<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    const text = (error as Error).message
    const columns = /^UNIQUE constraint failed: (.*)$/.exec(text)?.[1]
    const names = columns?.split(', ').map(column => column.replace(/^.*\./, ''))
    throw new StateError(path, names ? `duplicate ${names.join(' and ')}` : text)
  }
}

/** Checks the settings of a third-party integration. @throws {StateError} */
export function checkIntegration(
  registry: Registry,
  { type, settings }: IntegrationState,
  path: string
): void {
  const known = registry.thirdParty.find(({ name, facts }) => name === type && !facts.rejectedWith)
  if (!known) throw new StateError(`${path}/type`, `unknown integration type '${type}'`)
  checkFields(Object.fromEntries(known.fields), settings, type, `${path}/settings`)
}

/** Checks the settings of a document, which name their type. @throws {StateError} */
export function checkDocument(
  registry: Registry,
  resource: DocumentResource,
  settings: Fields,
  path: string
): void {
  const facts = DOCUMENT_RESOURCES[resource]
  const { owner, body } =
    'body' in facts
      ? { owner: resource, body: bodySchema(facts.body) }
      : findType(registry, resource as StreamResource, settings, path)
  // A member that is null counts as absent.
  const missing = body.required.find(name => !Object.hasOwn(settings, name) || settings[name] === null)
  if (missing !== undefined) throw new StateError(path, describeMissing(missing))
  checkFields(body.properties, settings, owner, path)
}

/** @throws {StateError} for an unknown type */
function findType(registry: Registry, resource: StreamResource, settings: Fields, path: string) {
  const type = registry.ofBody(resource, settings)
  if (type) return { owner: type.name, body: type.body }
  const names = registry.of(resource).map(({ name }) => name)
  throw new StateError(`${path}/${registry.typeField(resource)}`, `must be one of ${names.join(', ')}`)
}

/** Checks the IP access list of a project. @throws {StateError} for an invalid or duplicate block or a wrong time */
export function checkEntries(path: string, entries: ProjectState['accessList'] = []): void {
  const seen = new Set<string>()
  for (const [at, { cidrBlock, deleteAfterDate }] of entries.entries()) {
    const block = cidrBlock.includes('/') ? canonicalBlock(cidrBlock) : undefined
    if (block === undefined) throw new StateError(`${path}/${at}/cidrBlock`, 'must be an IPv4 or IPv6 block')
    if (seen.has(block)) throw new StateError(`${path}/${at}`, 'duplicate cidrBlock')
    seen.add(block)
    if (deleteAfterDate !== undefined && Number.isNaN(parseTime(deleteAfterDate))) {
      throw new StateError(`${path}/${at}/deleteAfterDate`, 'is not a valid time')
    }
  }
}

/** Checks names and JSON types only: the rules for values may have changed since the export. */
function checkFields(
  fields: Readonly<Record<string, PropertySchema>>,
  settings: Fields,
  owner: string,
  path: string
): void {
  for (const [name, value] of Object.entries(settings)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (!field) throw new StateError(`${path}/${name}`, `unknown field of ${owner}`)
    if (value !== null && !hasType(field, value))
      throw new StateError(`${path}/${name}`, describeTypes([String(field.type)]))
  }
}
