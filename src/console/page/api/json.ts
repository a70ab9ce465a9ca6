/** Parses JSON; undefined: the text is not JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** Returns indented JSON; other text unchanged. */
export function prettyOf(text: string): string {
  const json = jsonOf(text)
  return json === undefined ? text : JSON.stringify(json, null, 2)
}

/** Returns whether a value is a JSON object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
