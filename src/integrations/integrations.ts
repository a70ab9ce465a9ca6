import type { Sources } from '../base/sources.ts'
import { AtlasError } from '../catalogue/errors.ts'
import type { IntegrationSettings, StoredIntegration } from '../store/integrations.ts'
import type { Project } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import type { BodyValidator } from '../validation/body-validator.ts'
import type { IntegrationType, Registry } from './registry.ts'

/** The project that an integration belongs to. */
type Owner = Pick<Project, 'id' | 'orgId'>

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

/** The third-party integrations of projects, without HTTP and SQL. */
export class Integrations {
  readonly #table: Store['integrations']
  readonly #validator: BodyValidator
  readonly #sources: Sources
  readonly #positions: ReadonlyMap<string, number>

  constructor(
    { integrations }: Pick<Store, 'integrations'>,
    sources: Sources,
    { thirdParty }: Registry,
    validator: BodyValidator
  ) {
    this.#table = integrations
    this.#validator = validator
    this.#sources = sources
    this.#positions = new Map(thirdParty.map(({ name }, index) => [name, index]))
  }

  /** Returns all integrations of a project in Atlas's fixed order. */
  list(projectId: string): StoredIntegration[] {
    const positionOf = (row: StoredIntegration) => this.#positions.get(row.type) as number
    return this.#table.listByProject(projectId).sort((a, b) => positionOf(a) - positionOf(b))
  }

  /** Returns a project's integration. @throws {AtlasError} INTEGRATION_NOT_CONFIGURED */
  find(projectId: string, type: IntegrationType): StoredIntegration {
    const row = this.#table.find(projectId, type.name)
    if (row) return row
    throw notConfigured(type)
  }

  /** Returns the settings in a body that creates an integration. @throws {AtlasError} for the first error in the body */
  read(type: IntegrationType, body: unknown): IntegrationSettings {
    return readSettings(this.#validator, type, body, 'create').set
  }

  /** Creates an integration. @throws {AtlasError} INTEGRATION_ALREADY_CONFIGURED */
  create(project: Owner, type: IntegrationType, settings: IntegrationSettings): void {
    if (this.#insert(project, type, settings)) return
    throw new AtlasError('INTEGRATION_ALREADY_CONFIGURED', [type.name], { code: 'already-configured' })
  }

  /**
   * Returns the project's settings of the type with a body merged into them; without settings, same as `read`.
   *
   * @throws {AtlasError} for the first error in the body
   */
  merge(project: Owner, type: IntegrationType, body: unknown): IntegrationSettings {
    const current = this.#table.find(project.id, type.name)
    if (!current) return this.read(type, body)
    return merge(type, current.settings, readSettings(this.#validator, type, body, 'update'))
  }

  /** Replaces the settings of the type under a new id. Must run in a transaction. @returns whether there were any */
  replace(project: Owner, type: IntegrationType, settings: IntegrationSettings): boolean {
    const existed = this.#table.remove(project.id, type.name)
    this.#insert(project, type, settings)
    return existed
  }

  /** Removes an integration. @throws {AtlasError} INTEGRATION_NOT_CONFIGURED */
  remove(projectId: string, type: IntegrationType): void {
    if (!this.#table.remove(projectId, type.name)) throw notConfigured(type)
  }

  #insert({ id: projectId, orgId }: Owner, type: IntegrationType, settings: IntegrationSettings): boolean {
    const id = this.#sources.objectId(orgId)
    return this.#table.insert({ id, projectId, type: type.name, settings, created: this.#sources.now(orgId) })
  }
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
