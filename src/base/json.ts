/** A JSON object. */
export type Fields = Readonly<Record<string, unknown>>

/** Deeper values compare as different and are not counted: recursion over very deep values overflows the stack. */
const MAX_DEPTH = 64

/** Parses JSON in UTF-8; undefined if it is invalid. */
export function tryParseJson(source: Buffer | string): unknown {
  try {
    const isText = typeof source === 'string'
    return JSON.parse(isText ? source : new TextDecoder('utf-8', { fatal: true }).decode(source))
  } catch {
    return undefined
  }
}

/** Returns whether a value is a JSON object. */
export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Returns the value if it is a JSON object, else undefined. */
export function asObject(value: unknown): Fields | undefined {
  return isObject(value) ? value : undefined
}

/**
 * Returns an object or array with only the first of its values, those of all levels counted together.
 *
 * @returns undefined if it has no more values
 */
export function firstValues<Whole extends object>(whole: Whole, max: number): Whole | undefined {
  let room = max
  const take = (value: unknown, depth: number): unknown => {
    if (typeof value !== 'object' || value === null || depth >= MAX_DEPTH) return value
    const kept: [string, unknown][] = []
    for (const name in value) {
      if (--room < 0) break
      kept.push([name, take((value as Fields)[name], depth + 1)])
    }
    return Array.isArray(value) ? kept.map(([, item]) => item) : Object.fromEntries(kept)
  }
  const first = take(whole, 0) as Whole
  return room < 0 ? first : undefined
}

/** Returns whether a value has more levels of objects and arrays. */
export function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some(member => isDeeper(member, levels - 1))
}

/** Returns whether two JSON values are equal. */
export function equalJson(a: unknown, b: unknown, depth = 0): boolean {
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
