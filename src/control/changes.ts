/** What somebody changed about the mock, beyond Atlas. */
export interface Change {
  /** The operation of the control plane that did it. */
  operation: string
  /** The sandbox that it was narrowed to; null: everything. */
  sandbox: string | null
}

/** Tells those who follow the mock of changes that leave no request in the journal. */
export class Changes {
  readonly #listeners = new Set<{ notify: (change: Change) => void }>()

  /** @returns ends it */
  subscribe(listener: (change: Change) => void): () => void {
    // An object of its own: the same function may listen twice.
    const subscription = { notify: listener }
    this.#listeners.add(subscription)
    return () => {
      this.#listeners.delete(subscription)
    }
  }

  tell(change: Change): void {
    for (const { notify } of this.#listeners) notify(change)
  }
}
