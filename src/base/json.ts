/** A JSON object. */
export type Fields = Readonly<Record<string, unknown>>

/** Deeper values compare as different: recursion over very deep values overflows the stack. */
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

/** Returns an object with each value changed. */
export function mapFields(fields: Fields, change: (name: string, value: unknown) => unknown): Fields {
  // Object.fromEntries defines a key such as `__proto__` as an ordinary property.
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, change(name, value)]))
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
