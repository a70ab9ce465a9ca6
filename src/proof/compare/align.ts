// Puts what belongs together in two JSON values at the same place.

import { asObject, isObject, mapFields } from '../../base/json.ts'
import { isObjectId } from './placeholders.ts'

/** Members that identify an object in a list, the surest first. */
const KEYS = ['type', 'rel', 'id', 'name', 'cidrBlock']

/** A list whose objects have another order in another response. */
export interface Reordering {
  path: readonly (string | number)[]
  /** What identifies the objects. */
  ours: readonly string[]
  theirs: readonly string[]
  /** Whether the lists are pages with different objects. */
  hasOthers: boolean
}

interface AlignOptions {
  /** Returns the id in the first value for an id of the second one. */
  idOf?: (id: string) => string
  onOrder?: (reordering: Reordering) => void
}

/**
 * Returns a JSON value with the objects of each list at the places of those with the same type, `rel`, id or name in
 * another value: services list in another order. What it lacks is undefined, what only it has comes last. On a page
 * that is not the whole list, another order shows other objects, which are not compared.
 */
export function align(ours: unknown, theirs: unknown, options: AlignOptions = {}): unknown {
  return alignAt([], ours, theirs, options)
}

function alignAt(
  path: Reordering['path'],
  ours: unknown,
  theirs: unknown,
  options: AlignOptions,
  isPart = false
): unknown {
  if (Array.isArray(ours) && Array.isArray(theirs)) {
    const items = arrange(path, ours, theirs, options, isPart)
    return items.map((item, at) => alignAt([...path, at], ours[at], item, options))
  }
  if (!isObject(ours) || !isObject(theirs)) return theirs
  const isPartOfList = [ours, theirs].every(hasOtherPages) && ours['totalCount'] === theirs['totalCount']
  return mapFields(theirs, (name, value) =>
    alignAt([...path, name], ours[name], value, options, isPartOfList && name === 'results')
  )
}

/** Returns whether a page has a link to another page of its list. */
function hasOtherPages({ links }: Readonly<Record<string, unknown>>): boolean {
  return (
    Array.isArray(links) &&
    links.some(link => ['previous', 'next'].includes(asObject(link)?.['rel'] as string))
  )
}

function arrange(
  path: Reordering['path'],
  ours: readonly unknown[],
  theirs: readonly unknown[],
  { idOf = id => id, onOrder }: AlignOptions,
  isPart: boolean
): readonly unknown[] {
  for (const key of KEYS) {
    const [mine, others] = [ours, theirs].map(items => items.map(item => asObject(item)?.[key]))
    const known = others?.map(value => (key === 'id' && typeof value === 'string' ? idOf(value) : value))
    if (!isUnique(mine) || !isUnique(known)) continue
    const isCommon = (value: string) => mine.includes(value) && known.includes(value)
    const [common, order] = [mine.filter(isCommon), known.filter(isCommon)]
    // New ids identify nothing.
    const isPage = isPart && mine.length === known.length && (key !== 'id' || known.every(isObjectId))
    if (common.length === 0 && !isPage) continue
    const hasOthers = isPage && common.length < mine.length
    if (common.join() !== order.join() || hasOthers) onOrder?.({ path, ours: mine, theirs: known, hasOthers })
    const rest = theirs.filter((_item, at) => !mine.includes(known[at] as string))
    const items = mine.map((value, at) => {
      if (known.includes(value)) return theirs[known.indexOf(value)]
      if (isPage) return ours[at]
      return key === 'id' ? rest.shift() : undefined
    })
    return isPage ? items : [...items, ...rest]
  }
  return theirs
}

/** Returns whether values are different texts. */
function isUnique(values: readonly unknown[] | undefined): values is string[] {
  const isText = values?.every(value => typeof value === 'string') === true && values.length > 0
  return isText && new Set(values).size === values.length
}
