import Negotiator from 'negotiator'
import { AtlasError } from '../catalogue/errors.ts'

/** The default version of an operation. */
export const VERSION = '2023-01-01'

const PLAIN_CONTENT_TYPE = 'application/json;charset=utf-8'

/** The media types of an operation. */
export interface MediaTypes {
  /** Of its only version. */
  mediaType: string
  /** Date of that version; undefined: {@link VERSION}. */
  version?: string
  /** Whether it also has a preview. */
  hasPreview?: true
}

/** Returns the media type of a version in the official document. @param version a date or `preview` */
export function versionedType(version = VERSION): string {
  return `application/vnd.atlas.${version}+json`
}

/** An API version: the same operations with its own media types. */
export interface ApiVersion {
  /** Below `/api/atlas`. */
  prefix: '/v2' | '/v1.0'
  /** Returns the Content-Type of a response. @throws {AtlasError} INVALID_VERSION_DATE */
  negotiate(accept: string | undefined, mode: 'strict' | 'lenient', types: MediaTypes): string
}

export const API_VERSIONS: readonly ApiVersion[] = [
  { prefix: '/v2', negotiate },
  { prefix: '/v1.0', negotiate: () => 'application/json' }
]

/**
 * Returns the Content-Type of a response, negotiated by RFC 9110 §12.5.1. A date selects the latest version up to
 * it, so every date from an operation's version on selects that version.
 *
 * @throws {AtlasError} INVALID_VERSION_DATE
 */
export function negotiate(
  accept: string | undefined,
  mode: 'strict' | 'lenient',
  { mediaType, version, hasPreview }: MediaTypes
): string {
  // Fast path: nearly every client sends this value.
  if (accept === mediaType) return `${mediaType};charset=utf-8`
  const negotiator = new Negotiator({ headers: { accept } })
  // Checked by name: `*/*` does not include a type that another entry excludes with q=0.
  const acceptsPlain = mode === 'lenient' && negotiator.mediaTypes(['application/json']).length > 0
  for (const type of negotiator.mediaTypes()) {
    if (isVersioned(type, version)) return `${mediaType};charset=utf-8`
    if (hasPreview && type.toLowerCase() === versionedType('preview'))
      return `${type.toLowerCase()};charset=utf-8`
    if (acceptsPlain && isPlain(type)) return PLAIN_CONTENT_TYPE
  }
  throw new AtlasError('INVALID_VERSION_DATE', [], { code: 'version-unknown', mediaType })
}

function isPlain(type: string): boolean {
  return ['*/*', 'application/*', 'application/json'].includes(type.toLowerCase())
}

function isVersioned(type: string, version = VERSION): boolean {
  const date = /^application\/vnd\.atlas\.(\d{4}-\d{2}-\d{2})\+json$/i.exec(type)?.[1]
  return date !== undefined && date >= version && isDate(date)
}

function isDate(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}
