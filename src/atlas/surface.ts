import type { Settings } from '../config.ts'
import { negotiate } from './media-type.ts'

/** One of the API's versions: the same operations, with media types of its own. */
export interface Surface {
  /** Below `/api/atlas`. */
  prefix: '/v2' | '/v1.0'
  /** Picks the answer's Content-Type. @throws {AtlasError} where none is acceptable */
  negotiate(accept: string | undefined, mode: Settings['accept']): string
}

export const SURFACES: readonly Surface[] = [
  { prefix: '/v2', negotiate },
  { prefix: '/v1.0', negotiate: () => 'application/json' }
]
