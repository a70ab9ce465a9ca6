import type { Delivery } from '../../types/wire.d.ts'

/** Maximum number of deliveries, all sandboxes included. */
export const INBOX_SIZE = 200

/** The newest deliveries in order of arrival. */
export class Inbox {
  #deliveries: Delivery[] = []
  #nextId = 1

  /** Adds a delivery and returns the stored object, which the caller may update. */
  add(delivery: Omit<Delivery, 'id'>): Delivery {
    const stored = { id: this.#nextId++, ...delivery }
    this.#deliveries = [...this.#deliveries.slice(1 - INBOX_SIZE), stored]
    return stored
  }

  /** Returns copies, the oldest first. @param limit maximum number; keeps the newest */
  list({
    orgId,
    limit = INBOX_SIZE
  }: {
    orgId?: string | undefined
    limit?: number | undefined
  }): Delivery[] {
    const own = this.#deliveries.filter(({ organization }) => orgId === undefined || organization === orgId)
    return structuredClone(own.slice(-limit))
  }

  /** Removes all deliveries or those of an organization; ids are not reused. */
  clear(orgId?: string): void {
    this.#deliveries =
      orgId === undefined ? [] : this.#deliveries.filter(({ organization }) => organization !== orgId)
  }
}
