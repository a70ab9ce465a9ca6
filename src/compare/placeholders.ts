import type { Reply } from './transport.ts'

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

/** The names of the project that an exchange uses. */
export interface ProjectNames {
  projectId: string
  orgId: string
  projectName: string
}

/** The names in `fixtures/exchanges/`: the seed's. */
export const FIXTURE_NAMES: ProjectNames = {
  projectId: '32b6e34b3d91647abb20e7b8',
  orgId: 'a1b2c3d4e5f60718293a4b5c',
  projectName: 'demo'
}

/** Hosts in `fixtures/exchanges/`, and the reserved names (RFC 2606) that a comparison sends in their place. */
const HOSTS = [
  ['www.mongodb.com', 'www.example.com'],
  ['apps.webhook.office.com', 'apps.webhook.example.com'],
  ['webhook.com', 'webhook.example.org']
] as const

/** Returns the text of a fixture's request with the names of a project and reserved hosts. */
export function forProject(text: string, { projectId, orgId }: ProjectNames): string {
  const named = text.replaceAll(FIXTURE_NAMES.projectId, projectId).replaceAll(FIXTURE_NAMES.orgId, orgId)
  return HOSTS.reduce((result, [host, reserved]) => result.replaceAll(host, reserved), named)
}

/**
 * Returns a response with the names of the fixtures, and placeholders for ids, times, counts, nonces and the base URL.
 *
 * @param base scheme and host of links
 */
export function generalizeReply(reply: Reply, base: string, names: ProjectNames): Reply {
  return {
    ...reply,
    headers: reply.headers.map(([name, value]) => [
      name,
      COUNTER_HEADERS.includes(name.toLowerCase())
        ? value.replace(/^\d+$/, '{{count}}')
        : insertPlaceholders(value, base, names)
    ]),
    body: insertPlaceholders(reply.body, base, names)
  }
}

const GENERALIZED = new RegExp(
  ['id', 'date', 'time']
    .map(name => `(?<${name}>(?<![0-9A-Za-z])${PLACEHOLDERS[name]}(?![0-9A-Za-z]))`)
    .join('|'),
  'g'
)

/** Email and IP addresses that no exchange sends: they may belong to the account. */
const PRIVATE = /[\w.+-]+@(?!example\.com)[\w-]+\.[\w.-]+|\b(?!192\.0\.2\.)(?:\d{1,3}\.){3}\d{1,3}\b/g

/** Returns a text of a response as {@link generalizeReply} does. */
export function insertPlaceholders(text: string, base: string, names: ProjectNames): string {
  const named = text
    .replaceAll(base, '{{base}}')
    .replaceAll(names.projectId, FIXTURE_NAMES.projectId)
    .replaceAll(names.orgId, FIXTURE_NAMES.orgId)
    .replaceAll(names.projectName, FIXTURE_NAMES.projectName)
  const known = [FIXTURE_NAMES.projectId, FIXTURE_NAMES.orgId]
  return HOSTS.reduce((result, [host, reserved]) => result.replaceAll(reserved, host), named)
    .replace(PRIVATE, found => (found.includes('@') ? '{{email}}' : '{{address}}'))
    .replace(/\bnonce="[^"]*"/g, 'nonce="{{nonce}}"')
    .replace(GENERALIZED, (found, id?: string, date?: string) => {
      if (known.includes(found)) return found
      return id ? '{{id}}' : date ? '{{date}}' : '{{time}}'
    })
}
