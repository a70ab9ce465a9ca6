import { equalInConstantTime } from '../auth/secrets.ts'

/** A JSON object. */
export type Fields = Readonly<Record<string, unknown>>

/** Deeper values count as unlike: what is nested a hundred thousand deep cannot be walked. */
const MAX_DEPTH = 64

/** @returns undefined for what is no JSON in UTF-8 */
export function parseJson(source: Buffer | string): unknown {
  try {
    const isText = typeof source === 'string'
    return JSON.parse(isText ? source : new TextDecoder('utf-8', { fatal: true }).decode(source))
  } catch {
    return undefined
  }
}

/** @returns undefined for what is no JSON object */
export function asObject(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined
}

/** Whether two JSON values are the same. Texts are compared in constant time: they may be secrets. */
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
