import { TemplateFault } from './fault.ts'

/** What `x!` is where there is no x: an empty text, list and hash at once. */
export const NOTHING = Symbol('nothing')

export interface Hash {
  readonly [name: string]: Value | null
}

/** What an expression can be. Null within lists and hashes is a value that is missing. */
export type Value = string | number | boolean | typeof NOTHING | readonly (Value | null)[] | Hash

/** Writes numbers without groups, as ?c has it. Made at its first use: it takes 6 MB of memory. */
let plain: Intl.NumberFormat | undefined

export function isList(value: Value): value is readonly (Value | null)[] {
  return Array.isArray(value)
}

export function isHash(value: Value): value is Hash {
  return typeof value === 'object' && !isList(value)
}

/**
 * A value as a text. Of a number it is the plain one; inferred: FreeMarker left alone would group the digits of
 * a thousand.
 *
 * @param path how the value is called in a fault
 * @throws {TemplateFault} for a boolean, a list or a hash, which FreeMarker does not print
 */
export function toText(value: Value, path: string): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') {
    plain ??= new Intl.NumberFormat('en-US', { useGrouping: false, maximumFractionDigits: 16 })
    return plain.format(value)
  }
  if (value === NOTHING) return ''
  if (typeof value === 'boolean') throw new TemplateFault(`${path} is a boolean, which needs ?c or ?string`)
  throw new TemplateFault(`${path} is ${isList(value) ? 'a list' : 'a hash'}, not a text`)
}

/** @throws {TemplateFault} */
export function toBoolean(value: Value, path: string): boolean {
  if (typeof value === 'boolean') return value
  throw new TemplateFault(`${path} is no boolean`)
}

/** @throws {TemplateFault} */
export function toNumber(value: Value, path: string): number {
  if (typeof value === 'number') return value
  throw new TemplateFault(`${path} is no number`)
}

/** @throws {TemplateFault} */
export function toList(value: Value, path: string): readonly (Value | null)[] {
  if (value === NOTHING) return []
  if (isList(value)) return value
  throw new TemplateFault(`${path} is no list`)
}
