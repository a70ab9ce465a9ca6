import type { Matcher, Miss } from '../../types/wire.d.ts'
import { equalJson } from '../base/json.ts'
import type { Registry } from '../integrations/registry.ts'
import { parseRecordedBody } from './bodies.ts'
import type { Entry } from './entry.ts'
import { MASK, Masks } from './masks.ts'
import { compare } from './miss.ts'

/** A value, and how the journal shows it, which takes longer to find out. */
interface Side {
  value: unknown
  show(): unknown
}

/** Lists and objects with more members are compared as a whole; the journal shows no more values, either. */
const MAX_MEMBERS = 1_000

/** Maximum number of misses within one field. */
const MAX_WITHIN = 20

const NO_BODY = { fields: {} as Readonly<Record<string, unknown>>, present: (): unknown => MASK }

/** Returns whether the body fields of a request match. */
export function matchesBody({ body = {}, absent = [] }: Matcher, entry: Entry, registry: Registry): boolean {
  const expected = Object.entries(body)
  if (expected.length === 0 && absent.length === 0) return true
  const read = parseRecordedBody(entry, registry)
  const { fields } = typeof read === 'object' ? read : NO_BODY
  return (
    expected.every(([name, value]) => Object.hasOwn(fields, name) && equalJson(value, fields[name])) &&
    !absent.some(name => Object.hasOwn(fields, name))
  )
}

/** Returns the misses of body fields, which compare by value; includes values only if the journal shows them. */
export function missBody({ body = {}, absent = [] }: Matcher, entry: Entry, registry: Registry): Miss[] {
  if (Object.keys(body).length === 0 && absent.length === 0) return []
  const read = parseRecordedBody(entry, registry)
  const { fields, present } = typeof read === 'object' ? read : NO_BODY
  const misses = Object.entries(body).flatMap(([name, expected]) => {
    const at = `body.${name}`
    const isPresent = Object.hasOwn(fields, name)
    if (isPresent && equalJson(expected, fields[name])) return []
    const sideOf = (value: unknown): Side => {
      let shown: unknown
      return {
        value,
        show: () => {
          shown ??= present(name, value, new Masks())
          return shown
        }
      }
    }
    const actual = isPresent ? sideOf(fields[name]) : undefined
    const within: Miss[] = []
    for (const miss of differences(at, sideOf(expected), actual)) {
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
  const isShown = sides.every(({ value, show }) => equalJson(show(), value))
  if (!expected)
    yield { at, code: 'unexpected', ...(isShown && { actual: compare(at, [], actual?.value).actual }) }
  else if (isShown) yield compare(at, [expected.value], actual?.value)
  else yield { at, code: actual ? 'different' : 'absent' }
}

/** Returns whether the members of two sides can be compared, as the journal shows them. */
function areComparable(expected: Side, actual: Side): boolean {
  const values = [expected.value, actual.value]
  return (
    areAlike(values) &&
    values.every(value => countMembers(value as object) <= MAX_MEMBERS) &&
    areAlike([...values, expected.show(), actual.show()])
  )
}

function countMembers(value: object): number {
  return Array.isArray(value) ? value.length : Object.keys(value).length
}

/** Returns whether all values are objects, or all lists. */
function areAlike(values: readonly unknown[]): boolean {
  const isList = Array.isArray(values[0])
  return values.every(value => typeof value === 'object' && value !== null && Array.isArray(value) === isList)
}

function memberOf({ value, show }: Side, name: string): Side | undefined {
  if (!Object.hasOwn(value as object, name)) return undefined
  const read = (object: unknown) => (object as Record<string, unknown>)[name]
  return { value: read(value), show: () => read(show()) }
}
