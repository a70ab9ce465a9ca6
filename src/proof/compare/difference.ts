// Finds the places where two responses differ.

import { asObject, isObject, jsonDifferences, presentPath, tryParseJson } from '../../base/json.ts'
import { headerOf } from '../../client/atlas-client.ts'
import { align } from './align.ts'
import type { ServiceReply } from './transport.ts'

/** A place where two responses differ. */
export interface Difference {
  /** `status`, `reason phrase`, `header X-Error-Code`, `body`, or a JSON path in the body such as `$.results[0].id`. */
  at: string
  /** The mock's value as JSON; undefined: missing. */
  mock: string | undefined
  /** The service's value as JSON; undefined: missing. */
  service: string | undefined
  /** JSON types of the values, if these differ. */
  jsonTypes?: readonly [mock: string, service: string] | undefined
  /** In the body: names of members and positions in arrays. */
  path?: readonly (string | number)[]
  /** Both bodies, with what belongs together at the same path. */
  bodies?: readonly unknown[]
  /** What has another order: the members of an object, or the objects of a list, of which a page then has others. */
  order?: 'key order' | 'list order' | 'other objects' | 'page size'
}

/** Headers of a connection and of framing, which a proxy changes. */
const HOP_BY_HOP = ['connection', 'content-length', 'keep-alive', 'transfer-encoding']

/** Maximum number of differences in one body. */
const MAX_DIFFERENCES = 100

/** Maximum characters of a place and of a value: a service may send megabytes. */
const MAX_TEXT = 2_000

/**
 * Returns where a response of the service differs from the mock's. Headers that only the service sends are ignored.
 *
 * @param ignoredHeaders in lower case
 * @param hide replaces what must not be shown
 */
export function differencesOf(
  mock: ServiceReply,
  service: ServiceReply,
  ignoredHeaders: readonly string[] = [],
  hide = (text: string) => text
): Difference[] {
  const differences: Difference[] = []
  const compare = (at: string, ours: unknown, theirs: unknown) => {
    if (ours !== theirs) differences.push({ at, mock: JSON.stringify(ours), service: JSON.stringify(theirs) })
  }
  compare('status', mock.status, service.status)
  if (mock.status === service.status && service.reason !== undefined) {
    compare('reason phrase', mock.reason, service.reason)
  }
  const ignored = [...HOP_BY_HOP, ...ignoredHeaders]
  for (const name of new Set(mock.headers.map(([name]) => name))) {
    const key = name.toLowerCase()
    if (!ignored.includes(key)) compare(`header ${name}`, headerOf(mock, key), headerOf(service, key))
  }
  return [...differences, ...bodyDifferences(mock.body, service.body)].map(found => {
    const [ours, theirs] = excerptsOf(
      [found.mock && hide(found.mock), found.service && hide(found.service)],
      MAX_TEXT
    )
    return { ...found, at: hide(found.at).slice(0, MAX_TEXT), mock: ours, service: theirs }
  })
}

/** Characters before the first difference of two long values. */
const CONTEXT = 16

/** Returns two values, shortened to the part that differs. */
export function excerptsOf<Value extends string | undefined>(
  values: readonly [Value, Value],
  width: number
): [Value, Value] {
  const [ours = '', theirs = ''] = values
  let same = 0
  while (same < ours.length && ours[same] === theirs[same]) same++
  const start = same > CONTEXT && Math.max(ours.length, theirs.length) > width ? same - CONTEXT : 0
  const end = start + width
  return values.map(value =>
    value === undefined
      ? value
      : `${start > 0 ? '…' : ''}${value.slice(start, end)}${value.length > end ? '…' : ''}`
  ) as [Value, Value]
}

function bodyDifferences(mock: string, service: string): Difference[] {
  if (mock === service) return []
  const whole = [{ at: 'body', mock: JSON.stringify(mock), service: JSON.stringify(service) }]
  const [ours, theirs] = [tryParseJson(mock), tryParseJson(service)]
  if (ours === undefined || theirs === undefined) return whole
  const differences: Difference[] = []
  const aligned = align(ours, theirs, {
    onOrder({ path, ours, theirs, hasOthers }) {
      const order = hasOthers ? 'other objects' : 'list order'
      const at = presentPath('$', path) + (hasOthers ? ' other objects' : ' order')
      differences.push({ at, mock: JSON.stringify(ours), service: JSON.stringify(theirs), path, order })
    }
  })
  const compared = withPageOf(ours, aligned, (mock, service) => {
    differences.push({ at: '$.links page size', mock, service, path: ['links'], order: 'page size' })
  })
  for (const { path, left, right, isOrder } of jsonDifferences(ours, compared)) {
    const at = presentPath('$', path) + (isOrder ? ' key order' : '')
    const values = { mock: JSON.stringify(left), service: JSON.stringify(right) }
    const jsonTypes = [typeOf(left), typeOf(right)] as const
    differences.push({
      at,
      ...values,
      path,
      ...(isOrder && { order: 'key order' }),
      ...(!jsonTypes.includes('undefined') && jsonTypes[0] !== jsonTypes[1] && { jsonTypes })
    })
    if (differences.length === MAX_DIFFERENCES) break
  }
  // The values are equal: white space, escapes or the notation of a number differ.
  if (differences.length === 0) return whole
  return differences.map(found => ({ ...found, bodies: [ours, compared] }))
}

/** Returns another size of a page with the links and the objects of ours. @param onSize called if the size differs */
function withPageOf(ours: unknown, theirs: unknown, onSize: (mine: string, other: string) => void): unknown {
  if (!isObject(ours) || !isObject(theirs)) return theirs
  // In an envelope.
  const { content } = theirs
  if (content !== undefined) return { ...theirs, content: withPageOf(ours['content'], content, onSize) }
  const [mine, other] = [pageSizeOf(ours), pageSizeOf(theirs)]
  const [list, found] = [ours['results'], theirs['results']]
  if (!mine || !other || mine === other || ours['totalCount'] !== theirs['totalCount']) return theirs
  if (!Array.isArray(list) || !Array.isArray(found)) return theirs
  onSize(mine, other)
  return { ...theirs, links: ours['links'], results: list.map((item, at) => found[at] ?? item) }
}

/** Returns the number of objects that a page of a list may have, by its link to itself; undefined: no page. */
function pageSizeOf({ links }: Readonly<Record<string, unknown>>): string | undefined {
  const self = Array.isArray(links) ? links.find(link => asObject(link)?.['rel'] === 'self') : undefined
  return /[?&]itemsPerPage=(\d+)/.exec(String(asObject(self)?.['href']))?.[1]
}

/** Returns the JSON type of a value; `undefined` for a missing one. */
function typeOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
}
