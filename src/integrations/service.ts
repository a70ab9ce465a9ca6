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
  /** Returns the settings that a body creates. @throws {AtlasError} for the body's first fault */
  read(type: IntegrationType, body: unknown): IntegrationSettings
  /** Configures a type that the project does not have yet. @throws {AtlasError} INTEGRATION_ALREADY_CONFIGURED */
  create(project: Owner, type: IntegrationType, settings: IntegrationSettings): void
  /**
   * Returns what the project has configured with a body merged into it; where it has nothing, what the body creates.
   * @throws {AtlasError} for the body's first fault
   */
  merge(project: Owner, type: IntegrationType, body: unknown): IntegrationSettings
  /** Puts settings in place of those that are configured, if any, under a new id; within a transaction. */
  replace(project: Owner, type: IntegrationType, settings: IntegrationSettings): void
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
    read: (type, body) => readSettings(validator, type, body, 'create').set,
    create(project, type, settings) {
      if (table.insert(stamp(project, type, settings))) return
      throw new AtlasError('INTEGRATION_ALREADY_CONFIGURED', [type.name], { code: 'already-configured' })
    },
    merge(project, type, body) {
      const current = table.find(project.id, type.name)
      if (!current) return service.read(type, body)
      return merge(type, current.settings, readSettings(validator, type, body, 'update'))
    },
    replace(project, type, settings) {
      table.remove(project.id, type.name)
      table.insert(stamp(project, type, settings))
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
  return new AtlasError('INTEGRATION_NOT_CONFIGURED', [type.name], { code: 'not-configured' })
}
