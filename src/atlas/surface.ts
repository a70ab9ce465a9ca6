import type { Settings } from '../config.ts'
import { negotiate } from './media-type.ts'
import type { Query } from './query.ts'

/** One of the API's versions: the same operations, with media types and links of its own. */
export interface Surface {
  /** Below `/api/atlas`. */
  prefix: '/v2' | '/v1.0'
  /** Picks the answer's Content-Type. @throws {AtlasError} where none is acceptable */
  negotiate(accept: string | undefined, mode: Settings['accept']): string
  /** The query that links print, in Atlas's order; `name` only where the operation filters by it. */
  linkQuery(query: Query, hasName: boolean): string
}

export const SURFACES: readonly Surface[] = [
  {
    prefix: '/v2',
    negotiate,
    linkQuery: ({ includeCount, name, pageNum, itemsPerPage }, hasName) => {
      const filter = hasName ? `&name=${encodeURIComponent(name)}` : ''
      return `includeCount=${includeCount}${filter}&pageNum=${pageNum}&itemsPerPage=${itemsPerPage}`
    }
  },
  {
    prefix: '/v1.0',
    negotiate: () => 'application/json',
    linkQuery: ({ pageNum, itemsPerPage }) => `pageNum=${pageNum}&itemsPerPage=${itemsPerPage}`
  }
]
