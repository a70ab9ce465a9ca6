import { getHeapStatistics } from 'node:v8'
import type { Entry } from './entry.ts'

/** Evicted entries of one organization. */
interface Dropped {
  count: number
  lastId: number
}

const NONE: Dropped = { count: 0, lastId: 0 }

const MAX_BYTES = 64 * 1_048_576

/** Returns the maximum bytes of a journal. @param memory limit of the process in bytes; 0: none @param heap in bytes */
export function journalCapacity(
  memory = process.constrainedMemory(),
  heap = getHeapStatistics().heap_size_limit
): number {
  return Math.min(MAX_BYTES, heap / 16, memory > 0 ? memory / 16 : MAX_BYTES)
}

/** Bytes of an entry beyond its texts. */
const ENTRY_OVERHEAD = 1_024

/** A challenge: its nonce, and whether the nonce of the request has expired. */
const CHALLENGE = /^Digest .*\bnonce="([^"]+)".*\bstale=(true|false)/

/** How many challenges may wait for the calls that follow them. */
const MAX_CHALLENGES = 1_000

/** The last requests on the Atlas API, with their secrets. When full, evicts the oldest. */
export class Journal {
  readonly #maxEntries: number
  readonly #maxBytes: number
  /** The oldest first. */
  #entries: Entry[] = []
  /** The same entries by organization. */
  readonly #byOrganization = new Map<string | undefined, Entry[]>()
  readonly #texts = new Texts()
  /** Challenges that no call has followed, by nonce. */
  readonly #challenges = new Map<string, Entry>()
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

  /** Adds a request with the next id and notifies the listeners. @param nonce of its Digest credentials */
  append(entry: Entry, nonce?: string): Entry {
    entry.id = this.#nextId++
    entry.size = sizeOf(entry)
    this.#linkChallenge(entry, nonce)
    entry.headers = this.#texts.share(entry.headers)
    // The responses to writes have new ids.
    if (entry.responseBody && entry.method === 'GET')
      entry.responseBody = this.#texts.share(entry.responseBody)
    this.#entries.push(entry)
    const own = this.#byOrganization.get(entry.orgId)
    if (own) own.push(entry)
    else this.#byOrganization.set(entry.orgId, [entry])
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

  /** Returns the entries above an id, the oldest first. @param orgId undefined: of all organizations */
  entries(orgId?: string, since = 0): Entry[] {
    const entries = orgId === undefined ? this.#entries : (this.#byOrganization.get(orgId) ?? [])
    return entries.filter(({ id }) => id > since)
  }

  find(id: number): Entry | undefined {
    return this.#entries.find(entry => entry.id === id)
  }

  /** Removes all entries, or those of one organization. Ids are not reused. */
  clear(orgId?: string): void {
    this.#texts.clear()
    if (orgId === undefined) {
      this.#challenges.clear()
      this.#dropped.clear()
      this.errorCodes.clear()
      this.#byOrganization.clear()
      this.#entries = []
    } else {
      this.#dropped.delete(orgId)
      // A reset may remove thousands of sandboxes without requests.
      if (!this.#byOrganization.delete(orgId)) return
      for (const [nonce, challenge] of this.#challenges) {
        if (challenge.orgId === orgId) this.#challenges.delete(nonce)
      }
      this.#entries = this.#entries.filter(entry => entry.orgId !== orgId)
    }
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

  /** Finds the Digest challenge that a call follows: the same request before it, to which the mock sent the nonce. */
  #linkChallenge(entry: Entry, nonce: string | undefined): void {
    const challenge = nonce === undefined ? undefined : this.#challenges.get(nonce)
    if (challenge && nonce !== undefined) {
      // Only the first call: later ones reuse the nonce.
      this.#challenges.delete(nonce)
      const { id, method, target } = challenge
      if (method === entry.method && target === entry.target) entry.challenge = id
    }
    const offered = offeredNonce(entry)
    if (offered === undefined) return
    const [oldest] = this.#challenges.keys()
    if (oldest !== undefined && this.#challenges.size === MAX_CHALLENGES) this.#challenges.delete(oldest)
    this.#challenges.set(offered, entry)
  }

  #dropOldest(): void {
    const oldest = this.#entries.shift()
    if (!oldest) return
    const { orgId, id, size } = oldest
    const nonce = offeredNonce(oldest)
    if (nonce !== undefined) this.#challenges.delete(nonce)
    const own = this.#byOrganization.get(orgId)
    own?.shift()
    if (own?.length === 0) this.#byOrganization.delete(orgId)
    this.#bytes -= size
    const dropped = this.#dropped.get(orgId)
    if (!dropped) {
      this.#dropped.set(orgId, { count: 1, lastId: id })
      return
    }
    dropped.count++
    dropped.lastId = id
  }
}

/**
 * Returns the nonce of a challenge that a call may follow: to a request without credentials or with an expired nonce. A
 * reader of a fault's hits must find one that a fault fired on.
 */
function offeredNonce({ status, scheme, fault, responseHeaders }: Entry): string | undefined {
  if (status !== 401 || fault) return undefined
  const [, nonce, isStale] = CHALLENGE.exec(String(responseHeaders['www-authenticate'])) ?? []
  return scheme === 'none' || isStale === 'true' ? nonce : undefined
}

/** Longer texts are not shared. */
const MAX_SHARED = 4_096

/** How many texts are compared with those of the next entries. */
const MAX_TEXTS = 256

/** Makes equal texts of entries one string in memory: an entry takes 700 bytes instead of 1,915. */
class Texts {
  readonly #texts = new Map<string, string>()

  clear(): void {
    this.#texts.clear()
  }

  /** Returns the text, or an equal one of an earlier entry. */
  share(text: string): string {
    if (text.length > MAX_SHARED) return text
    const known = this.#texts.get(text)
    if (known !== undefined) return known
    if (this.#texts.size === MAX_TEXTS) this.#texts.clear()
    this.#texts.set(text, text)
    return text
  }
}

/** Returns the bytes of an entry: V8 uses two per character if a text has one outside Latin-1. */
function sizeOf({ target, headers, body = '', responseBody = '', reason }: Entry): number {
  // The target twice: project and type keep parts of it, decoded.
  let size = ENTRY_OVERHEAD + body.length + target.length
  // A reason repeats names of fields.
  for (const text of [target, headers, responseBody, reason ? JSON.stringify(reason) : '']) {
    size += Buffer.byteLength(text) === text.length ? text.length : 2 * text.length
  }
  return size
}
