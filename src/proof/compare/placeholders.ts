// Replaces what differs between services and runs.

import { isIPv6 } from 'node:net'
import type { Reply } from '../../client/atlas-client.ts'

/** Patterns of the values that differ between services and runs, by the name of their placeholder. */
export const PLACEHOLDERS: Readonly<Record<string, string>> = {
  id: '[0-9a-f]{24}',
  date: '[A-Z][a-z]{2}, \\d{2} [A-Z][a-z]{2} \\d{4} \\d{2}:\\d{2}:\\d{2} GMT',
  time: '\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z',
  count: '\\d+',
  nonce: '[A-Za-z0-9+/]{32}'
}

/** Headers with counters, which vary with framing and speed. */
const COUNTER_HEADERS = ['content-length', 'ratelimit-remaining', 'retry-after']

/** The names in `fixtures/exchanges/`: the seed's. */
export const FIXTURE_NAMES = {
  projectId: '32b6e34b3d91647abb20e7b8',
  orgId: 'a1b2c3d4e5f60718293a4b5c',
  projectName: 'demo'
}

/** How to insert placeholders. */
export interface PlaceholderOptions {
  /** Hosts of the service: links contain them. */
  hosts: readonly string[]
  /** Texts in place of the names of projects. */
  names?: ReadonlyMap<string, string>
  /** Texts of the caller's credentials. */
  secrets?: Iterable<string>
  /** Email and IP addresses that the requests contain. */
  sent: ReadonlySet<string>
  /** Returns the text for an id. */
  showId(id: string): string
}

/** Matches each id in a text. */
export const OBJECT_IDS = /(?<![0-9A-Za-z])[0-9a-f]{24}(?![0-9A-Za-z])/g

/** In the requests of `fixtures/exchanges/`: the id that a response showed last. */
export const LAST_ID = '{{id}}'

/** Returns a path with placeholders for ids and addresses, without its query. */
export function templateOf(path: string): string {
  const [address = ''] = path.replaceAll(LAST_ID, '{id}').split('?')
  return address.replace(OBJECT_IDS, '{id}').replace(/(\/accessList\/)[^/]+/, '$1{entry}')
}

/** Returns a path with the ends of its ids. */
export function withShortIds(path: string): string {
  return path.replaceAll(LAST_ID, '{id}').replace(OBJECT_IDS, id => `${id.slice(0, 4)}…${id.slice(-4)}`)
}

/** Returns the id of the first resource in a response. */
export function idIn(body: string): string | undefined {
  return /"(?:id|metricIntegrationId)" ?: ?"([0-9a-f]{24})"/.exec(body)?.[1]
}

/** Returns whether a value is an id as Atlas writes it. */
export function isObjectId(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{24}$/.test(value)
}

const INSERTED = new RegExp(
  ['id', 'date', 'time']
    .map(name => `(?<${name}>(?<![0-9A-Za-z])${PLACEHOLDERS[name]}(?![0-9A-Za-z]))`)
    .join('|'),
  'g'
)

/**
 * Email and IP addresses that no exchange sends: they may belong to the account. The bounds keep the search linear in
 * the size of a text.
 */
const PRIVATE =
  /(?<![\w.+-])[\w.+-]{1,64}@(?!example\.com)[\w-]{1,63}\.[\w.-]{1,190}|\b(?!192\.0\.2\.)(?:\d{1,3}\.){3}\d{1,3}\b/g

/** Candidates for IPv6 addresses (RFC 4291 §2.2), at most as long as one; without those for documentation. */
const IPV6 =
  /(?<!\w|[0-9a-f:]:)(?!2001:0?db8:)[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,8}(?:(?:\.\d{1,3}){3})?(?![\w:])/gi

/** Returns the email and IP addresses in a text, and candidates for them. */
export function addressesIn(text: string): Set<string> {
  return new Set([...(text.match(PRIVATE) ?? []), ...(text.match(IPV6) ?? [])])
}

/** Returns the placeholder for a candidate; a colon of the sentence may follow an address. */
function maskIpv6(found: string): string {
  const address = isIPv6(found) ? found : found.replace(/:$/, '')
  return isIPv6(address) && address !== '::' ? `{{address}}${found.slice(address.length)}` : found
}

/**
 * Returns a response with the names of the source, and placeholders for times, counts, nonces, tokens, credentials,
 * addresses and the base URL.
 */
export function insertPlaceholders<R extends Reply>(reply: R, options: PlaceholderOptions): R {
  // Of both schemes: some texts of the service name its public address.
  const hosts = options.hosts.map(host => host.replace(/[.[\]]/g, '\\$&'))
  const base = new RegExp(`https?://(?:${hosts.join('|')})(?![\\w.-]|:\\d)`, 'g')
  return {
    ...reply,
    headers: reply.headers.map(([name, value]) => [
      name,
      COUNTER_HEADERS.includes(name.toLowerCase())
        ? value.replace(/^\d+$/, '{{count}}')
        : replaceValues(value, base, options)
    ]),
    body: replaceValues(reply.body, base, options)
  }
}

/** Atlas's public keys have 8 characters; shorter ones could be part of any text. */
const MIN_SECRET = 8

/** Returns a pattern that matches credentials as whole words. */
function patternOf(secrets: Iterable<string>): RegExp {
  const texts = [...secrets].filter(({ length }) => length >= MIN_SECRET)
  if (texts.length === 0) return /(?!)/
  const escaped = texts.map(text => text.replace(/[^\w]/g, '\\$&')).join('|')
  return new RegExp(`(?<![0-9A-Za-z])(?:${escaped})(?![0-9A-Za-z])`, 'g')
}

/** Returns a text as a JSON string contains it. */
export function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

function replaceValues(text: string, base: RegExp, options: PlaceholderOptions): string {
  const { names = new Map(), sent, showId, secrets = [] } = options
  let named = text.replace(patternOf(secrets), '{{credential}}').replace(base, '{{base}}')
  for (const [name, shown] of names) named = named.replaceAll(inJson(name), () => inJson(shown))
  return named
    .replace(IPV6, found => (sent.has(found) ? found : maskIpv6(found)))
    .replace(PRIVATE, found => (sent.has(found) ? found : found.includes('@') ? '{{email}}' : '{{address}}'))
    .replace(/\bnonce="[^"]*"/g, 'nonce="{{nonce}}"')
    .replace(/"access_token":"[^"]*"/g, '"access_token":"{{token}}"')
    .replace(INSERTED, (_found, id?: string, date?: string) =>
      id ? showId(id) : date ? '{{date}}' : '{{time}}'
    )
}
