import type { RequestFilter, RequestList } from '../../types/wire.d.ts'
import { reasonText } from '../catalogue/errors.ts'
import type { Registry } from '../integrations/registry.ts'
import { bodyText, type RawHeaders, secretSchema } from './bodies.ts'
import type { Entry } from './entry.ts'
import { Secrets } from './hide.ts'
import type { Journal } from './journal.ts'
import { fieldMisses } from './match.ts'
import type { InSandbox } from './verify.ts'

export interface SearchSources {
  registry: Registry
  /** Returns the name of a project or an organization. */
  nameOf: (id: string) => string | undefined
}

/** A page of the requests that match a filter, the oldest first. */
export interface FoundEntries extends Omit<RequestList, 'results' | 'dropped'> {
  entries: Entry[]
}

/** Returns the requests that match a filter: the newest ones up to its limit. */
export function findEntries(
  journal: Journal,
  query: RequestFilter & InSandbox,
  sources: SearchSources
): FoundEntries {
  const { sandbox, since, before = Number.POSITIVE_INFINITY, limit = Number.POSITIVE_INFINITY } = query
  const searched = journal.entries(sandbox, since)
  const isKept = createFilter(query, sources)
  // A sandbox may have a challenge without the call that follows it, which belongs to the caller's organization.
  const folded = new Set(query.folded ? searched.map(({ challenge }) => challenge) : [])
  const matching = searched.filter(entry => !folded.has(entry.id) && isKept(entry))
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

export function createFilter(
  { text, background, callId, statusClass, ...matcher }: RequestFilter,
  sources: SearchSources
): (entry: Entry) => boolean {
  const words = text?.toLowerCase().split(/\s+/).filter(Boolean) ?? []
  // A search for a fault must find all its hits, those on background requests too.
  const isShown = ({ isBackground, fault }: Entry) => isBackground === background || (!background && fault)
  return entry =>
    (background === undefined || Boolean(isShown(entry))) &&
    (callId === undefined || callId === entry.callId) &&
    (statusClass === undefined || statusClass === classOf(entry)) &&
    fieldMisses(matcher, entry).length === 0 &&
    // Last: it takes the longest.
    includesAll(entry, words, sources)
}

function classOf({ status }: Entry): string {
  return status === undefined ? 'none' : `${Math.floor(status / 100)}xx`
}

/** Words that {@link searchText} contains only if the raw messages do. */
const PLAIN = /^[\w.-]+$/

/** Returns whether an entry contains all words. `#8` is the id of a request, or of its challenge. */
function includesAll(entry: Entry, words: readonly string[], sources: SearchSources): boolean {
  const { id, challenge, target, body = '', responseBody = '' } = entry
  const isId = (word: string) => word === `#${id}` || word === `#${challenge}`
  const texts = words.filter(word => !isId(word))
  if (texts.length === 0) return true
  if (texts.some(word => /^#\d+$/.test(word))) return false
  const facts = factsOf(entry, sources)
  const known = [target, ...facts].join('\n').toLowerCase()
  // Reading the bodies takes ten times as long.
  const received = `${body}\n${responseBody}`.toLowerCase()
  const isEscaped = /[\\%]/.test(target + received)
  if (texts.some(word => !known.includes(word) && PLAIN.test(word) && !isEscaped && !received.includes(word)))
    return false
  const shown = searchText(entry, facts, sources)
  return texts.every(word => shown.includes(word))
}

/** Returns what a search finds of an entry besides its URL and bodies. */
function factsOf(entry: Entry, { nameOf }: SearchSources): string[] {
  const { method, status, errorCode, principal, reason, projectId, orgId } = entry
  const places = [projectId, orgId].flatMap(id => id && [id, nameOf(id)])
  const reasons = [reason?.code, reason && reasonText(reason)]
  const facts = [method, status, errorCode, principal?.id, ...places, ...reasons]
  return facts.filter(fact => fact !== undefined).map(String)
}

/** Returns what a search finds of an entry, in lower case, without hidden values. */
function searchText(entry: Entry, facts: readonly string[], { registry }: SearchSources): string {
  const { target, responseHeaders } = entry
  const secrets = new Secrets()
  const schema = secretSchema(registry, entry.operation?.content)
  const headers = JSON.parse(entry.headers) as RawHeaders
  secrets.hideHeaders(headers)
  secrets.hideHeaders(responseHeaders)
  const { url, query } = secrets.url(target)
  const shown = [
    url,
    query,
    secrets.body(bodyText(entry), headers, schema),
    secrets.body(entry.responseBody, responseHeaders, schema)
  ]
  return secrets.scrub([...facts, ...shown.flatMap(textsIn)].join('\n')).toLowerCase()
}

function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn)
  if (typeof value !== 'object' || value === null) return value === null ? [] : [String(value)]
  return Object.entries(value).flatMap(([name, member]) => [name, ...textsIn(member)])
}
