/** A JSON object. */
export type Fields = Readonly<Record<string, unknown>>

/** Maximum nesting of a text that becomes a value: recursion over very deep values would overflow the stack. */
export const MAX_LEVELS = 128

/** Returns the position in a JSON text at which objects and arrays are nested too deep, or undefined. */
export function findTooDeep(text: string, maxLevels: number): number | undefined {
  let levels = 0
  let isString = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '"') isString = !isString
    else if (isString) at += character === '\\' ? 1 : 0
    else if ((character === '[' || character === '{') && ++levels > maxLevels) return at
    else if (character === ']' || character === '}') levels--
  }
  return undefined
}

/** Parses JSON in UTF-8; undefined if it is invalid or nested deeper than {@link MAX_LEVELS}. */
export function tryParseJson(source: Buffer | string): unknown {
  try {
    const isText = typeof source === 'string'
    const text = isText ? source : new TextDecoder('utf-8', { fatal: true }).decode(source)
    return findTooDeep(text, MAX_LEVELS) === undefined ? JSON.parse(text) : undefined
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

/** Returns an object with each value changed; the object itself if none changes. */
export function mapFields(fields: Fields, change: (name: string, value: unknown) => unknown): Fields {
  let copy: Record<string, unknown> | undefined
  for (const name of Object.keys(fields)) {
    const value = change(name, fields[name])
    if (value === fields[name]) continue
    // A spread defines a key such as `__proto__` as an ordinary property.
    copy ??= { ...fields }
    copy[name] = value
  }
  return copy ?? fields
}

/** Returns whether two JSON values are equal. */
export function equalJson(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const names = Object.keys(a)
  return (
    names.length === Object.keys(b).length &&
    names.every(name => Object.hasOwn(b, name) && equalJson((a as Fields)[name], (b as Fields)[name]))
  )
}
