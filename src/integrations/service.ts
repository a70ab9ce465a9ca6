import type { BodyValidator } from '../body-validator.ts'
import { AtlasError } from '../errors.ts'
import type { Sources } from '../sources.ts'
import type { IntegrationSettings, StoredIntegration } from '../store/integrations.ts'
import type { Project } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import type { IntegrationType, Registry } from './registry.ts'

/** The project that an integration belongs to. */
type Owner = Pick<Project, 'id' | 'orgId'>

/** The operations on a project's integrations, apart from HTTP and SQL. */
export interface IntegrationService {
  /** All of a project's integrations in Atlas's fixed order. */
  list(projectId: string): StoredIntegration[]
  /** @throws {AtlasError} INTEGRATION_NOT_CONFIGURED */
  find(projectId: string, type: IntegrationType): StoredIntegration
  /**
   * Configures a type that the project does not have yet.
   * @throws {AtlasError} a fault of the body, or INTEGRATION_ALREADY_CONFIGURED
   */
  create(project: Owner, type: IntegrationType, body: unknown): void
  /**
   * Merges the body into what is configured, under a new id; configures the type where it is not. Within the
   * caller's transaction.
   * @throws {AtlasError} a fault of the body
   */
  update(project: Owner, type: IntegrationType, body: unknown): void
  /** @throws {AtlasError} INTEGRATION_NOT_CONFIGURED */
  remove(projectId: string, type: IntegrationType): void
}

/** What a body asks for: fields with a value, and optional ones that were sent as null. */
export interface SettingsChange {
  set: IntegrationSettings
  cleared: string[]
}

/**
 * A type's settings out of a body; `id` and `type` are checked and left out.
 * @throws {AtlasError} for the first fault
 */
export function readSettings(
  validator: BodyValidator,
  type: IntegrationType,
  body: unknown,
  purpose: 'create' | 'update'
): SettingsChange {
  const { set, cleared } = validator.validate(type.body, body, purpose)
  const { id: _id, type: _type, ...settings } = set
  return { set: settings as IntegrationSettings, cleared }
}

export function createIntegrationService(
  { integrations: table }: Pick<Store, 'integrations'>,
  registry: Registry,
  validator: BodyValidator,
  sources: Sources
): IntegrationService {
  const place = new Map(registry.types.map((type, index) => [type.name, index]))
  const placeOf = (row: StoredIntegration) => place.get(row.type) as number
  const stamp = ({ id: projectId, orgId }: Owner, type: IntegrationType, settings: IntegrationSettings) => ({
    id: sources.objectId(orgId),
    projectId,
    type: type.name,
    settings,
    created: sources.now(orgId)
  })

  const service: IntegrationService = {
    list: projectId => table.listByProject(projectId).sort((a, b) => placeOf(a) - placeOf(b)),
    find(projectId, type) {
      const row = table.find(projectId, type.name)
      if (row) return row
      throw notConfigured(type)
    },
    create(project, type, body) {
      const { set } = readSettings(validator, type, body, 'create')
      if (table.insert(stamp(project, type, set))) return
      throw new AtlasError('INTEGRATION_ALREADY_CONFIGURED', [type.name], { reason: 'already configured' })
    },
    update(project, type, body) {
      const current = table.find(project.id, type.name)
      if (!current) return service.create(project, type, body)
      const change = readSettings(validator, type, body, 'update')
      table.replace(stamp(project, type, merge(type, current.settings, change)))
    },
    remove(projectId, type) {
      if (!table.remove(projectId, type.name)) throw notConfigured(type)
    }
  }
  return service
}

/** A null clears, except where only a creation needs the field: then it counts as left out. */
function merge(
  { body }: IntegrationType,
  current: IntegrationSettings,
  { set, cleared }: SettingsChange
): IntegrationSettings {
  const dropped = new Set(cleared.filter(name => !body.requiredToCreate.includes(name)))
  const kept = Object.entries(current).filter(([name]) => !dropped.has(name))
  return { ...Object.fromEntries(kept), ...set }
}

function notConfigured(type: IntegrationType): AtlasError {
  return new AtlasError('INTEGRATION_NOT_CONFIGURED', [type.name], { reason: 'not configured' })
}
