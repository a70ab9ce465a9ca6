import { routedPath, splitTarget } from '../base/request-target.ts'

/** One `name=value` of a query or a form. */
export interface Pair {
  name: string
  /** Undefined: no equals sign. */
  value: string | undefined
  /** As received. */
  raw: string
}

/** Returns whether a text matches a pattern, where `*` matches any characters, or none. */
export function matchesPattern(pattern: string, text: string): boolean {
  // Not a regular expression: it would backtrack, and patterns come from clients.
  const [head = '', ...pieces] = pattern.split('*')
  const tail = pieces.pop()
  if (tail === undefined) return text === pattern
  const end = text.length - tail.length
  if (end < head.length || !text.startsWith(head) || !text.endsWith(tail)) return false
  let from = head.length
  for (const piece of pieces) {
    const at = text.indexOf(piece, from)
    if (at < 0) return false
    from = at + piece.length
  }
  return from <= end
}

/** Returns whether a target's path matches a pattern, as received or as routed. */
export function matchesPath(pattern: string, target: string): boolean {
  const { path } = splitTarget(target)
  return matchesPattern(pattern, path) || matchesPattern(pattern, routedPath(path))
}

export function queryOf(target: string): Pair[] {
  return parsePairs(splitTarget(target).query ?? '')
}

/** Parses a query or an `application/x-www-form-urlencoded` body. */
export function parsePairs(text: string): Pair[] {
  return text
    .split('&')
    .filter(raw => raw !== '')
    .map(raw => {
      const [[name, value] = ['', '']] = new URLSearchParams(raw)
      return { name, value: raw.includes('=') ? value : undefined, raw }
    })
}

/** Returns the values of pairs by name: one value, or a list for duplicates. */
export function groupValues<Value>(
  pairs: readonly { name: string; value: Value }[]
): Record<string, Value | Value[]> {
  const groups = [...Map.groupBy(pairs, ({ name }) => name)].map(([name, group]) => {
    const values = group.map(({ value }) => value)
    return [name, values.length === 1 ? (values[0] as Value) : values] as const
  })
  return Object.fromEntries(groups)
}
