import type { Delivery } from '../../types/wire.d.ts'

/** How many deliveries are kept, of all sandboxes together. */
export const INBOX_SIZE = 200

/** What the mock's own receiver got: the newest, in the order of their coming. */
export class Inbox {
  #deliveries: Delivery[] = []
  #nextId = 1

  /** Keeps a delivery, the object itself, under the next id. */
  keep(delivery: Omit<Delivery, 'id'>): Delivery {
    const kept = { id: this.#nextId++, ...delivery }
    this.#deliveries = [...this.#deliveries.slice(1 - INBOX_SIZE), kept]
    return kept
  }

  /** Copies, the oldest first. @param limit the newest so many */
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

  /** Empties it, or takes the deliveries of one organization out. Ids go on. */
  clear(orgId?: string): void {
    this.#deliveries =
      orgId === undefined ? [] : this.#deliveries.filter(({ organization }) => organization !== orgId)
  }
}
