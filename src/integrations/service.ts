import { AtlasError } from '../errors.ts'
import type { Sources } from '../sources.ts'
import type { IntegrationsTable, StoredIntegration } from '../store/integrations.ts'
import type { IntegrationType, Registry } from './registry.ts'
import { type IntegrationSettings, SettingsValidator } from './validation.ts'

/** The operations on a project's integrations, apart from HTTP and SQL. */
export interface IntegrationService {
  /** All of a project's integrations in Atlas's fixed order. */
  list(projectId: string): StoredIntegration[]
  /**
   * Configures a type that the project does not have yet.
   * @throws {AtlasError} a fault of the body, or INTEGRATION_ALREADY_CONFIGURED
   */
  create(projectId: string, type: IntegrationType, body: unknown): StoredIntegration
}

export function createIntegrationService(
  table: IntegrationsTable,
  registry: Registry,
  sources: Sources
): IntegrationService {
  const validator = new SettingsValidator()
  const place = new Map(registry.types.map((type, index) => [type.name, index]))
  const placeOf = (row: StoredIntegration) => place.get(row.type) ?? registry.types.length

  return {
    list(projectId) {
      return table.listByProject(projectId).sort((a, b) => placeOf(a) - placeOf(b))
    },
    create(projectId, type, body) {
      const { set } = validator.validate(type, body, 'create')
      return insert(projectId, type, set)
    }
  }

  function insert(projectId: string, type: IntegrationType, settings: IntegrationSettings) {
    const id = sources.objectId()
    const row = table.insert({ id, projectId, type: type.name, settings, created: sources.now() })
    if (row) return row
    throw new AtlasError('INTEGRATION_ALREADY_CONFIGURED', [type.name], { reason: 'already configured' })
  }
}
