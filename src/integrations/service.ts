import type { BodyValidator } from '../body-validator.ts'
import { AtlasError } from '../errors.ts'
import type { Sources } from '../sources.ts'
import type { IntegrationSettings, StoredIntegration } from '../store/integrations.ts'
import type { Project } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import type { IntegrationType, Registry } from './registry.ts'

/** The project that an integration belongs to. */
type Owner = Pick<Project, 'id' | 'orgId'>

/** The operations on a project's integrations, without HTTP and SQL. */
export interface IntegrationService {
  /** Returns all integrations of a project in Atlas's fixed order. */
  list(projectId: string): StoredIntegration[]
  /** Returns a project's integration. @throws {AtlasError} INTEGRATION_NOT_CONFIGURED */
  find(projectId: string, type: IntegrationType): StoredIntegration
  /** Returns the settings in a body that creates an integration. @throws {AtlasError} for the first error in the body */
  read(type: IntegrationType, body: unknown): IntegrationSettings
  /** Creates an integration. @throws {AtlasError} INTEGRATION_ALREADY_CONFIGURED */
  create(project: Owner, type: IntegrationType, settings: IntegrationSettings): void
  /**
   * Returns the project's settings of the type with a body merged into them; without settings, same as `read`.
   *
   * @throws {AtlasError} for the first error in the body
   */
  merge(project: Owner, type: IntegrationType, body: unknown): IntegrationSettings
  /** Replaces the settings of the type, if any, under a new id. Must run in a transaction. */
  replace(project: Owner, type: IntegrationType, settings: IntegrationSettings): void
  /** Removes an integration. @throws {AtlasError} INTEGRATION_NOT_CONFIGURED */
  remove(projectId: string, type: IntegrationType): void
}

/** The settings in a body: fields with a value, and optional fields sent as null. */
export interface SettingsChange {
  set: IntegrationSettings
  cleared: string[]
}

/**
 * Validates a body and returns its settings without `id` and `type`.
 *
 * @throws {AtlasError} for the first error in the body
 */
export function readSettings(
  validator: BodyValidator,
  type: IntegrationType,
  body: unknown,
  purpose: 'create' | 'update'
): SettingsChange {
  const { set, cleared } = validator.validate(type.body, body, purpose)
  const { type: _type, ...settings } = set
  return { set: settings as IntegrationSettings, cleared }
}

export function createIntegrationService(
  { integrations: table }: Pick<Store, 'integrations'>,
  registry: Registry,
  validator: BodyValidator,
  sources: Sources
): IntegrationService {
  const positions = new Map(registry.types.map((type, index) => [type.name, index]))
  const positionOf = (row: StoredIntegration) => positions.get(row.type) as number
  const toRow = ({ id: projectId, orgId }: Owner, type: IntegrationType, settings: IntegrationSettings) => ({
    id: sources.objectId(orgId),
    projectId,
    type: type.name,
    settings,
    created: sources.now(orgId)
  })

  const service: IntegrationService = {
    list: projectId => table.listByProject(projectId).sort((a, b) => positionOf(a) - positionOf(b)),
    find(projectId, type) {
      const row = table.find(projectId, type.name)
      if (row) return row
      throw notConfigured(type)
    },
    read: (type, body) => readSettings(validator, type, body, 'create').set,
    create(project, type, settings) {
      if (table.insert(toRow(project, type, settings))) return
      throw new AtlasError('INTEGRATION_ALREADY_CONFIGURED', [type.name], { code: 'already-configured' })
    },
    merge(project, type, body) {
      const current = table.find(project.id, type.name)
      if (!current) return service.read(type, body)
      return merge(type, current.settings, readSettings(validator, type, body, 'update'))
    },
    replace(project, type, settings) {
      table.remove(project.id, type.name)
      table.insert(toRow(project, type, settings))
    },
    remove(projectId, type) {
      if (!table.remove(projectId, type.name)) throw notConfigured(type)
    }
  }
  return service
}

/** Merges a change into settings. Null clears a field, unless POST requires the field: then null is ignored. */
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
  return new AtlasError('INTEGRATION_NOT_CONFIGURED', [type.name], { code: 'not-configured' })
}
