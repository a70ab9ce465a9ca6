import type { Delivery } from '../../types/wire.d.ts'
import type { Sources } from '../base/sources.ts'
import { type AlertSource, createAlert } from './alert.ts'
import type { Receiver } from './receivers.ts'
import { buildRequest, deliver, hostnameOf, isDestination, SIGNATURE } from './request.ts'

/** Maximum of concurrent deliveries over the network: a mock that posts to itself must terminate. */
export const MAX_CONCURRENT = 64

/** Maximum number of deliveries, all sandboxes included. */
export const INBOX_SIZE = 200

interface TestAlert extends Omit<AlertSource, 'now' | 'objectId'> {
  receiver: Receiver
  /** Aborts when the mock closes. */
  closing: AbortSignal
}

class Inbox {
  #deliveries: Delivery[] = []
  #nextId = 1

  /** Adds a delivery and returns the stored object, which the caller may update. */
  add(delivery: Omit<Delivery, 'id'>): Delivery {
    const stored = { id: this.#nextId++, ...delivery }
    this.#deliveries = [...this.#deliveries.slice(1 - INBOX_SIZE), stored]
    return stored
  }

  /** Returns deliveries, the oldest first. @param limit maximum number; keeps the newest */
  list(orgId?: string, limit = INBOX_SIZE): Delivery[] {
    const own = this.#deliveries.filter(({ organization }) => orgId === undefined || organization === orgId)
    return own.slice(-limit)
  }

  /** Removes all deliveries or those of an organization; ids are not reused. */
  clear(orgId?: string): void {
    const isKept = ({ organization }: Delivery) => orgId !== undefined && organization !== orgId
    this.#deliveries = this.#deliveries.filter(isKept)
  }
}

/**
 * Posts test alerts as Atlas does. The inbox of the mock receives every alert; an allowed destination receives
 * the same request over the network.
 */
export class Alerts {
  readonly inbox = new Inbox()
  readonly #sources: Sources
  readonly #deliverTo: readonly string[]
  #pending = 0

  /** @param deliverTo hosts that receive alerts over the network */
  constructor(sources: Sources, deliverTo: readonly string[] = []) {
    this.#sources = sources
    this.#deliverTo = deliverTo
  }

  /** Sends an alert and waits for the delivery over the network, if any. */
  async send(testAlert: TestAlert): Promise<Delivery> {
    const { project, receiver, event, closing } = testAlert
    const { id, orgId } = project
    const { integration, shownUrl, settings } = receiver
    const { url } = settings
    const now = this.#sources.now(orgId)
    const objectId = () => this.#sources.objectId(orgId)
    const alert = createAlert({ ...testAlert, now, objectId })
    const { request, templates } = buildRequest(event, alert, settings)
    const header = request.headers[SIGNATURE]
    const reason = this.#reasonNotDelivered(url)
    const delivery = this.inbox.add({
      time: new Date(now).toISOString(),
      project: id,
      organization: orgId,
      integration,
      event,
      url: shownUrl,
      request: { ...request, headers: { ...request.headers }, body: request.body.toString() },
      templates,
      // This process has signed the body with the stored secret.
      signature: header === undefined ? { outcome: 'unsigned', header: null } : { outcome: 'valid', header },
      network: reason === null ? { status: null, error: 'in progress', duration: 0 } : null,
      reason
    })
    if (url && reason === null) {
      this.#pending++
      delivery.network = await deliver(url, request, closing)
      this.#pending--
    }
    return structuredClone(delivery)
  }

  /** Returns why an alert is not delivered over the network; null if it is. */
  #reasonNotDelivered(url: URL | undefined): string | null {
    if (!url || !['http:', 'https:'].includes(url.protocol)) return 'the address is not an http or https URL'
    if (this.#deliverTo.length === 0) return '--deliver-to is not set'
    if (!isDestination(this.#deliverTo, url)) return `--deliver-to does not include ${hostnameOf(url)}`
    return this.#pending < MAX_CONCURRENT ? null : `${MAX_CONCURRENT} deliveries are in progress`
  }
}
