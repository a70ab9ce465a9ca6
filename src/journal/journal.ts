import type { Entry } from './entry.ts'
import { EntryTexts } from './entry-texts.ts'
import { FailedVerifications } from './failed-verifications.ts'

/** Evicted entries of one organization. */
interface Dropped {
  count: number
  lastId: number
}

const NONE: Dropped = { count: 0, lastId: 0 }

const MAX_BYTES = 64 * 1_048_576

/** Returns the maximum bytes of a journal for a memory limit of the process in bytes; 0: no limit. */
export function journalCapacity(memory: number): number {
  return memory > 0 ? Math.min(MAX_BYTES, memory / 16) : MAX_BYTES
}

/** Estimated bytes of a role. */
const ROLE_SIZE = 128

/** Estimated bytes of a header beyond its texts. */
const HEADER_SIZE = 16

/** Estimated bytes of an entry beyond its texts. */
const ENTRY_OVERHEAD = 1_024

/** The last requests on the Atlas API, unmasked. When full, evicts the oldest. */
export class Journal {
  /** Failed verifications; cleared together with the entries. */
  readonly failures = new FailedVerifications()
  /** Entries as JSON; cleared together with the entries. */
  readonly texts: EntryTexts
  readonly #maxEntries: number
  readonly #maxBytes: number
  /** The oldest first. */
  #entries: Entry[] = []
  readonly #listeners = new Set<(entry: Entry) => void>()
  /** The error codes of responses since the journal was last cleared, evicted ones included. */
  readonly errorCodes = new Set<string>()
  #nextId = 1
  #bytes = 0
  /** Evicted entries by organization. */
  readonly #dropped = new Map<string | undefined, Dropped>()

  /** @param limits number of entries and memory in bytes */
  constructor({ maxEntries = 10_000, maxBytes = MAX_BYTES } = {}) {
    this.#maxEntries = maxEntries
    this.#maxBytes = maxBytes
    this.texts = new EntryTexts(maxBytes / 16)
  }

  /** Returns the id of the newest request, evicted or not; 0 if there was none. */
  get newestId(): number {
    return this.#nextId - 1
  }

  /**
   * Returns an upper bound of the evicted entries with an id above `since`.
   *
   * @param orgId limits the count to an organization; undefined: all
   */
  droppedSince(since: number, orgId?: string): number {
    const all = orgId === undefined ? [...this.#dropped.values()] : [this.#dropped.get(orgId) ?? NONE]
    return all.reduce((sum, { count, lastId }) => sum + Math.max(0, Math.min(count, lastId - since)), 0)
  }

  /** Adds a request with the next id and notifies the listeners. */
  append(entry: Entry): Entry {
    entry.id = this.#nextId++
    entry.size = sizeOf(entry)
    this.#entries.push(entry)
    this.#bytes += entry.size
    if (entry.errorCode) this.errorCodes.add(entry.errorCode)
    while (this.#entries.length > this.#maxEntries || this.#bytes > this.#maxBytes) this.#dropOldest()
    for (const notify of this.#listeners) {
      try {
        notify(entry)
      } catch {
        // An error in a listener must not fail the recorded request.
      }
    }
    return entry
  }

  /** Returns the entries that pass a filter, the oldest first. */
  entries(keep: (entry: Entry) => boolean = () => true): Entry[] {
    return this.#entries.filter(keep)
  }

  find(id: number): Entry | undefined {
    const entry = this.after(id - 1)
    return entry?.id === id ? entry : undefined
  }

  /** Returns the oldest entry with a higher id. */
  after(id: number): Entry | undefined {
    return this.#entries[this.#firstAfter(id)]
  }

  /**
   * Iterates over the entries above an id, up to another. Unlike `entries`, does not keep entries that are evicted
   * meanwhile: work that pauses or waits for a client must not keep removed entries in memory.
   */
  *walk(since = 0, last = this.newestId): Generator<Entry> {
    for (let entry = this.after(since); entry && entry.id <= last; entry = this.after(entry.id)) yield entry
  }

  /** Removes all entries, or those of one organization. Ids are not reused. */
  clear(orgId?: string): void {
    this.failures.clear(orgId)
    this.texts.clear()
    if (orgId === undefined) {
      this.#dropped.clear()
      this.errorCodes.clear()
    } else {
      this.#dropped.delete(orgId)
    }
    this.#entries = this.entries(entry => orgId !== undefined && entry.orgId !== orgId)
    this.#bytes = this.#entries.reduce((sum, entry) => sum + entry.size, 0)
  }

  /**
   * Calls a listener with every new entry.
   *
   * @returns a function that unsubscribes
   */
  subscribe(listener: (entry: Entry) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Returns the position of the oldest entry with a higher id, by binary search. */
  #firstAfter(id: number): number {
    let [low, high] = [0, this.#entries.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#entries[middle] as Entry).id <= id) low = middle + 1
      else high = middle
    }
    return low
  }

  #dropOldest(): void {
    const oldest = this.#entries.shift()
    if (!oldest) return
    this.#bytes -= oldest.size
    const { count } = this.#dropped.get(oldest.orgId) ?? NONE
    this.#dropped.set(oldest.orgId, { count: count + 1, lastId: oldest.id })
  }
}

/** Returns the estimated memory of an entry in bytes. */
function sizeOf(entry: Entry): number {
  const { target, headers, body = '', principal, reason, responseHeaders, responseBody } = entry
  let size = ENTRY_OVERHEAD + ROLE_SIZE * (principal?.roles.length ?? 0)
  for (const name in responseHeaders) {
    size += HEADER_SIZE + name.length + String(responseHeaders[name]).length
  }
  return (
    size +
    // Twice: project and type keep the decoded path in memory.
    2 * target.length +
    sizeOfText(headers) +
    body.length +
    sizeOfText(responseBody) +
    (reason ? sizeOfText(JSON.stringify(reason)) : 0)
  )
}

/** Returns the bytes of a string: V8 uses two per character if one character is outside Latin-1. */
function sizeOfText(text = ''): number {
  return Buffer.byteLength(text) === text.length ? text.length : 2 * text.length
}
