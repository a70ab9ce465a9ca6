/** Entries as text. All readers of a stream need the same entries at about the same time: each is converted once. */
export class EntryTexts {
  readonly #maxBytes: number
  /** The latest used last. */
  readonly #texts = new Map<string, Buffer>()
  #bytes = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** Returns the text for a key, which the caller must not modify. */
  get(key: string, create: () => string): Buffer {
    const text = this.#texts.get(key) ?? Buffer.from(create())
    if (this.#texts.delete(key)) this.#bytes -= text.length
    this.#texts.set(key, text)
    this.#bytes += text.length
    for (const [oldest, { length }] of this.#texts) {
      if (this.#bytes <= this.#maxBytes || oldest === key) break
      this.#texts.delete(oldest)
      this.#bytes -= length
    }
    return text
  }

  clear(): void {
    this.#texts.clear()
    this.#bytes = 0
  }
}
