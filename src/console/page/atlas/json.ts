/** A text as JSON; undefined where it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** JSON on several lines; any other text as it is. */
export function prettyOf(text: string): string {
  const json = jsonOf(text)
  return json === undefined ? text : JSON.stringify(json, null, 2)
}

/** Whether it is what JSON calls an object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
