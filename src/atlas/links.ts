import type { Query } from './query.ts'

/** A link of a list, as Atlas prints it. */
export interface Link {
  href: string
  rel: 'self' | 'previous' | 'next'
}

/**
 * Links of a page: self, then previous and next where there are such pages. The query is printed with the
 * values in force, defaults included, in Atlas's order (recorded 2026-08-10); envelope and pretty never.
 *
 * @param address scheme, host and path, without a query
 * @param total results on all pages
 */
export function pageLinks(address: string, query: Query, total: number): Link[] {
  const { includeCount, itemsPerPage, pageNum } = query
  const link = (rel: Link['rel'], page: number): Link => ({
    href: `${address}?includeCount=${includeCount}&pageNum=${page}&itemsPerPage=${itemsPerPage}`,
    rel
  })
  const links = [link('self', pageNum)]
  if (pageNum > 1) links.push(link('previous', pageNum - 1))
  if (pageNum * itemsPerPage < total) links.push(link('next', pageNum + 1))
  return links
}
