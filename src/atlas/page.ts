import type { FastifyRequest } from 'fastify'
import { publicAddress } from '../http/address.ts'
import type { Services } from '../services.ts'
import { type Link, pageLinks } from './links.ts'
import type { Answer, Checked } from './operation.ts'
import { firstValues, type RawQuery } from './query.ts'

/** A page of a list, its keys in Atlas's order. */
interface Page {
  links: Link[]
  results: object[]
  totalCount: number
}

/** Answers with one page of a list; a page past the end is empty. */
export function answerPage<T>(
  request: FastifyRequest,
  { query, surface }: Pick<Checked, 'query' | 'surface'>,
  { settings }: Services,
  all: readonly T[],
  present: (row: T) => object
): Answer {
  const path = publicAddress(request, settings.publicUrl)
  // v1.0 links have the two parameters of paging only.
  const sent = surface.prefix === '/v1.0' ? {} : firstValues(request.query as RawQuery)
  const start = (query.pageNum - 1) * query.itemsPerPage
  const body: Page = {
    links: pageLinks(path, sent, query, all.length),
    results: all.slice(start, start + query.itemsPerPage).map(present),
    // The official document says that it is omitted; recorded is 0 (206 of 206 on events, until 2026-08-11).
    totalCount: query.includeCount ? all.length : 0
  }
  return { status: 200, body }
}
