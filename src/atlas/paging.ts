// Lists by pages, and addresses in responses.

import { originOf, pathOf, splitTarget } from '../base/request-target.ts'
import type { Listing } from '../store/database.ts'
import type { Call, CallerAccess, OperationResponse } from './atlas-operation.ts'
import type { Query } from './query.ts'

/** A page of a list, its keys in Atlas's order. */
interface ListPage {
  links: Link[]
  results: readonly unknown[]
  totalCount: number
}

/** A link of a page. */
export interface Link {
  href: string
  rel: 'self' | 'previous' | 'next'
}

/**
 * Returns the links of a page: self, then previous and next if those pages exist. A v2 link repeats the received
 * query in alphabetical order, with the two paging parameters moved to the end: `pageNum=…&itemsPerPage=…` in
 * self, the reverse in next (recorded 2025-03 to 2026-08).
 *
 * @param address of the list, as the client sees it
 * @param query as received
 * @param total number of results on all pages
 */
export function pageLinks(
  address: string,
  query: string,
  { pageNum, itemsPerPage }: Pick<Query, 'pageNum' | 'itemsPerPage'>,
  total: number
): Link[] {
  const others = query === '' ? [] : repeatedPairs(query)
  const link = (rel: Link['rel'], ...paging: string[]) => ({
    href: `${address}?${[...others, ...paging].join('&')}`,
    rel
  })
  const size = `itemsPerPage=${itemsPerPage}`
  const links = [link('self', `pageNum=${pageNum}`, size)]
  // Documented, never recorded; the parameter order is that of next.
  if (pageNum > 1) links.push(link('previous', size, `pageNum=${pageNum - 1}`))
  if (pageNum * itemsPerPage < total) links.push(link('next', size, `pageNum=${pageNum + 1}`))
  return links
}

/** Returns the first pair of each name but the paging parameters, in alphabetical order. */
function repeatedPairs(query: string): string[] {
  const sent = new Map<string, string>()
  for (const pair of query.split('&')) {
    const [name = ''] = pair.split('=', 1)
    if (!['', 'pageNum', 'itemsPerPage'].includes(name) && !sent.has(name)) sent.set(name, pair)
  }
  return [...sent].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, pair]) => pair)
}

/**
 * Returns one page of a list, whose rows may already be read; a page past the end is empty.
 *
 * @param present undefined: the list has what responses show
 */
export function pageOf<Row>(
  { request, services: { settings }, apiVersion }: Call,
  { query }: CallerAccess,
  list: Listing<Row> | readonly Row[],
  present?: (row: Row) => object
): OperationResponse {
  const { path, query: sent = '' } = splitTarget(request.originalUrl)
  const address = originOf(request, settings.publicUrl) + path
  const { pageNum, itemsPerPage } = query
  const start = (pageNum - 1) * itemsPerPage
  const total = 'total' in list ? list.total : list.length
  const isWhole = start === 0 && total <= itemsPerPage
  const rows =
    'page' in list ? list.page(start, itemsPerPage) : isWhole ? list : list.slice(start, start + itemsPerPage)
  const body: ListPage = {
    links: pageLinks(address, apiVersion.prefix === '/v2' ? sent : '', query, total),
    results: present ? rows.map(present) : rows,
    // The official document says that it is omitted; recordings have 0 (206 of 206 on events, until 2026-08-11).
    totalCount: query.includeCount ? total : 0
  }
  return { status: 200, body }
}

/** Returns the Location of a project and of its settings, as recorded, double slash included. */
export function recordedLocation({ request, services: { settings } }: Call): string {
  return `${originOf(request, settings.publicUrl)}//api/atlas/v1.0`
}

/** Returns the address of a resource, such as `http://host/api/atlas/v2/groups`, for links to its members. */
export function resourceAddress(
  { request, services: { settings }, apiVersion }: Call,
  resource: 'groups' | 'orgs'
): string {
  // Atlas keeps a double slash at the start of the request's path (recorded 2025-05-26).
  const slash = pathOf(request).startsWith('//') ? '/' : ''
  return `${originOf(request, settings.publicUrl)}${slash}/api/atlas${apiVersion.prefix}/${resource}`
}
