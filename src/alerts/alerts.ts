import type { Delivery } from '../../types/wire.d.ts'
import { presentIntegration } from '../integrations/presenter.ts'
import type { Registry } from '../integrations/registry.ts'
import type { Sources } from '../sources.ts'
import type { IntegrationSettings, StoredIntegration } from '../store/integrations.ts'
import type { Project } from '../store/projects.ts'
import type { AlertFields } from '../vocabulary.ts'
import { type Alert, type AlertEvent, createAlert } from './alert.ts'
import { Destinations } from './destinations.ts'
import { Inbox } from './inbox.ts'
import { buildRequest, type WebhookSettings } from './request.ts'
import { bareName, type Resolve, Sender } from './sender.ts'
import { checkSignature, SIGNATURE } from './signature.ts'

/** Deliveries over the network at the same time: a mock that posts to itself must come to an end. */
export const MOST_UNDER_WAY = 64

/** An alert to be sent to a project's integration. */
export interface TestAlert {
  project: Project
  /** Name of the project's organization. */
  organization: string
  integration: StoredIntegration
  event: AlertEvent
  fields: Alert
  /** Base of the alert's links. */
  origin: string
  /** Aborted when the mock ends. */
  closing: AbortSignal
}

/**
 * Posts test alerts as Atlas posts alerts. The receiver is the mock's own inbox, whatever the integration's
 * address; only where that is among the destinations the same request goes there too.
 */
export class Alerts {
  readonly inbox = new Inbox()
  readonly #registry: Registry
  readonly #sources: Sources
  readonly #destinations: Destinations
  readonly #sender: Sender
  #underWay = 0

  /** @param deliverTo hosts to which alerts are sent over the network */
  constructor(registry: Registry, sources: Sources, deliverTo: readonly string[] = [], resolve?: Resolve) {
    this.#registry = registry
    this.#sources = sources
    this.#destinations = new Destinations(deliverTo)
    this.#sender = new Sender(this.#destinations, resolve)
  }

  /** Sends an alert and waits for what becomes of it outside, where it goes there. */
  async send(order: TestAlert): Promise<Delivery> {
    const { project, integration, event, closing } = order
    const { id, orgId } = project
    const { url, shownUrl, settings } = this.#read(integration)
    const now = this.#sources.now(orgId)
    const objectId = () => this.#sources.objectId(orgId)
    const alert = createAlert({ ...order, now, objectId })
    const { request, templates } = buildRequest(event, alert, settings)
    const header = request.headers[SIGNATURE]
    const reason = this.#whyInside(url)
    const delivery = this.inbox.keep({
      time: new Date(now).toISOString(),
      project: id,
      organization: orgId,
      integration: integration.id,
      event,
      url: shownUrl,
      request: { ...request, headers: { ...request.headers }, body: request.body.toString() },
      templates,
      signature: { verdict: checkSignature(request.body, header, settings.secret), header: header ?? null },
      outside: reason === null ? { status: null, error: 'still under way', duration: 0 } : null,
      reason
    })
    if (url && reason === null) {
      this.#underWay++
      delivery.outside = await this.#sender.send(url, request, closing)
      this.#underWay--
    }
    return structuredClone(delivery)
  }

  /** What stands where is said by the type's file. */
  #read(integration: StoredIntegration) {
    const fields = this.#registry.stored(integration.type).facts.alerts as AlertFields
    const read = (name: string | undefined) => textOf(integration.settings, name)
    const text = read(fields.url)
    const url = text !== undefined && URL.canParse(text) ? new URL(text) : undefined
    const settings: WebhookSettings = {
      url,
      // An empty key proves nothing.
      secret: read(fields.secret) || undefined,
      body: read(fields.body),
      headers: read(fields.headers)
    }
    const shown = presentIntegration(this.#registry, integration)[fields.url]
    return { url, settings, shownUrl: typeof shown === 'string' ? shown : null }
  }

  /** Null: it goes out. */
  #whyInside(url: URL | undefined): string | null {
    if (!url || !['http:', 'https:'].includes(url.protocol)) return 'the address is no http or https URL'
    if (this.#destinations.isEmpty) return 'there is no --deliver-to'
    if (!this.#destinations.isNamed(bareName(url))) return `--deliver-to does not name ${bareName(url)}`
    return this.#underWay < MOST_UNDER_WAY ? null : `${MOST_UNDER_WAY} deliveries are under way`
  }
}

function textOf(settings: IntegrationSettings, name: string | undefined): string | undefined {
  const value = name === undefined ? undefined : settings[name]
  return typeof value === 'string' ? value : undefined
}
