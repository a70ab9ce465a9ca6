import type { FastifyRequest } from 'fastify'
import { publicAddress } from '../http/address.ts'
import type { Services } from '../services.ts'
import { type Link, pageLinks } from './links.ts'
import type { Answer, Checked } from './operation.ts'

/** A page of a list, its keys in Atlas's order. */
interface Page {
  links: Link[]
  results: object[]
  totalCount?: number
}

/** Answers with one page of a list; a page past the end is empty. */
export function answerPage<T>(
  request: FastifyRequest,
  { query, operation, surface }: Pick<Checked, 'query' | 'operation' | 'surface'>,
  { settings }: Services,
  all: readonly T[],
  present: (row: T) => object
): Answer {
  const address = publicAddress(request, settings.publicUrl)
  const hasName = operation.query.includes('name')
  const link = (pageNum: number) => `${address}?${surface.linkQuery({ ...query, pageNum }, hasName)}`
  const start = (query.pageNum - 1) * query.itemsPerPage
  const body: Page = {
    links: pageLinks(link, query, all.length),
    results: all.slice(start, start + query.itemsPerPage).map(present)
  }
  if (query.includeCount) body.totalCount = all.length
  return { status: 200, body }
}
