import { readAsset } from '../assets.ts'
import { routedPath, splitTarget } from '../request-target.ts'
import { MASK, type Masks } from './masks.ts'
import { matchesPattern } from './pattern.ts'

/** Query parameters that are not secret: those of the operations, and one that only Atlas supports. */
const SHOWN_PARAMETERS: ReadonlySet<string> = new Set([
  ...Object.keys(readAsset<object>('schemas/parameters.json')),
  'projectOwnerId'
])

/** One `name=value` of a query or a form. */
export interface Pair {
  name: string
  /** Undefined: no equals sign. */
  value: string | undefined
  /** As received. */
  raw: string
}

/** Returns the path of a request target as received, without scheme and host of an absolute target. */
export function pathOf(target: string): string {
  return splitTarget(target).path
}

/** Returns whether a target's path matches a pattern, as received or as routed. */
export function matchesPath(pattern: string, target: string): boolean {
  const path = pathOf(target)
  return matchesPattern(pattern, path) || matchesPattern(pattern, routedPath(path))
}

/** Returns the decoded pairs of a target's query. */
export function queryOf(target: string): Pair[] {
  const { query } = splitTarget(target)
  return query === undefined ? [] : parsePairs(query)
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

/** Returns whether a text looks like a parameter name and not like a misplaced value. */
export function isName(text: string): boolean {
  return /^[A-Za-z_][\w.-]{0,63}$/.test(text)
}

/** Returns whether the value of a query parameter is shown. */
export function isShownParameter(name: string): boolean {
  return SHOWN_PARAMETERS.has(name)
}

/** Returns the query with secrets masked: one value per name, or a list for duplicates. */
export function presentQuery(target: string, masks: Masks): Record<string, string | string[]> {
  const query = new Map<string, string[]>()
  for (const pair of queryOf(target)) {
    const { name, value } = presentPair(pair, masks)
    const values = query.get(name)
    if (values) values.push(value)
    else query.set(name, [value])
  }
  return Object.fromEntries(
    [...query].map(([name, values]) => [name, values.length === 1 ? (values[0] as string) : values])
  )
}

/** Returns path and query with secrets masked; the path as received. */
export function presentUrl(target: string, masks: Masks): string {
  const { path, query, hasFragment } = splitTarget(target)
  const pieces = parsePairs(query ?? '').map(pair => {
    const { name, value } = presentPair(pair, masks)
    return isShownParameter(pair.name) ? pair.raw : name === MASK ? MASK : `${name}=${value}`
  })
  return path + (query === undefined ? '' : `?${pieces.join('&')}`) + (hasFragment ? `#${MASK}` : '')
}

function presentPair({ name, value, raw }: Pair, masks: Masks): { name: string; value: string } {
  if (isShownParameter(name)) return { name, value: value ?? '' }
  // A text without a name may itself be the secret.
  if (value === undefined || !isName(name)) return { name: MASK, value: masks.hide(raw) }
  return { name, value: masks.hide(value) }
}
