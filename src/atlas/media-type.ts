import Negotiator from 'negotiator'
import { AtlasError } from '../errors.ts'

/** The only version that the resource has. */
export const VERSION = '2023-01-01'

/** The version's media type as the official document names it. */
export const VERSIONED_TYPE = `application/vnd.atlas.${VERSION}+json`

const VERSIONED_REPLY = `${VERSIONED_TYPE};charset=utf-8`
const PLAIN_REPLY = 'application/json;charset=utf-8'

/** One of the API's versions: the same operations, with media types of its own. */
export interface Surface {
  /** Below `/api/atlas`. */
  prefix: '/v2' | '/v1.0'
  /** Picks the Content-Type of a response. @throws {AtlasError} INVALID_VERSION_DATE */
  negotiate(accept: string | undefined, mode: 'strict' | 'lenient'): string
}

export const SURFACES: readonly Surface[] = [
  { prefix: '/v2', negotiate },
  { prefix: '/v1.0', negotiate: () => 'application/json' }
]

/**
 * Picks the Content-Type of a response: the best acceptable entry of RFC 9110 §12.5.1 wins. A date stands for the latest version up to it, so that
 * every date from 2023-01-01 on gets that version.
 *
 * @throws {AtlasError} INVALID_VERSION_DATE
 */
export function negotiate(accept: string | undefined, mode: 'strict' | 'lenient'): string {
  // What nearly every client sends.
  if (accept === VERSIONED_TYPE) return VERSIONED_REPLY
  const negotiator = new Negotiator({ headers: { accept } })
  // Asked by name, since `*/*` does not stand for a type that another entry excludes with q=0.
  const takesPlain = mode === 'lenient' && negotiator.mediaTypes(['application/json']).length > 0
  for (const type of negotiator.mediaTypes()) {
    if (isVersioned(type)) return VERSIONED_REPLY
    if (takesPlain && isPlain(type)) return PLAIN_REPLY
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
