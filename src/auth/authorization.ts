import { asObject, tryParseJson } from '../base/json.ts'
import { type DigestCredentials, type MalformedDigest, parseDigest } from './digest.ts'

/** A parsed `Authorization` header. */
export type Authorization =
  | { scheme: 'none' | 'other' }
  | { scheme: 'digest'; digest: DigestCredentials | MalformedDigest }
  | { scheme: 'bearer'; token: string }
  /** Undefined: the credentials are malformed. */
  | { scheme: 'basic'; id: string | undefined; secret: string | undefined }

/** Parses an `Authorization` header (RFC 9110 §11.6.2); the scheme is case-insensitive. */
export function parseAuthorization(header: string | undefined): Authorization {
  if (header === undefined) return { scheme: 'none' }
  const [, scheme = '', rest = ''] = header.match(/^(\S+)(?: +(.*))?$/s) ?? []
  switch (scheme.toLowerCase()) {
    case 'digest':
      return { scheme: 'digest', digest: parseDigest(rest) }
    case 'bearer':
      return { scheme: 'bearer', token: rest.trim() }
    case 'basic':
      return { scheme: 'basic', ...parseBasic(rest) }
    default:
      return { scheme: 'other' }
  }
}

/** Returns the unverified caller id in a header: public key, client id, or the subject of a token. */
export function claimedId(authorization: Authorization): string | undefined {
  switch (authorization.scheme) {
    case 'digest':
      return authorization.digest.username
    case 'bearer':
      return subjectOf(authorization.token)
    case 'basic':
      return authorization.id
    default:
      return undefined
  }
}

/** Parses client id and secret, each form-encoded within Basic (RFC 6749 §2.3.1). */
function parseBasic(encoded: string): { id: string | undefined; secret: string | undefined } {
  const malformed = { id: undefined, secret: undefined }
  if (!/^[A-Za-z0-9+/]+=*$/.test(encoded)) return malformed
  const [, id, secret] = /^([^:]*):([\s\S]*)$/.exec(Buffer.from(encoded, 'base64').toString()) ?? []
  if (id === undefined || secret === undefined) return malformed
  try {
    const decode = (text: string) => decodeURIComponent(text.replaceAll('+', ' '))
    return { id: decode(id), secret: decode(secret) }
  } catch {
    return malformed
  }
}

/** Returns the subject in a token's claims, without verifying the token. */
function subjectOf(token: string): string | undefined {
  const [, claims = ''] = token.split('.', 2)
  const subject = asObject(tryParseJson(Buffer.from(claims, 'base64url').toString()))?.['sub']
  return typeof subject === 'string' ? subject : undefined
}
