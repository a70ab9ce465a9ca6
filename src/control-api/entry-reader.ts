import type { Steps } from '../base/time-slices.ts'
import type { Entry } from '../journal/entry.ts'
import type { Journal } from '../journal/journal.ts'

/** Maximum bytes of a chunk, not counting what surrounds each entry. */
const CHUNK = 65_536

/** How to convert entries to JSON. */
export interface EntryFormat {
  /** Distinguishes the texts of this format from those of others. */
  name: string
  present(entry: Entry): object
}

/** Which entries to read, and the text around each. */
interface Selection {
  /** Entries with a higher id are read. */
  since: number
  isKept(entry: Entry): boolean
  before(id: number, isFirst: boolean): string
  after: string
}

/**
 * Reads entries as text in chunks. It keeps only its position, and skips entries that are evicted meanwhile: a client
 * that does not read its response must not keep removed entries in memory.
 */
export class EntryReader {
  /** Number of entries read completely. */
  count = 0
  readonly #journal: Journal
  readonly #format: EntryFormat
  readonly #selection: Selection
  /** Id of the last entry read, skipped or begun. */
  #id: number
  /** Bytes of a begun entry that were read; 0: none is begun. */
  #offset = 0

  constructor(journal: Journal, format: EntryFormat, selection: Selection) {
    this.#journal = journal
    this.#format = format
    this.#selection = selection
    this.#id = selection.since
  }

  /** Returns whether there are entries to read or skip, up to an id. */
  hasMore(last: number): boolean {
    const next = this.#offset > 0 ? this.#id : this.#journal.after(this.#id)?.id
    return next !== undefined && next <= last
  }

  /**
   * Reads the next chunk.
   *
   * @param last id of the last entry to read
   * @returns undefined if there are no more entries
   * @throws {Error} if an entry is evicted after its beginning was read
   */
  *read(last: number): Steps<Buffer | undefined> {
    const { isKept, before, after } = this.#selection
    const parts: Buffer[] = []
    for (let room = CHUNK; room > 0; ) {
      const isBegun = this.#offset > 0
      const entry = isBegun ? this.#journal.find(this.#id) : this.#journal.after(this.#id)
      if (!entry && isBegun) throw new Error(`the journal dropped request ${this.#id} while it was sent`)
      if (!entry || entry.id > last) break
      this.#id = entry.id
      if (isBegun || isKept(entry)) {
        if (!isBegun) parts.push(Buffer.from(before(entry.id, this.count === 0)))
        const text = this.#textOf(entry)
        const part = text.subarray(this.#offset, this.#offset + room)
        parts.push(part)
        room -= part.length
        this.#offset = (this.#offset + part.length) % text.length
        if (this.#offset === 0) {
          parts.push(Buffer.from(after))
          this.count++
        }
      }
      yield
    }
    // Copies: a part would keep the whole text in memory.
    return parts.length > 0 ? Buffer.concat(parts) : undefined
  }

  #textOf(entry: Entry): Buffer {
    const { name, present } = this.#format
    return this.#journal.texts.get(`${name} ${entry.id}`, () => JSON.stringify(present(entry)))
  }
}
