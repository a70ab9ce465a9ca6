import type { Matcher, Miss } from '../../types/wire.d.ts'
import { equalJson } from '../base/json.ts'
import { splitTarget } from '../base/request-target.ts'
import type { Registry } from '../integrations/registry.ts'
import type { RawHeaders } from './bodies.ts'
import { type Entry, isChallenge } from './entry.ts'
import { isSecretName } from './hide.ts'
import { matchesBody, missBody } from './match-body.ts'
import { compare } from './miss.ts'
import { matchesPattern } from './pattern.ts'
import { hideSecrets } from './present-entry.ts'
import { matchesPath, queryOf } from './target.ts'

/**
 * Returns the differences between a request and a matcher; empty for a match. Secrets are compared by value, but a
 * miss reveals neither the expected nor the actual value.
 */
export function findMisses(matcher: Matcher, entry: Entry, registry: Registry): Miss[] {
  const { secrets, schema } = hideSecrets(entry, registry)
  const misses = HEAD_CHECKS.flatMap(check => check(matcher, entry))
  return secrets.scrub([...misses, ...missBody(matcher, entry, schema)])
}

/** Returns whether a request matches. */
export function isMatch(matcher: Matcher, entry: Entry): boolean {
  // The body last: reading it is expensive.
  return HEAD_CHECKS.every(check => check(matcher, entry).length === 0) && matchesBody(matcher, entry)
}

type Check = (matcher: Matcher, entry: Entry) => Miss[]

const HEAD_CHECKS: readonly Check[] = [callMisses, fieldMisses, missHeaders, missQuery]

/** The fields of a matcher that compare by equality. */
const FIELDS = {
  organization: ({ orgId }) => orgId,
  project: ({ projectId }) => projectId,
  operation: ({ operation }) => operation?.operationId,
  method: ({ method }) => method,
  integrationType: ({ integrationType }) => integrationType,
  principal: ({ principal }) => principal?.id,
  status: ({ status }) => status,
  errorCode: ({ errorCode }) => errorCode
} satisfies Partial<Record<keyof Matcher, (entry: Entry) => string | number | undefined>>

const FIELD_NAMES = Object.keys(FIELDS) as (keyof typeof FIELDS)[]

/**
 * Returns a miss for the first request of a Digest call, which does not count as a call, unless the matcher has a
 * status or an error code.
 */
export function callMisses({ status, errorCode }: Matcher, entry: Entry): Miss[] {
  if (!isChallenge(entry) || status !== undefined || errorCode !== undefined) return []
  return [{ at: 'authentication', code: 'challenge' }]
}

/** Returns the misses of fields that are never secret. */
export function fieldMisses(matcher: Matcher, entry: Entry): Miss[] {
  const misses: Miss[] = FIELD_NAMES.flatMap(name => {
    const expected = matcher[name]
    if (expected === undefined) return []
    const values = [expected].flat().map(value => (name === 'method' ? String(value).toUpperCase() : value))
    const actual = FIELDS[name](entry)
    return values.some(value => value === (actual ?? null)) ? [] : [compare(name, values, actual)]
  })
  const patterns = [matcher.path ?? '*'].flat()
  if (!patterns.some(pattern => matchesPath(pattern, entry.target))) {
    misses.push(compare('path', patterns, splitTarget(entry.target).path))
  }
  const { fault } = matcher
  if (fault !== undefined && fault !== (entry.fault?.id ?? null)) {
    misses.push(...missNamed('fault', fault, entry.fault?.id, true))
  }
  return misses
}

/** Returns the misses of headers: secret ones compare by value, others by pattern. */
function missHeaders({ headers: matchers }: Matcher, entry: Entry): Miss[] {
  if (!matchers) return []
  const headers = JSON.parse(entry.headers) as RawHeaders
  return Object.entries(matchers).flatMap(([given, expected]) => {
    const name = given.toLowerCase()
    const value = Object.hasOwn(headers, name) ? headers[name] : undefined
    const actual = value === undefined ? undefined : [value].flat().join(', ')
    // A pattern on a secret would be an oracle.
    const matches = isSecretName(name) ? equalJson : matchesPattern
    if (expected !== null && actual !== undefined && matches(expected, actual)) return []
    return missNamed(`headers.${name}`, expected, actual, !isSecretName(name))
  })
}

/** Returns the misses of query parameters, which compare by value. */
function missQuery({ query }: Matcher, { target }: Entry): Miss[] {
  if (!query) return []
  const pairs = queryOf(target)
  return Object.entries(query).flatMap(([name, expected]) => {
    // The first of duplicate parameters wins, as in Atlas.
    const pair = pairs.find(item => item.name === name)
    const actual = pair && (pair.value ?? '')
    if (expected !== null && actual !== undefined && equalJson(expected, actual)) return []
    return missNamed(`query.${name}`, expected, actual, !isSecretName(name))
  })
}

function missNamed(
  at: string,
  expected: string | null,
  actual: string | undefined,
  isShown: boolean
): Miss[] {
  if (expected === null) return actual === undefined ? [] : [{ at, code: 'unexpected' }]
  if (isShown) return [compare(at, [expected], actual)]
  return [{ at, code: actual === undefined ? 'absent' : 'different' }]
}
