import { equalInConstantTime } from '../auth/secrets.ts'

/** A JSON object. */
export type Fields = Readonly<Record<string, unknown>>

/** Deeper values compare as different, since recursion over very deep values overflows the stack. */
const MAX_DEPTH = 64

/** Parses JSON in UTF-8; undefined if it is invalid. */
export function parseJson(source: Buffer | string): unknown {
  try {
    const isText = typeof source === 'string'
    return JSON.parse(isText ? source : new TextDecoder('utf-8', { fatal: true }).decode(source))
  } catch {
    return undefined
  }
}

/** Returns the value if it is a JSON object, else undefined. */
export function asObject(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined
}

/** Returns whether two JSON values are equal. Compares strings in constant time: they may be secrets. */
export function equalJson(a: unknown, b: unknown, depth = 0): boolean {
  if (typeof a === 'string' && typeof b === 'string') return equalInConstantTime(a, b)
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  if (depth >= MAX_DEPTH || Array.isArray(a) !== Array.isArray(b)) return false
  const names = Object.keys(a)
  return (
    names.length === Object.keys(b).length &&
    names.every(
      name => Object.hasOwn(b, name) && equalJson((a as Fields)[name], (b as Fields)[name], depth + 1)
    )
  )
}
