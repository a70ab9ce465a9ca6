import type { RequestFilter } from '../../types/wire.d.ts'
import { reasonText } from '../catalogue/errors.ts'
import type { Registry } from '../integrations/registry.ts'
import { bodyText, type RawHeaders, secretSchema } from './bodies.ts'
import type { Entry } from './entry.ts'
import { Secrets } from './hide.ts'
import type { Journal } from './journal.ts'
import { fieldMisses } from './match.ts'
import type { InSandbox } from './verify.ts'

/** What the search for a text needs to know of the mock. */
export interface SearchSources {
  registry: Registry
  /** Returns the name of a project or an organization. */
  nameOf: (id: string) => string | undefined
}

/** Which requests to return, and how many. */
type Query = RequestFilter & InSandbox

/** The requests that match a filter. */
export interface FoundEntries {
  /** Those of the page, the oldest first. */
  entries: Entry[]
  /** How many match, on all pages. */
  totalCount: number
  /** How many were searched. */
  searched: number
  /** Id of the newest request, whether it matches or not; 0: there was none. */
  newest: number
  /** `before` of the next page; null: there is none. */
  next: number | null
  /** Ids of the callers of all requests that were searched, sorted. */
  principals: string[]
}

/** Returns the requests that match a filter: the newest ones up to its limit. */
export function findEntries(journal: Journal, query: Query, sources: SearchSources): FoundEntries {
  const { sandbox, since, before = Number.POSITIVE_INFINITY, limit = Number.POSITIVE_INFINITY } = query
  const searched = journal.entries(sandbox, since)
  const isKept = createFilter(query, sources)
  const matching = searched.filter(entry => !(query.folded && entry.isFollowed) && isKept(entry))
  const earlier = matching.filter(({ id }) => id < before)
  const entries = earlier.slice(-limit)
  const principals = new Set(searched.flatMap(({ principal }) => principal?.id ?? []))
  return {
    entries,
    totalCount: matching.length,
    searched: searched.length,
    newest: journal.newestId,
    next: (entries.length < earlier.length && entries[0]?.id) || null,
    principals: [...principals].sort()
  }
}

/** Returns whether an entry matches a filter, by what the entry contains. */
export function createFilter(
  { text, background, callId, statusClass, ...matcher }: RequestFilter,
  sources: SearchSources
): (entry: Entry) => boolean {
  const words = text?.toLowerCase().split(/\s+/).filter(Boolean) ?? []
  return entry =>
    // The text last: it takes the longest.
    // Whoever looks for a fault must find all its hits.
    (background === undefined ||
      background === entry.isBackground ||
      (!background && entry.fault !== undefined)) &&
    (callId === undefined || callId === entry.callId) &&
    (statusClass === undefined || statusClass === classOf(entry)) &&
    fieldMisses(matcher, entry).length === 0 &&
    (words.length === 0 || includesAll(searchText(entry, sources), words))
}

function classOf({ status }: Entry): string {
  return status === undefined ? 'none' : `${Math.floor(status / 100)}xx`
}

function includesAll(text: string, words: readonly string[]): boolean {
  return words.every(word => text.includes(word))
}

/** Returns what a search finds of an entry, in lower case: what the journal shows of it except its headers. */
function searchText(entry: Entry, { registry, nameOf }: SearchSources): string {
  const { id, challenge, method, target, status, errorCode, principal, reason, responseHeaders } = entry
  const secrets = new Secrets()
  const schema = secretSchema(registry, entry.operation?.content)
  const headers = JSON.parse(entry.headers) as RawHeaders
  secrets.hideHeaders(headers)
  secrets.hideHeaders(responseHeaders)
  const shown = secrets.scrub([
    secrets.url(target).url,
    secrets.body(bodyText(entry), headers, schema),
    secrets.body(entry.responseBody, responseHeaders, schema),
    reason && reasonText(reason)
  ])
  const ids = [id, challenge].map(id => id && `#${id}`)
  const places = [entry.projectId, entry.orgId].map(id => id && [id, nameOf(id)])
  const facts = [ids, method, status, errorCode, principal?.id, reason?.code, places]
  return JSON.stringify([facts, shown]).toLowerCase()
}
