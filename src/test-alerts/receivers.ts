import { integrationOf, NOTIFICATION_FIELDS } from '../alert-configs/alert-configs.ts'
import type { Notification } from '../alert-configs/rules.ts'
import type { Fields } from '../base/json.ts'
import type { AlertFacts, PropertySchema } from '../catalogue/vocabulary.ts'
import { redactField } from '../integrations/redaction.ts'
import type { IntegrationType, Registry } from '../integrations/registry.ts'
import type { StoredDocument } from '../store/documents.ts'
import type { StoredIntegration } from '../store/integrations.ts'
import type { Store } from '../store/store.ts'
import type { WebhookSettings } from './request.ts'

export interface Receiver {
  /** Id of the integration; null: the notification has its own URL. */
  integration: string | null
  /** The URL as responses show it; null: not set. */
  shownUrl: string | null
  settings: WebhookSettings
}

/** Returns the project's first integration that receives alerts, in Atlas's order of types, or undefined. */
export function findReceiver(
  { integrations }: Pick<Store, 'integrations'>,
  registry: Registry,
  projectId: string
): Receiver | undefined {
  for (const type of receivingTypes(registry)) {
    const integration = integrations.find(projectId, type.name)
    if (integration) return fromIntegration(type, integration)
  }
  return undefined
}

/** Returns the webhooks that the notifications of a project's alert configuration name; other notifications are not sent. */
export function receiversOf(
  { integrations }: Pick<Store, 'integrations'>,
  registry: Registry,
  projectId: string,
  config: StoredDocument
): Receiver[] {
  const own = integrations.listByProject(projectId)
  return (config.settings['notifications'] as Notification[]).flatMap(notification => {
    const type = receivingTypes(registry).find(({ name }) => name === notification.typeName)
    if (!type) return []
    const fields = type.facts.alerts?.notification
    if (fields && notification[fields.url] !== undefined) {
      return [receiverOf(null, fields, notification, NOTIFICATION_FIELDS)]
    }
    const integration = integrationOf(notification, own)
    if (!integration) return []
    const receiver = fromIntegration(type, integration)
    if (!fields) return [receiver]
    // The notification's own templates replace those of its integration.
    const { settings } = receiver
    const { body = settings.body, headers = settings.headers } = readSettings(fields, notification)
    return [{ ...receiver, settings: { ...settings, body, headers } }]
  })
}

export function receivingTypes({ thirdParty }: Registry): IntegrationType[] {
  return thirdParty.filter(({ facts }) => facts.alerts)
}

function fromIntegration({ facts, body }: IntegrationType, { id, settings }: StoredIntegration): Receiver {
  return receiverOf(id, facts.alerts as AlertFacts, settings, body.properties)
}

function receiverOf(
  integration: Receiver['integration'],
  fields: AlertFacts,
  values: Fields,
  schemas: Readonly<Record<string, PropertySchema>>
): Receiver {
  const shownUrl = redactField(values[fields.url], schemas[fields.url] as PropertySchema)
  return { integration, shownUrl: textOf(shownUrl) ?? null, settings: readSettings(fields, values) }
}

function readSettings({ url, secret, body, headers }: AlertFacts, settings: Fields): WebhookSettings {
  const read = (name: string | undefined) => (name === undefined ? undefined : textOf(settings[name]))
  const text = read(url)
  return {
    url: text !== undefined && URL.canParse(text) ? new URL(text) : undefined,
    // An empty secret cannot authenticate.
    secret: read(secret) || undefined,
    body: read(body),
    headers: read(headers)
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
