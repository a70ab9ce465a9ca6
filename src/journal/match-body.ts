import type { Matcher, Miss } from '../../types/wire.d.ts'
import { asObject, equalJson, type Fields } from '../base/json.ts'
import { bodyFields, type SecretSchema } from './bodies.ts'
import type { Entry } from './entry.ts'
import { Secrets } from './hide.ts'
import { compare } from './miss.ts'

/** A value, and how the journal shows it. */
interface Side {
  value: unknown
  shown: unknown
}

/** Lists and objects with more members are compared as a whole. */
const MAX_MEMBERS = 1_000

/** Maximum number of misses within one field. */
const MAX_WITHIN = 20

/** Returns whether the body fields of a request match. */
export function matchesBody({ body = {}, absent = [] }: Matcher, entry: Entry): boolean {
  const expected = Object.entries(body)
  if (expected.length === 0 && absent.length === 0) return true
  const fields = bodyFields(entry)
  return (
    expected.every(([name, value]) => Object.hasOwn(fields, name) && equalJson(value, fields[name])) &&
    !absent.some(name => Object.hasOwn(fields, name))
  )
}

/** Returns the misses of body fields, which compare by value; includes values only if the journal shows them. */
export function missBody({ body = {}, absent = [] }: Matcher, entry: Entry, schema: SecretSchema): Miss[] {
  if (Object.keys(body).length === 0 && absent.length === 0) return []
  const fields = bodyFields(entry)
  const secrets = new Secrets()
  const sideOf = (value: Fields): Side => ({ value, shown: secrets.json(value, schema) })
  const [expected, actual] = [sideOf(body), sideOf(fields)]
  const misses = Object.keys(body).flatMap(name => {
    const at = `body.${name}`
    if (Object.hasOwn(fields, name) && equalJson(body[name], fields[name])) return []
    const within: Miss[] = []
    for (const miss of differences(at, memberOf(expected, name), memberOf(actual, name))) {
      if (within.push(miss) === MAX_WITHIN) break
    }
    // Values nested too deep to compare as a whole may have equal members.
    return within.length > 0 ? within : [{ at, code: 'different' } as const]
  })
  const unexpected = absent.filter(name => Object.hasOwn(fields, name))
  return [...misses, ...unexpected.map(name => ({ at: `body.${name}`, code: 'unexpected' }) as const)]
}

/** Returns where two different values differ, by JSON path. @param actual undefined: absent */
function* differences(at: string, expected: Side | undefined, actual: Side | undefined): Generator<Miss> {
  const sides = [expected, actual].filter(side => side !== undefined)
  if (expected && actual && areComparable(expected, actual)) {
    const names = sides.flatMap(({ value }) => Object.keys(value as object))
    for (const name of new Set(names)) {
      const [one, other] = [memberOf(expected, name), memberOf(actual, name)]
      if (one && other && equalJson(one.value, other.value)) continue
      yield* differences(Array.isArray(expected.value) ? `${at}[${name}]` : `${at}.${name}`, one, other)
    }
    return
  }
  const isShown = sides.every(({ value, shown }) => equalJson(shown, value))
  if (!expected)
    yield { at, code: 'unexpected', ...(isShown && { actual: compare(at, [], actual?.value).actual }) }
  else if (isShown) yield compare(at, [expected.value], actual?.value)
  else yield { at, code: actual ? 'different' : 'absent' }
}

/** Returns whether the members of two sides can be compared, as the journal shows them. */
function areComparable(expected: Side, actual: Side): boolean {
  const values = [expected.value, actual.value]
  return (
    areAlike([...values, expected.shown, actual.shown]) &&
    values.every(value => Object.keys(value as object).length <= MAX_MEMBERS)
  )
}

/** Returns whether all values are objects, or all lists. */
function areAlike(values: readonly unknown[]): boolean {
  return values.every(Array.isArray) || values.every(asObject)
}

function memberOf({ value, shown }: Side, name: string): Side | undefined {
  if (!Object.hasOwn(value as object, name)) return undefined
  const read = (object: unknown) => (object as Fields)[name]
  return { value: read(value), shown: read(shown) }
}
