import { readAsset } from '../assets.ts'
import { routedPath, splitTarget } from '../request-target.ts'
import { MASK, type Masks } from './masks.ts'
import { matchesPattern } from './pattern.ts'

/** Parameters whose values are no secrets: those of the operations here, and one that only Atlas reads. */
const KNOWN: ReadonlySet<string> = new Set([
  ...Object.keys(readAsset<object>('schemas/parameters.json')),
  'projectOwnerId'
])

/** One `name=value` of a query or a form. */
export interface Pair {
  name: string
  /** Undefined: no equals sign. */
  value: string | undefined
  /** As it was sent. */
  raw: string
}

/** The path of a request target as it was sent, without the scheme and host of a proxy's request. */
export function pathOf(target: string): string {
  return splitTarget(target).path
}

/** Whether a target's path fits a pattern, as it was sent or as it is routed. */
export function matchesPath(pattern: string, target: string): boolean {
  const path = pathOf(target)
  return matchesPattern(pattern, path) || matchesPattern(pattern, routedPath(path))
}

/** The query's pairs, decoded. */
export function queryOf(target: string): Pair[] {
  const { query } = splitTarget(target)
  return query === undefined ? [] : parsePairs(query)
}

/** Pairs of a query or of an `application/x-www-form-urlencoded` body. */
export function parsePairs(text: string): Pair[] {
  return text
    .split('&')
    .filter(raw => raw !== '')
    .map(raw => {
      const [[name, value] = ['', '']] = new URLSearchParams(raw)
      return { name, value: raw.includes('=') ? value : undefined, raw }
    })
}

/** Whether a text is the name of a parameter rather than a value that stands in its place. */
export function isName(text: string): boolean {
  return /^[A-Za-z_][\w.-]{0,63}$/.test(text)
}

/** Whether the value of a query parameter is shown. */
export function isShownParameter(name: string): boolean {
  return KNOWN.has(name)
}

/** The query as it is shown: one value for each name, or a list where it was given more than once. */
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

/** Path and query as they are shown, the path as it was sent. */
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
  // Without a name before it a text may itself be what has to stay hidden.
  if (value === undefined || !isName(name)) return { name: MASK, value: masks.hide(raw) }
  return { name, value: masks.hide(value) }
}
