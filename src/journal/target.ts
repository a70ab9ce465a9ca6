import { readAsset } from '../assets.ts'
import { routedPath, splitTarget } from '../base/request-target.ts'
import { MASK, type Masks } from './masks.ts'
import { matchesPattern } from './pattern.ts'

/** Query parameters that are not secret: those of the operations, and some that only Atlas supports. */
const SHOWN_PARAMETERS: ReadonlySet<string> = new Set([
  ...Object.keys(readAsset<object>('schemas/parameters.json')),
  'clusterName',
  'eventType',
  'granularity',
  'maxDate',
  'minDate',
  'orgMembershipStatus',
  'period',
  'projectOwnerId',
  'providerName',
  'regions',
  'status'
])

/** Values that are not secret, whatever the parameter's name. */
const SHOWN_VALUES: ReadonlySet<string> = new Set(['', 'true', 'false'])

/** One `name=value` of a query or a form. */
export interface Pair {
  name: string
  /** Undefined: no equals sign. */
  value: string | undefined
  /** As received. */
  raw: string
}

/** Returns whether a target's path matches a pattern, as received or as routed. */
export function matchesPath(pattern: string, target: string): boolean {
  const { path } = splitTarget(target)
  return matchesPattern(pattern, path) || matchesPattern(pattern, routedPath(path))
}

/** Returns the decoded pairs of a target's query. */
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

/** Returns whether a text looks like a parameter name and not like a misplaced value. */
export function isName(text: string): boolean {
  return /^[A-Za-z_][\w.-]{0,63}$/.test(text)
}

/** Returns whether a query parameter is shown. @param value undefined: no equals sign */
export function isShownParameter(name: string, value: string | undefined): boolean {
  if (SHOWN_PARAMETERS.has(name)) return true
  return value !== undefined && isName(name) && SHOWN_VALUES.has(value)
}

/** Returns the query with secrets masked: one value per name, or a list for duplicates. */
export function presentQuery(target: string, masks: Masks): Record<string, string | string[]> {
  return groupValues(queryOf(target).map(pair => presentPair(pair, masks)))
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

/** Returns path and query with secrets masked; the path as received. */
export function presentUrl(target: string, masks: Masks): string {
  const { path, query, hasFragment } = splitTarget(target)
  const pieces = parsePairs(query ?? '').map(pair => {
    const { name, value } = presentPair(pair, masks)
    return isShownParameter(pair.name, pair.value) ? pair.raw : name === MASK ? MASK : `${name}=${value}`
  })
  return path + (query === undefined ? '' : `?${pieces.join('&')}`) + (hasFragment ? `#${MASK}` : '')
}

function presentPair({ name, value, raw }: Pair, masks: Masks): { name: string; value: string } {
  if (isShownParameter(name, value)) return { name, value: value ?? '' }
  // A text without a name may itself be the secret.
  if (value === undefined || !isName(name)) return { name: MASK, value: masks.hide(raw) }
  return { name, value: masks.hide(value) }
}
