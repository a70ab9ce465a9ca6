import Negotiator from 'negotiator'
import { AtlasError } from '../errors.ts'

/** The only version of the resource. */
export const VERSION = '2023-01-01'

/** The version's media type in the official document. */
export const VERSIONED_TYPE = `application/vnd.atlas.${VERSION}+json`

const VERSIONED_CONTENT_TYPE = `${VERSIONED_TYPE};charset=utf-8`
const PLAIN_CONTENT_TYPE = 'application/json;charset=utf-8'

/** An API version: the same operations with its own media types. */
export interface Surface {
  /** Below `/api/atlas`. */
  prefix: '/v2' | '/v1.0'
  /** Returns the Content-Type of a response. @throws {AtlasError} INVALID_VERSION_DATE */
  negotiate(accept: string | undefined, mode: 'strict' | 'lenient'): string
}

export const SURFACES: readonly Surface[] = [
  { prefix: '/v2', negotiate },
  { prefix: '/v1.0', negotiate: () => 'application/json' }
]

/**
 * Returns the Content-Type of a response, negotiated by RFC 9110 §12.5.1. A date selects the latest version up to
 * it, so every date from 2023-01-01 on selects that version.
 *
 * @throws {AtlasError} INVALID_VERSION_DATE
 */
export function negotiate(accept: string | undefined, mode: 'strict' | 'lenient'): string {
  // Fast path: nearly every client sends this value.
  if (accept === VERSIONED_TYPE) return VERSIONED_CONTENT_TYPE
  const negotiator = new Negotiator({ headers: { accept } })
  // Checked by name: `*/*` does not include a type that another entry excludes with q=0.
  const acceptsPlain = mode === 'lenient' && negotiator.mediaTypes(['application/json']).length > 0
  for (const type of negotiator.mediaTypes()) {
    if (isVersioned(type)) return VERSIONED_CONTENT_TYPE
    if (acceptsPlain && isPlain(type)) return PLAIN_CONTENT_TYPE
  }
  throw new AtlasError('INVALID_VERSION_DATE', [], { code: 'version-unknown' })
}

function isPlain(type: string): boolean {
  return ['*/*', 'application/*', 'application/json'].includes(type.toLowerCase())
}

function isVersioned(type: string): boolean {
  const date = /^application\/vnd\.atlas\.(\d{4}-\d{2}-\d{2})\+json$/i.exec(type)?.[1]
  return date !== undefined && date >= VERSION && isDate(date)
}

function isDate(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}
