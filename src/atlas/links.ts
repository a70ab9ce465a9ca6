/** A link of a list, as Atlas prints it. */
export interface Link {
  href: string
  rel: 'self' | 'previous' | 'next'
}

/**
 * Links of a page: self, then previous and next where there are such pages.
 *
 * @param address of a page by its number, query included
 * @param total results on all pages
 */
export function pageLinks(
  address: (pageNum: number) => string,
  { pageNum, itemsPerPage }: { pageNum: number; itemsPerPage: number },
  total: number
): Link[] {
  const links: Link[] = [{ href: address(pageNum), rel: 'self' }]
  if (pageNum > 1) links.push({ href: address(pageNum - 1), rel: 'previous' })
  if (pageNum * itemsPerPage < total) links.push({ href: address(pageNum + 1), rel: 'next' })
  return links
}
