import type { Matcher, Miss, Verification } from '../../types/wire.d.ts'
import { closestName } from '../base/did-you-mean.ts'
import { equalJson, type Fields, jsonDifferences, memberOf, presentPath } from '../base/json.ts'
import { clip } from '../base/printable.ts'
import { splitTarget } from '../base/request-target.ts'
import type { Registry } from '../integrations/registry.ts'
import { bodyFields, type RawHeaders, type SecretSchema, secretSchema } from './bodies.ts'
import { type Entry, isChallenge } from './entry.ts'
import { isSecretName, Secrets } from './hide.ts'
import { hideSecrets, presentEntry } from './present-entry.ts'
import { matchesPath, matchesPattern, queryOf } from './target.ts'

export type NearMiss = NonNullable<Verification['nearest']>[number]

const MAX_REPORTED = 3

/** How many of the newest non-matching requests are compared in full; a whole journal would take too long. */
const MAX_COMPARED = 500

export function matchEntries(matcher: Matcher, entries: readonly Entry[]): number[] {
  return entries.filter(entry => isMatch(matcher, entry)).map(({ id }) => id)
}

/** Returns the near misses of requests that do not match: fewest differences first, then newest first. */
export function nearestOf(matcher: Matcher, entries: readonly Entry[], registry: Registry): NearMiss[] {
  const compared: { entry: Entry; misses: Miss[] }[] = entries
    // A Digest challenge is a near miss only if the matcher may match one.
    .filter(entry => callMisses(matcher, entry).length === 0 && !isMatch(matcher, entry))
    .slice(-MAX_COMPARED)
    .map(entry => ({ entry, misses: findMisses(matcher, entry, registry) }))
  return compared
    .sort((a, b) => a.misses.length - b.misses.length || b.entry.id - a.entry.id)
    .slice(0, MAX_REPORTED)
    .map(({ entry, misses }) => ({
      request: summarize(entry, registry),
      misses: addSimilarNames(misses, matcher, entry, registry)
    }))
}

/** Adds the most similar field that was sent to each miss of a field that Atlas does not have. */
function addSimilarNames(misses: Miss[], { body = {} }: Matcher, entry: Entry, registry: Registry): Miss[] {
  // A request for a token resembles no other.
  if (entry.operation?.content === 'token') return misses
  const fields = bodyFields(entry)
  const { properties = {} } = secretSchema(registry, entry.operation?.content)
  const sent = withoutExcess(Object.keys(fields))
  const unknown = Object.keys(body).filter(
    name => !Object.hasOwn(fields, name) && !Object.hasOwn(properties, name)
  )
  const similar = new Map(withoutExcess(unknown).map(name => [`body.${name}`, similarName(name, sent)]))
  return misses.map(miss => {
    const didYouMean = similar.get(miss.at)
    return didYouMean === undefined ? miss : { ...miss, didYouMean }
  })
}

/** Returns at most 30 names of at most 64 characters: the search for similar ones is slow. */
function withoutExcess(names: readonly string[]): string[] {
  return names.filter(({ length }) => length <= 64).slice(0, 30)
}

function similarName(name: string, sent: readonly string[]): string | undefined {
  const [given, ...others] = [name, ...sent].map(each => each.toLowerCase()) as [string, ...string[]]
  const at = others.findIndex(other => other.includes(given) || given.includes(other))
  return closestName(name, sent) ?? sent[at]
}

function summarize(entry: Entry, registry: Registry): NearMiss['request'] {
  const { id, request, response } = presentEntry(entry, registry)
  return { id, method: request.method, url: request.url, status: response?.status ?? null }
}

/**
 * Returns the differences between a request and a matcher; empty for a match. Secrets are compared by value, but a
 * miss reveals neither the expected nor the actual value.
 */
function findMisses(matcher: Matcher, entry: Entry, registry: Registry): Miss[] {
  const { secrets, schema } = hideSecrets(entry, registry)
  const misses = HEAD_CHECKS.flatMap(check => check(matcher, entry))
  // A token request hides all fields that it does not have, also those that the matcher expects of another one.
  const expected = entry.operation?.content === 'token' ? secretSchema(registry, 'integrations') : schema
  return secrets.scrub([...misses, ...missBody(matcher, entry, [expected, schema])])
}

export function isMatch(matcher: Matcher, entry: Entry): boolean {
  // The body last: reading it is expensive.
  return HEAD_CHECKS.every(check => check(matcher, entry).length === 0) && matchesBody(matcher, entry)
}

type MatchCheck = (matcher: Matcher, entry: Entry) => Miss[]

const HEAD_CHECKS: readonly MatchCheck[] = [callMisses, fieldMisses, missHeaders, missQuery]

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
function callMisses({ status, errorCode }: Matcher, entry: Entry): Miss[] {
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
  return fault === undefined ? misses : [...misses, ...missNamed('fault', fault, entry.fault?.id)]
}

/** Returns whether a header has the expected value: a secret one by equality, because a pattern would be an oracle. */
export function matchesHeader(name: string, expected: string, actual: string): boolean {
  return isSecretName(name) ? expected === actual : matchesPattern(expected, actual)
}

function missHeaders({ headers: matchers }: Matcher, entry: Entry): Miss[] {
  if (!matchers) return []
  const headers = JSON.parse(entry.headers) as RawHeaders
  return Object.entries(matchers).flatMap(([given, expected]) => {
    const name = given.toLowerCase()
    const value = Object.hasOwn(headers, name) ? headers[name] : undefined
    const actual = value === undefined ? undefined : [value].flat().join(', ')
    if (expected !== null && actual !== undefined && matchesHeader(name, expected, actual)) return []
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
    return missNamed(`query.${name}`, expected, pair && (pair.value ?? ''), !isSecretName(name))
  })
}

function missNamed(at: string, expected: string | null, actual: string | undefined, isShown = true): Miss[] {
  if (expected === null) return actual === undefined ? [] : [{ at, code: 'unexpected' }]
  if (expected === actual) return []
  if (isShown) return [compare(at, [expected], actual)]
  return [{ at, code: actual === undefined ? 'absent' : 'different' }]
}

/** Maximum number of misses within one field. */
const MAX_WITHIN = 20

function matchesBody({ body = {}, absent = [] }: Matcher, entry: Entry): boolean {
  const expected = Object.entries(body)
  if (expected.length === 0 && absent.length === 0) return true
  const fields = bodyFields(entry)
  return (
    expected.every(([name, value]) => Object.hasOwn(fields, name) && equalJson(value, fields[name])) &&
    !absent.some(name => Object.hasOwn(fields, name))
  )
}

/** Returns the misses of body fields, which compare by value; includes values only if the journal shows them. */
function missBody(
  { body = {}, absent = [] }: Matcher,
  entry: Entry,
  [expectedSchema, schema]: readonly [SecretSchema, SecretSchema]
): Miss[] {
  if (Object.keys(body).length === 0 && absent.length === 0) return []
  const fields = bodyFields(entry)
  const secrets = new Secrets()
  const shown: ShownBodies = [secrets.json(body, expectedSchema), secrets.json(fields, schema)]
  const misses = Object.keys(body).flatMap(name => {
    const within = new Map<string, Miss>()
    for (const { path, isOrder } of jsonDifferences(memberOf(body, name), memberOf(fields, name))) {
      if (isOrder) continue
      const miss = missAt([name, ...path], [body, fields], shown)
      within.set(miss.at, miss)
      if (within.size === MAX_WITHIN) break
    }
    return [...within.values()]
  })
  const unexpected = absent.filter(name => Object.hasOwn(fields, name))
  return [...misses, ...unexpected.map(name => ({ at: `body.${name}`, code: 'unexpected' }) as const)]
}

/** The expected and the actual body, as the journal shows them. */
type ShownBodies = readonly [expected: unknown, actual: unknown]

/** Returns the miss at a path, or at the outermost part of it that the journal hides. */
function missAt(
  path: readonly (string | number)[],
  [body, fields]: readonly [Fields, Fields],
  shown: ShownBodies
): Miss {
  let values: ShownBodies = [body, fields]
  let length = 0
  for (; length < path.length && shown.every(side => typeof side === 'object'); length++) {
    const key = path[length] as string | number
    values = [memberOf(values[0], key), memberOf(values[1], key)]
    shown = [memberOf(shown[0], key), memberOf(shown[1], key)]
  }
  const at = presentPath('body', path.slice(0, length))
  const isShown = shown.every((side, index) => typeof side === 'object' || side === values[index])
  const [expected, actual] = shown
  if (expected === undefined) return { at, code: 'unexpected', ...(isShown && { actual: shorten(actual) }) }
  if (isShown) return compare(at, [expected], actual)
  return { at, code: actual === undefined ? 'absent' : 'different' }
}

/** Returns a miss with its values, for values that are not secret. */
function compare(at: string, expected: readonly unknown[], actual: unknown): Miss {
  const values = expected.map(shorten)
  if (actual === undefined) return { at, code: 'absent', expected: values }
  return { at, code: 'different', expected: values, actual: shorten(actual) }
}

/** Maximum characters of a value in a miss. */
const MAX_TEXT = 200

function shorten(value: unknown): unknown {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > MAX_TEXT ? clip(text, MAX_TEXT) : value
}
