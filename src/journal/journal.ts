import type { Entry } from './entry.ts'
import { FailedVerifications } from './failures.ts'

/** How much a journal holds. */
export interface JournalOptions {
  /** Entries, by default 10,000. */
  maxEntries?: number
  /** Bytes of memory, by default 64 MiB. */
  maxBytes?: number
}

/** Entries that were pushed out. */
interface Dropped {
  count: number
  lastId: number
}

const MAX_BYTES = 64 * 1_048_576

/** Bytes for a journal where the system gives a process so many bytes of memory; 0: it sets no limit. */
export function roomForJournal(memory: number): number {
  return memory > 0 ? Math.min(MAX_BYTES, memory / 16) : MAX_BYTES
}

/** Bytes that an entry is counted with beside what {@link sizeOf} adds: about what the rest takes. */
const ENTRY_OVERHEAD = 1_024

/** Bytes of one role of a caller. */
const ROLE_SIZE = 128

/** The last requests on the Atlas surface, raw. The oldest are pushed out when it is full. */
export class Journal {
  /** What did not pass against it; emptied with it. */
  readonly failures = new FailedVerifications()
  readonly #maxEntries: number
  readonly #maxBytes: number
  /** In the order of their ids; before {@link #first} only holes of what was pushed out. */
  #entries: Entry[] = []
  #first = 0
  readonly #listeners = new Set<{ notify: (entry: Entry) => void }>()
  #nextId = 1
  #bytes = 0
  #dropped = 0
  /** How many of each organization's entries were pushed out, and the id of the last. */
  readonly #droppedOf = new Map<string | undefined, Dropped>()

  constructor({ maxEntries = 10_000, maxBytes = MAX_BYTES }: JournalOptions = {}) {
    this.#maxEntries = maxEntries
    this.#maxBytes = maxBytes
  }

  /** Id of the newest request, whether it is still here or not; 0: there was none. */
  get newestId(): number {
    return this.#nextId - 1
  }

  /** How many entries were pushed out since the journal was last emptied. */
  get dropped(): number {
    return this.#dropped
  }

  /**
   * How many entries with an id above were pushed out, or may have been.
   *
   * @param orgId of an organization; undefined: of all
   */
  droppedSince(since: number, orgId?: string): number {
    const all = orgId === undefined ? [...this.#droppedOf.values()] : [this.#droppedOf.get(orgId)]
    return all.reduce((sum, dropped) => sum + mostOf(dropped, since), 0)
  }

  /** Keeps a request under the next id and tells the listeners. */
  append(entry: Omit<Entry, 'id'>): Entry {
    const kept = { ...entry, id: this.#nextId++ }
    // Clients repeat their headers: what is equal is held once.
    const newest = this.#entries.at(-1)
    if (newest?.headers === kept.headers) kept.headers = newest.headers
    this.#entries.push(kept)
    this.#bytes += sizeOf(kept)
    while (this.#entries.length - this.#first > this.#maxEntries || this.#bytes > this.#maxBytes) {
      this.#dropOldest()
    }
    for (const { notify } of this.#listeners) {
      try {
        notify(kept)
      } catch {
        // A listener's fault must not become the fault of the request that is recorded.
      }
    }
    return kept
  }

  /** Entries, the oldest first. */
  entries(keep: (entry: Entry) => boolean = () => true): Entry[] {
    return this.#entries.slice(this.#first).filter(keep)
  }

  find(id: number): Entry | undefined {
    return this.#entries.slice(this.#first).find(entry => entry.id === id)
  }

  /** Empties the journal, or takes the entries of one organization out. Ids go on. */
  clear(orgId?: string): void {
    this.failures.clear(orgId)
    if (orgId === undefined) {
      this.#entries = []
      this.#first = 0
      this.#bytes = 0
      this.#dropped = 0
      this.#droppedOf.clear()
      return
    }
    this.#droppedOf.delete(orgId)
    this.#entries = this.entries(entry => entry.orgId !== orgId)
    this.#first = 0
    this.#bytes = this.#entries.reduce((sum, entry) => sum + sizeOf(entry), 0)
  }

  /**
   * Calls a listener with every entry from now on.
   *
   * @returns ends it
   */
  subscribe(listener: (entry: Entry) => void): () => void {
    // An object of its own: the same function may listen twice.
    const subscription = { notify: listener }
    this.#listeners.add(subscription)
    return () => {
      this.#listeners.delete(subscription)
    }
  }

  #dropOldest(): void {
    const oldest = this.#entries[this.#first] as Entry
    // Moving all that is behind it at every request would cost more than the hole; now and then they are closed.
    this.#entries[this.#first++] = HOLE
    if (this.#first > this.#maxEntries) {
      this.#entries = this.#entries.slice(this.#first)
      this.#first = 0
    }
    this.#bytes -= sizeOf(oldest)
    this.#dropped++
    const dropped = this.#droppedOf.get(oldest.orgId)
    if (dropped) {
      dropped.count++
      dropped.lastId = oldest.id
    } else {
      this.#droppedOf.set(oldest.orgId, { count: 1, lastId: oldest.id })
    }
  }
}

/** Where an entry was; nobody looks at it. */
const HOLE = {} as Entry

/** How many of what was pushed out may have a higher id. */
function mostOf(dropped: Dropped | undefined, since: number): number {
  return dropped ? Math.max(0, Math.min(dropped.count, dropped.lastId - since)) : 0
}

/** Bytes of memory that an entry takes. */
export function sizeOf({
  target,
  headers,
  body,
  principal,
  reason,
  answerHeaders,
  answerBody
}: Omit<Entry, 'id'>): number {
  return (
    ENTRY_OVERHEAD +
    // Project and type hold on to the path, decoded.
    2 * sizeOfText(target) +
    sizeOfText(headers) +
    sizeOfText(answerHeaders) +
    (body?.length ?? 0) +
    sizeOfText(answerBody) +
    sizeOfText(JSON.stringify(reason)) +
    ROLE_SIZE * (principal?.roles.length ?? 0)
  )
}

/** V8 keeps a text with one character beyond Latin-1 in two bytes for each of its characters. */
function sizeOfText(text: unknown): number {
  if (typeof text !== 'string') return 0
  return Buffer.byteLength(text) === text.length ? text.length : 2 * text.length
}
