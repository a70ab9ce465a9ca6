/** A link of a list, as Atlas prints it. */
export interface Link {
  href: string
  rel: 'self' | 'previous' | 'next'
}

interface PagePosition {
  pageNum: number
  itemsPerPage: number
}

/**
 * Returns the links of a page: self, then previous and next where there are such pages. A link repeats the
 * query that was sent, in alphabetical order and without the two parameters of paging, which stand behind it:
 * in self as `pageNum=…&itemsPerPage=…`, in next the other way round (recorded 2025-03 to 2026-08).
 *
 * @param path address of the list, as it was called
 * @param sent the query as it was sent
 * @param total results on all pages
 */
export function pageLinks(
  path: string,
  sent: Readonly<Record<string, string>>,
  { pageNum, itemsPerPage }: PagePosition,
  total: number
): Link[] {
  const others = Object.entries(sent)
    .filter(([name]) => name !== 'pageNum' && name !== 'itemsPerPage')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
  const link = (rel: Link['rel'], ...paging: string[]) => ({
    href: `${path}?${[...others, ...paging].join('&')}`,
    rel
  })
  const size = `itemsPerPage=${itemsPerPage}`
  const links = [link('self', `pageNum=${pageNum}`, size)]
  // Documented, never recorded: its form is that of next.
  if (pageNum > 1) links.push(link('previous', size, `pageNum=${pageNum - 1}`))
  if (pageNum * itemsPerPage < total) links.push(link('next', size, `pageNum=${pageNum + 1}`))
  return links
}
