// Translates ids and names between a page and a service.

import { asObject, isObject, tryParseJson } from '../../base/json.ts'
import { align } from './align.ts'
import type { Content, Page, PageCall } from './pages.ts'
import { addressesIn, idIn, insertPlaceholders, isObjectId, LAST_ID, OBJECT_IDS } from './placeholders.ts'
import type { ServiceClient } from './service-client.ts'
import type { ServiceReply, ServiceRequest } from './transport.ts'

/** The ids and names of a page, and those of a service in their place. */
export class PageNames {
  /** Whether the ids of responses get numbers. */
  readonly #isNumbered: boolean
  readonly #service: ServiceClient
  /** The service's ids by the page's. */
  readonly #ids = new Map<string, string>()
  /** The page's ids by the service's. */
  readonly #shown = new Map<string, string>()
  /** The page's names of projects by the service's. */
  readonly #projects = new Map<string, string>()
  /** Ids that responses of the source have and the service's do not. */
  readonly #lost = new Set<string>()
  /** Addresses that the calls of tests contain: they are not the account's. */
  readonly #sent: ReadonlySet<string>
  #numbered: number

  /** @param isFirst no other service has responded to the calls */
  constructor({ isOfLedger, calls }: Page, service: ServiceClient, isFirst: boolean) {
    this.#isNumbered = isOfLedger === true && isFirst
    this.#service = service
    const sent = new Set(isOfLedger ? JSON.stringify(calls).match(OBJECT_IDS) : [])
    for (const id of sent) this.#shown.set(id, id)
    if (isOfLedger) this.#ids.set(LAST_ID, '')
    this.#numbered = sent.size
    this.#sent = isOfLedger ? new Set() : addressesIn(JSON.stringify(calls))
  }

  /** Adds an id. An id of the page that is known keeps its first one: another one is a difference. */
  add(shown: string, id: string): void {
    if (this.#ids.has(shown)) return
    this.#ids.set(shown, id)
    if (!this.#shown.has(id)) this.#shown.set(id, shown)
    this.#lost.delete(shown)
  }

  addProject(name: string, shown: string): void {
    this.#projects.set(name, shown)
  }

  /** Adds the id of what a request created. */
  addContent({ id, type }: Content, { body }: ServiceReply): void {
    // The response to a new integration lists all of the project.
    const results = asObject(tryParseJson(body))?.['results']
    const own = Array.isArray(results) ? results.find(item => asObject(item)?.['type'] === type) : undefined
    const created = own?.['id'] ?? idIn(body)
    if (id !== undefined && isObjectId(created)) this.add(id, created)
  }

  /** Adds the ids that a response has at the places of the source's. @param reply undefined: the call was not sent */
  addIds(recorded: ServiceReply | undefined, reply?: ServiceReply): void {
    if (reply && this.#ids.has(LAST_ID)) {
      const id = idIn(reply.body)
      if (id !== undefined) {
        this.#ids.set(LAST_ID, id)
        this.#lost.delete(LAST_ID)
      } else if (recorded && NUMBERED_ID.test(recorded.body)) this.#lost.add(LAST_ID)
    }
    if (!recorded) return
    const theirs = tryParseJson(recorded.body)
    const ours = align(theirs, reply && tryParseJson(reply.body), { idOf: id => this.#shown.get(id) ?? id })
    // An exchange sends ids that a service may not replace.
    for (const [shown, id] of pairs(theirs, ours)) if (this.#shown.get(shown) !== shown) this.add(shown, id)
    if (recorded.status >= 300) return
    for (const id of recorded.body.match(OBJECT_IDS) ?? []) {
      if (!this.#ids.has(id) && !this.#shown.has(id)) this.#lost.add(id)
    }
  }

  /** Returns whether a call has an id that the service did not return. */
  usesMissingId({ path, payload }: PageCall): boolean {
    const text = `${path} ${payload}`
    return [...this.#lost].some(id => text.includes(id))
  }

  /** Returns the service's name of the last project with a name; undefined: the page has none. */
  projectNamed(shown: string): string | undefined {
    return [...this.#projects].findLast(([, known]) => known === shown)?.[0]
  }

  /** Returns a call as the service receives it. */
  toCall({ method, path, headers, payload }: PageCall): ServiceRequest {
    const own = (text: string) => {
      const mapped = text.replace(OBJECT_IDS, id => this.#ids.get(id) ?? id)
      return mapped.replaceAll(LAST_ID, this.#ids.get(LAST_ID) ?? LAST_ID)
    }
    return { method, path: own(path), headers, body: typeof payload === 'string' ? own(payload) : payload }
  }

  /** Returns a response of the service with the page's ids and names, and placeholders. */
  show(reply: ServiceReply, host = this.#service.host): ServiceReply {
    const { secrets, host: own } = this.#service
    const showId = (id: string) => this.#showId(id)
    const options = { hosts: [own, host], secrets, names: this.#projects, sent: this.#sent, showId }
    return insertPlaceholders(reply, options)
  }

  /** Returns a response of the source with placeholders. */
  showRecorded(reply: ServiceReply, host = this.#service.host): ServiceReply {
    const showId = (id: string) => (this.#ids.has(id) ? id : '{{id}}')
    return insertPlaceholders(reply, { hosts: [host], sent: this.#sent, showId })
  }

  #showId(id: string): string {
    const known = this.#shown.get(id)
    if (known !== undefined || !this.#isNumbered) return known ?? '{{id}}'
    const numbered = `{{id${++this.#numbered}}}`
    this.#shown.set(id, numbered)
    return numbered
  }
}

/** The id of a resource in a response of the mock. */
const NUMBERED_ID = /"(?:id|metricIntegrationId)" ?: ?"\{\{id\d/

/** The ids in a response of the source, or numbers in place of them. */
const SHOWN_IDS = new RegExp(`${OBJECT_IDS.source}|\\{\\{id\\d+\\}\\}`, 'g')

/** Yields the ids at the same places of two values. */
function* pairs(recorded: unknown, own: unknown): Generator<[string, string]> {
  if (typeof recorded === 'string' && typeof own === 'string') {
    const [shown, ids] = [recorded.match(SHOWN_IDS) ?? [], own.match(OBJECT_IDS) ?? []]
    if (shown.length === ids.length) for (const [at, id] of shown.entries()) yield [id, ids[at] as string]
  }
  const [theirs, ours] = [recorded, own].map(value => (Array.isArray(value) ? { ...value } : value))
  if (!isObject(theirs) || !isObject(ours)) return
  for (const [name, value] of Object.entries(theirs)) yield* pairs(value, ours[name])
}
