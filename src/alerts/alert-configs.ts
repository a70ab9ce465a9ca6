import type { Sources } from '../base/sources.ts'
import { AtlasError } from '../catalogue/errors.ts'
import type { PropertySchema } from '../catalogue/vocabulary.ts'
import { type DocumentSettings, Documents } from '../integrations/documents.ts'
import { keepSecrets } from '../integrations/presenter.ts'
import type { StoredDocument } from '../store/documents.ts'
import type { Project } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import { bodySchema } from '../validation/body-schemas.ts'
import type { BodyValidator } from '../validation/body-validator.ts'
import { DEFAULT_CONFIGS } from './default-configs.ts'

/** A target of an alert configuration, as submitted. */
export interface Notification {
  typeName: string
  notifierId: string
  integrationId?: string
  [field: string]: unknown
}

/** Values of `matchers.fieldName` in the order recorded 2026-08-10. */
export const MATCHER_FIELD_NAMES = [
  'ATLAS_NODE_TYPE',
  'CLUSTER_NAME',
  'HOSTNAME',
  'PORT',
  'HOSTNAME_AND_PORT',
  'APPLICATION_ID',
  'REPLICA_SET_NAME',
  'TYPE_NAME',
  'SHARD_NAME'
]

const SCHEMA = bodySchema('GroupAlertsConfig')

/** The schemas of a notification's fields by name. */
export const NOTIFICATION_FIELDS: Readonly<Record<string, PropertySchema>> =
  SCHEMA.properties['notifications']?.items?.properties ?? {}

/** Alert configurations. */
export class AlertConfigs extends Documents {
  readonly #integrations: Store['integrations']
  readonly #validator: BodyValidator

  constructor(store: Pick<Store, 'documents' | 'integrations'>, sources: Sources, validator: BodyValidator) {
    super(
      store,
      sources,
      'alertConfigs',
      () => new AtlasError('ALERT_CONFIG_NOT_FOUND', [], { code: 'document-unknown' })
    )
    this.#integrations = store.integrations
    this.#validator = validator
  }

  /** Validates a body and returns its settings without nulls. @throws {AtlasError} for the first error in the body */
  read(body: unknown): DocumentSettings {
    const { set } = this.#validator.validate(SCHEMA, withoutNulls(body), 'create')
    for (const notification of set['notifications'] as Notification[]) rejectTooSmall(notification)
    return set
  }

  /**
   * Returns settings with a notifierId in each notification.
   *
   * @param current the configuration that the settings replace; a redacted secret keeps its stored value
   * @throws {AtlasError} INVALID_ATTRIBUTE for the id of an integration that the project does not have
   */
  complete(project: Project, read: DocumentSettings, current?: StoredDocument): DocumentSettings {
    const settings = current ? keepSecrets(SCHEMA.properties, current.settings, read) : read
    const ids = new Set(this.#integrations.listByProject(project.id).map(({ id }) => id))
    const notifications = (settings['notifications'] as Partial<Notification>[]).map(notification => {
      const { integrationId, notifierId = this.sources.objectId(project.orgId) } = notification
      if (integrationId === undefined || ids.has(integrationId)) return { ...notification, notifierId }
      const attribute = 'integrationId'
      throw new AtlasError('INVALID_ATTRIBUTE', [attribute], { code: 'integration-id-unknown', attribute })
    })
    return { ...settings, notifications }
  }

  /**
   * Returns a configuration as GET shows it: a notification without integrationId has the id of the project's
   * integration of its type. Reported; not known: which id, and when exactly.
   */
  withIntegrationIds(document: StoredDocument): StoredDocument {
    // An alert configuration belongs to a project.
    const integrations = this.#integrations.listByProject(document.projectId as string)
    const ids = new Map(integrations.map(({ type, id }) => [type, id]))
    const notifications = (document.settings['notifications'] as Notification[]).map(notification => {
      const integrationId = notification.integrationId ?? ids.get(notification.typeName)
      return { ...notification, ...(integrationId !== undefined && { integrationId }) }
    })
    return { ...document, settings: { ...document.settings, notifications } }
  }

  /** Returns the value of a body that turns a configuration on or off. @throws {AtlasError} */
  readToggle(body: unknown): DocumentSettings {
    return this.#validator.validate(bodySchema('AlertsToggle'), body, 'create').set
  }

  /** Creates the configurations that a project with the default alert settings begins with. */
  createDefaults(project: Project): void {
    for (const settings of DEFAULT_CONFIGS) this.create(project, this.complete(project, settings))
  }
}

/** @throws {AtlasError} for a field below its minimum */
function rejectTooSmall(notification: Notification): void {
  for (const [attribute, schema] of Object.entries(NOTIFICATION_FIELDS)) {
    const { 'x-minimum': minimum, 'x-omittedFor': exempt } = schema
    const value = notification[attribute]
    if (!minimum || typeof value !== 'number' || value >= minimum.value) continue
    if (exempt?.includes(notification.typeName)) continue
    throw new AtlasError(minimum.error, minimum.parameters ?? [], { code: 'attribute-minimum', attribute })
  }
}

/** No valid body is nested deeper; recursion over very deep values would overflow the stack. */
const MAX_DEPTH = 4

/** Returns a body without nulls: clients such as the Terraform provider send unset fields as null. */
function withoutNulls(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return value
  if (Array.isArray(value)) return value.map(item => withoutNulls(item, depth + 1))
  const entries = Object.entries(value).filter(([, member]) => member !== null)
  return Object.fromEntries(entries.map(([name, member]) => [name, withoutNulls(member, depth + 1)]))
}
