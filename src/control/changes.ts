/** A state change made through the control plane. */
export interface Change {
  /** operationId of the control plane. */
  operation: string
  /** Id of the affected sandbox; null: everything. */
  sandbox: string | null
}

/** Notifies subscribers of changes that do not create a journal entry. */
export class Changes {
  readonly #listeners = new Set<{ notify: (change: Change) => void }>()

  /** @returns a function that ends the subscription */
  subscribe(listener: (change: Change) => void): () => void {
    // A new object: the same function may subscribe twice.
    const subscription = { notify: listener }
    this.#listeners.add(subscription)
    return () => {
      this.#listeners.delete(subscription)
    }
  }

  publish(change: Change): void {
    for (const { notify } of this.#listeners) notify(change)
  }
}
