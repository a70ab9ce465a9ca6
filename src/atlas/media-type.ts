import Negotiator from 'negotiator'
import { AtlasError } from '../errors.ts'

/** The only version that the resource has. */
export const VERSION = '2023-01-01'

/** The version's media type as the official document names it. */
export const VERSIONED_TYPE = `application/vnd.atlas.${VERSION}+json`

const VERSIONED_REPLY = `${VERSIONED_TYPE};charset=utf-8`
const PLAIN_REPLY = 'application/json;charset=utf-8'

/** What was picked lately: a client says the same again and again. */
const picked = new Map<string, string>()
const MAX_PICKED = 100
/** Longer ones are no client's habit, and would fill the memory. */
const MAX_LENGTH = 256

/**
 * Picks the answer's Content-Type from `Accept`.
 *
 * @throws {AtlasError} INVALID_VERSION_DATE
 */
export function negotiate(accept: string | undefined, mode: 'strict' | 'lenient'): string {
  const key = `${mode} ${accept}`
  const known = picked.get(key)
  if (known !== undefined) return known
  const type = pick(accept, mode)
  if (picked.size >= MAX_PICKED) picked.clear()
  if (key.length <= MAX_LENGTH) picked.set(key, type)
  return type
}

/**
 * The best acceptable entry of RFC 9110 §12.5.1 wins. A date stands for the latest version up to it, so that
 * every date from 2023-01-01 on gets that version.
 *
 * @throws {AtlasError} INVALID_VERSION_DATE
 */
function pick(accept: string | undefined, mode: 'strict' | 'lenient'): string {
  const negotiator = new Negotiator({ headers: { accept } })
  // Asked by name, since `*/*` does not stand for a type that another entry excludes with q=0.
  const takesPlain = mode === 'lenient' && negotiator.mediaTypes(['application/json']).length > 0
  for (const type of negotiator.mediaTypes()) {
    if (isVersioned(type)) return VERSIONED_REPLY
    if (takesPlain && isPlain(type)) return PLAIN_REPLY
  }
  throw new AtlasError('INVALID_VERSION_DATE', [], { reason: 'Accept names no version of this resource' })
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
