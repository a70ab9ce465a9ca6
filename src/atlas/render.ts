type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

export interface RenderOptions {
  pretty: boolean
  envelope: boolean
  status: number
}

/**
 * Writes a body as Atlas does: compact, or as Jackson prints with `pretty`; wrapped with `envelope`. A list is
 * its own envelope and gets `status` in its alphabetical place.
 */
export function renderBody(body: object, options: RenderOptions): string {
  const wrapped = options.envelope ? wrap(body, options.status) : body
  return options.pretty ? prettyPrint(wrapped as Json) : JSON.stringify(wrapped)
}

function wrap(body: object, status: number): object {
  if (!('results' in body)) return { content: body, status }
  const entries: [string, unknown][] = [...Object.entries(body), ['status', status]]
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/**
 * Jackson's DefaultPrettyPrinter, which the recorded 401 shows: ` : ` between key and value, objects on lines
 * of their own, arrays on one line.
 */
export function prettyPrint(value: Json, depth = 0): string {
  if (Array.isArray(value)) {
    return value.length === 0 ? '[ ]' : `[ ${value.map(item => prettyPrint(item, depth)).join(', ')} ]`
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value)
  if (entries.length === 0) return '{ }'
  const indent = '  '.repeat(depth + 1)
  const lines = entries.map(
    ([key, item]) => `${indent}${JSON.stringify(key)} : ${prettyPrint(item, depth + 1)}`
  )
  return `{\n${lines.join(',\n')}\n${'  '.repeat(depth)}}`
}
