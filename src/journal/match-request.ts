import type { Matcher, Miss } from '../../types/wire.d.ts'
import type { Registry } from '../integrations/registry.ts'
import { readBody } from './body.ts'
import { type Entry, isChallenge } from './entry.ts'
import { FACTS } from './facts.ts'
import { isSecretHeader, parseHeaders } from './headers.ts'
import { equalJson } from './json.ts'
import { MASK, Masks } from './masks.ts'
import { matchesPattern } from './pattern.ts'
import { isShownParameter, matchesPath, pathOf, queryOf } from './target.ts'

/**
 * Holds a request against a matcher. Secrets are compared by their values, and no miss shows one, neither the
 * expected nor the actual, nor in what they are alike.
 *
 * @returns the misses, none for a match
 */
export function findMisses(matcher: Matcher, entry: Entry, registry: Registry): Miss[] {
  return [
    ...missCall(matcher, entry),
    ...missFacts(matcher, entry),
    ...missHeaders(matcher, entry),
    ...missQuery(matcher, entry),
    ...missBody(matcher, entry, registry)
  ]
}

/** Whether a request is what a matcher asks for. What costs most, the body, is read last and seldom. */
export function isMatch(matcher: Matcher, entry: Entry, registry: Registry): boolean {
  return (
    missCall(matcher, entry).length === 0 &&
    missFacts(matcher, entry).length === 0 &&
    missHeaders(matcher, entry).length === 0 &&
    missQuery(matcher, entry).length === 0 &&
    missBody(matcher, entry, registry).length === 0
  )
}

type Compared = Exclude<keyof typeof FACTS, 'fault' | 'sandbox'>

const COMPARED = Object.keys(FACTS).filter(name => name !== 'fault' && name !== 'sandbox') as Compared[]

/**
 * The first half of a Digest call is no call by itself: it is passed over, unless a challenge is asked for.
 */
export function missCall({ status, errorCode }: Matcher, entry: Entry): Miss[] {
  if (!isChallenge(entry) || status !== undefined || errorCode !== undefined) return []
  return [{ at: 'authentication', code: 'challenge' }]
}

/** Misses of what is shown of every request. */
function missFacts(matcher: Matcher, entry: Entry): Miss[] {
  const misses: Miss[] = COMPARED.flatMap(name => {
    const wanted = matcher[name]
    if (wanted === undefined) return []
    const values = [wanted].flat().map(value => (name === 'method' ? String(value).toUpperCase() : value))
    const actual = FACTS[name](entry)
    return values.some(value => value === (actual ?? null)) ? [] : [compare(name, values, actual)]
  })
  const { path, fault } = matcher
  const patterns = path === undefined ? [] : [path].flat()
  if (path !== undefined && !patterns.some(pattern => matchesPath(pattern, entry.target))) {
    misses.push(compare('path', patterns, pathOf(entry.target)))
  }
  if (fault !== undefined && fault !== (entry.fault?.id ?? null)) {
    misses.push(
      fault === null ? { at: 'fault', code: 'unexpected' } : compare('fault', [fault], entry.fault?.id)
    )
  }
  return misses
}

/** Misses of headers: of secret ones by whole value, of others by pattern. */
export function missHeaders({ headers: asked }: Matcher, entry: Entry): Miss[] {
  if (!asked) return []
  const headers = parseHeaders(entry.headers)
  return Object.entries(asked).flatMap(([given, wanted]) => {
    const name = given.toLowerCase()
    const value = Object.hasOwn(headers, name) ? headers[name] : undefined
    const actual = value === undefined ? undefined : [value].flat().join(', ')
    // A pattern over a secret would be an oracle.
    const fits = isSecretHeader(name) ? equalJson : matchesPattern
    if (wanted !== null && actual !== undefined && fits(wanted, actual)) return []
    return missNamed(`headers.${name}`, wanted, actual, !isSecretHeader(name))
  })
}

/** Misses of query parameters, by whole value. */
export function missQuery({ query }: Matcher, { target }: Entry): Miss[] {
  if (!query) return []
  const pairs = queryOf(target)
  return Object.entries(query).flatMap(([name, wanted]) => {
    // Of a parameter given twice the first holds, as Atlas has it.
    const pair = pairs.find(item => item.name === name)
    const actual = pair && (pair.value ?? '')
    if (wanted !== null && actual !== undefined && equalJson(wanted, actual)) return []
    return missNamed(`query.${name}`, wanted, actual, isShownParameter(name))
  })
}

function missNamed(at: string, wanted: string | null, actual: string | undefined, isShown: boolean): Miss[] {
  if (wanted === null) return actual === undefined ? [] : [{ at, code: 'unexpected' }]
  if (isShown) return [compare(at, [wanted], actual)]
  return [{ at, code: actual === undefined ? 'absent' : 'different' }]
}

/** Misses of the body's fields, by whole value; values are said only where the journal shows them. */
export function missBody({ body = {}, absent = [] }: Matcher, entry: Entry, registry: Registry): Miss[] {
  if (Object.keys(body).length === 0 && absent.length === 0) return []
  const read = readBody(entry, registry)
  const { fields, present } = typeof read === 'object' ? read : NO_BODY
  const misses = Object.entries(body).flatMap(([name, wanted]) => {
    const at = `body.${name}`
    const isThere = Object.hasOwn(fields, name)
    if (isThere && equalJson(wanted, fields[name])) return []
    const isShown = [wanted, ...(isThere ? [fields[name]] : [])].every(value =>
      equalJson(present(name, value, new Masks()), value)
    )
    if (isShown) return [compare(at, [wanted], isThere ? fields[name] : undefined)]
    return [{ at, code: isThere ? 'different' : 'absent' } as const]
  })
  const unwanted = absent.filter(name => Object.hasOwn(fields, name))
  return [...misses, ...unwanted.map(name => ({ at: `body.${name}`, code: 'unexpected' }) as const)]
}

const NO_BODY = { fields: {} as Readonly<Record<string, unknown>>, present: (): unknown => MASK }

/** A miss of values that are shown anyway. */
function compare(at: string, expected: readonly unknown[], actual: unknown): Miss {
  const values = expected.map(shorten)
  if (actual === undefined) return { at, code: 'absent', expected: values }
  return { at, code: 'different', expected: values, actual: shorten(actual) }
}

function shorten(value: unknown): unknown {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 200 ? `${text.slice(0, 199)}…` : value
}
