import type { Fields } from '../base/json.ts'
import { formatTime } from '../base/sources.ts'
import { AtlasError } from '../catalogue/errors.ts'
import type { AlertFacts, PropertySchema } from '../catalogue/vocabulary.ts'
import { type DocumentSettings, Documents } from '../integrations/documents.ts'
import { keepSecrets, redactField, sortedFields } from '../integrations/redaction.ts'
import type { Registry, ServiceContext } from '../integrations/registry.ts'
import type { StoredDocument } from '../store/documents.ts'
import type { StoredIntegration } from '../store/integrations.ts'
import type { Project } from '../store/projects.ts'
import { bodySchema } from '../validation/body-schemas.ts'
import { DEFAULT_CONFIGS } from './default-configs.ts'
import { checkConditions, checkNotifications, completeConditions, type Notification } from './rules.ts'

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

/** Maximum length of what a notification takes from an integration: a page may show it thousands of times. */
const MAX_INHERITED = 4_096

export const NOTIFICATION_FIELDS: Readonly<Record<string, PropertySchema>> =
  SCHEMA.properties['notifications']?.items?.properties ?? {}

/** The secret fields of a notification that a PUT with its notifierId may omit (documented for credentials, so without templates). */
const CREDENTIALS = Object.entries(NOTIFICATION_FIELDS).flatMap(([name, { 'x-secret': secret }]) =>
  secret && secret.shown !== 'masked' ? name : []
)

export class AlertConfigs extends Documents<'alertConfigs'> {
  constructor(context: ServiceContext) {
    super(context, 'alertConfigs')
  }

  /**
   * Validates a body and returns its settings without nulls, with a notifierId in each notification.
   *
   * @param current the configuration that the settings replace; secrets that the body redacts, or omits from a
   * notification with its notifierId, keep their stored values
   * @throws {AtlasError} for the first error in the body
   */
  read(project: Project, body: unknown, current?: StoredDocument): DocumentSettings {
    const { set } = this.context.validator.validate(SCHEMA, withoutNulls(body), 'create')
    const sent = set['notifications'] as Partial<Notification>[]
    if (sent.length === 0) {
      const reason = { code: 'attribute-length', attribute: 'notifications' } as const
      throw new AtlasError('MISSING_NOTIFICATIONS', [], reason)
    }
    for (const notification of sent) rejectTooSmall(notification)
    checkConditions(set)
    return this.complete(project, completeConditions(set), current)
  }

  /** Returns settings with a notifierId in each notification. @throws {AtlasError} for a notification without a target */
  complete(project: Project, sent: DocumentSettings, current?: StoredDocument): DocumentSettings {
    const integrations = this.context.store.integrations.listByProject(project.id)
    const before = current && this.#resolved(current.settings, integrations)
    const settings = before ? keepSecrets(SCHEMA.properties, before, sent) : sent
    const stored = new Map(notificationsOf(current?.settings).map(other => [other.notifierId, other]))
    const targets = (settings['notifications'] as Partial<Notification>[]).map(target =>
      withCredentials(target, stored.get(target.notifierId ?? ''))
    )
    checkNotifications(targets, before && shownNotifications(before))
    for (const target of targets) this.#checkTarget(target, integrations)
    const notifications = targets.map(target => ({
      ...this.#withoutInherited(target, stored.get(target.notifierId ?? ''), integrations),
      notifierId: target.notifierId ?? this.context.sources.objectId(project.orgId)
    }))
    return { ...settings, notifications }
  }

  /**
   * Returns a configuration as responses show it: a notification without its own URL shows that of the project's
   * integration (documented).
   */
  resolve(document: StoredDocument): StoredDocument {
    return { ...document, settings: this.#resolved(document.settings, this.#integrationsOf(document)) }
  }

  /**
   * Returns a configuration as GET shows it: like `resolve`, and a notification without integrationId shows that of the
   * project's integration of its type. Reported; not known: which id, and when exactly.
   */
  withIntegrationIds(
    document: StoredDocument,
    integrations: readonly StoredIntegration[] = this.#integrationsOf(document)
  ): StoredDocument {
    const ids = new Map(integrations.map(({ type, id }) => [type, id]))
    const { settings, ...others } = document
    const resolved = this.#resolved(settings, integrations)
    const notifications = notificationsOf(resolved).map(notification => {
      const integrationId = notification.integrationId ?? ids.get(notification.typeName)
      return { ...notification, ...(integrationId !== undefined && { integrationId }) }
    })
    return { ...others, settings: { ...resolved, notifications } }
  }

  /** Returns the value of a body that turns a configuration on or off. @throws {AtlasError} */
  readToggle(body: unknown): DocumentSettings {
    return this.context.validator.validate(bodySchema('AlertsToggle'), body, 'create').set
  }

  /** Creates the configurations that a project with the default alert settings begins with. */
  createDefaults(project: Project): void {
    for (const settings of DEFAULT_CONFIGS) this.create(project, this.complete(project, settings))
  }

  protected override unknown(id: string, projectId: string): AtlasError {
    return new AtlasError('ALERT_CONFIG_NOT_FOUND', [id, projectId], { code: 'document-unknown' })
  }

  protected override sizeShown(settings: DocumentSettings): number {
    return inheritedSize(this.context.registry, settings)
  }

  #integrationsOf({ projectId }: StoredDocument): readonly StoredIntegration[] {
    // An alert configuration belongs to a project.
    return this.context.store.integrations.listByProject(projectId as string)
  }

  #resolved(settings: DocumentSettings, integrations: readonly StoredIntegration[]): DocumentSettings {
    const notifications = notificationsOf(settings).map(notification => ({
      ...notification,
      ...this.#inherited(notification, integrations)
    }))
    return { ...settings, notifications }
  }

  /**
   * Returns a notification without an empty URL, and without URL and secret if a client sends back those of its
   * integration.
   *
   * @param stored the notification that it replaces
   */
  #withoutInherited(
    notification: Partial<Notification>,
    stored: Notification | undefined,
    integrations: readonly StoredIntegration[]
  ): Partial<Notification> {
    const { notification: own } = alertFields(this.context.registry, notification) ?? {}
    if (!own) return notification
    const { [own.url]: url, ...others } = notification
    if (url && stored?.[own.url]) return notification
    const inherited = this.#inherited(others, integrations)
    const [shown] = shownNotifications({ notifications: [inherited] })
    // `keepSecrets` has replaced the redacted values of a stored notification.
    const isInherited = (name: string, value: unknown) =>
      value !== undefined && value === (stored ? inherited : shown)?.[name]
    if (url && !isInherited(own.url, url)) return notification
    return Object.fromEntries(Object.entries(others).filter(([name, value]) => !isInherited(name, value)))
  }

  /** Returns what a notification without a URL takes from an integration, if its type has a URL. */
  #inherited(notification: Partial<Notification>, integrations: readonly StoredIntegration[]): Fields {
    const { url, secret, notification: own } = alertFields(this.context.registry, notification) ?? {}
    if (url === undefined || own === undefined || !inherits(this.context.registry, notification)) return {}
    const integration = integrationOf(notification, integrations)
    if (!integration) return {}
    const { settings } = integration
    const hasSecret = secret !== undefined && own.secret !== undefined && settings[secret] !== undefined
    const length = String(settings[url]).length + (hasSecret ? String(settings[secret]).length : 0)
    if (length > MAX_INHERITED) return {}
    return { [own.url]: settings[url], ...(hasSecret && { [own.secret as string]: settings[secret] }) }
  }

  /** @throws {AtlasError} for an unknown integration, or a notification without the URL that its type needs */
  #checkTarget(
    notification: Partial<Notification>,
    integrations: readonly Pick<StoredIntegration, 'id' | 'type'>[]
  ): void {
    const { integrationId, notifierId, typeName } = notification
    if (integrationId !== undefined && !integrations.some(({ id }) => id === integrationId)) {
      const attribute = 'integrationId'
      throw new AtlasError('INVALID_ATTRIBUTE', [attribute], { code: 'integration-id-unknown', attribute })
    }
    const own = alertFields(this.context.registry, notification)?.notification
    if (!own || notification[own.url] || integrationId !== undefined) return
    if (notifierId !== undefined || integrations.some(({ type }) => type === typeName)) return
    throw new AtlasError(own.unset, [], { code: 'attribute-missing', attribute: own.url })
  }
}

/** Returns the most that notifications can take from integrations. */
export function inheritedSize(registry: Registry, settings: DocumentSettings): number {
  return MAX_INHERITED * notificationsOf(settings).filter(one => inherits(registry, one)).length
}

function alertFields(registry: Registry, { typeName }: Partial<Notification>): AlertFacts | undefined {
  return registry.thirdParty.find(({ name }) => name === typeName)?.facts.alerts
}

/** Returns whether a notification has none of the URL that its type needs; an empty one counts as none. */
function inherits(registry: Registry, notification: Partial<Notification>): boolean {
  const own = alertFields(registry, notification)?.notification
  return own !== undefined && !notification[own.url]
}

/** Returns the integration that a notification without a URL uses; undefined: the project has none. */
export function integrationOf(
  { typeName, integrationId }: Partial<Notification>,
  integrations: readonly StoredIntegration[]
): StoredIntegration | undefined {
  return integrations.find(({ type, id }) => type === typeName && (integrationId ?? id) === id)
}

function notificationsOf(settings: DocumentSettings = {}): Notification[] {
  return (settings['notifications'] ?? []) as Notification[]
}

/**
 * Returns a notification with the credentials that it omits, unless it changes to an integration.
 *
 * @param stored the notification of the same id
 */
function withCredentials(
  notification: Partial<Notification>,
  stored: Notification | undefined
): Partial<Notification> {
  const { typeName, integrationId = stored?.integrationId } = notification
  if (stored?.typeName !== typeName || stored?.integrationId !== integrationId) return notification
  const kept = CREDENTIALS.flatMap(name => (stored?.[name] === undefined ? [] : [[name, stored[name]]]))
  return { ...Object.fromEntries(kept), ...notification }
}

function shownNotifications(settings: DocumentSettings): Fields[] {
  return redactField(
    settings['notifications'],
    SCHEMA.properties['notifications'] as PropertySchema
  ) as Fields[]
}

/** @throws {AtlasError} for a field below its minimum */
function rejectTooSmall(notification: Partial<Notification>): void {
  for (const [attribute, schema] of Object.entries(NOTIFICATION_FIELDS)) {
    const { 'x-minimum': minimum, 'x-omittedFor': exempt } = schema
    const value = notification[attribute]
    // 0: not set.
    if (!minimum || typeof value !== 'number' || value >= minimum.value || value === 0) continue
    if (exempt?.includes(String(notification.typeName))) continue
    throw new AtlasError(minimum.error, minimum.parameters ?? [], { code: 'attribute-minimum', attribute })
  }
}

/** Returns a body without nulls: clients such as the Terraform provider send unset fields as null. */
function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(withoutNulls)
  const entries = Object.entries(value).filter(([, member]) => member !== null)
  return Object.fromEntries(entries.map(([name, member]) => [name, withoutNulls(member)]))
}

/**
 * Returns a configuration as Atlas represents it: keys in alphabetical order, secrets redacted; in a list with the
 * `self` link only.
 *
 * @param address URL of the configuration
 * @param origin base URL of the server
 */
export function presentAlertConfig(
  document: StoredDocument,
  address: string,
  origin: string,
  place: 'alone' | 'list'
): object {
  const { id, projectId, created, updated, settings } = document
  const shown = Object.entries(SCHEMA.properties).map(([name, schema]) => [
    name,
    redactField(settings[name], schema)
  ])
  const {
    matchers = [],
    notifications,
    ...rest
  } = Object.fromEntries(shown) as DocumentSettings & {
    notifications: Notification[]
  }
  const self = { href: address, rel: 'self' }
  const wire = {
    ...rest,
    id,
    groupId: projectId,
    created: formatTime(created),
    updated: formatTime(updated),
    links: place === 'list' ? [self] : [self, { href: `${address}/alerts`, rel: `${origin}/alerts` }],
    matchers,
    notifications: notifications.map(withoutOmitted)
  }
  return sortedFields(Object.entries(wire))
}

function withoutOmitted(notification: Notification): object {
  const shown = Object.entries(notification).filter(
    ([name]) => !NOTIFICATION_FIELDS[name]?.['x-omittedFor']?.includes(notification.typeName)
  )
  return Object.fromEntries(shown)
}
