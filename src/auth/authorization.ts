import { type DigestCredentials, parseDigest } from './digest.ts'

/** An `Authorization` header by its scheme, parsed once for each request. */
export type Authorization =
  | { scheme: 'none' | 'other' }
  /** `digest` is a reason code where the header is malformed. */
  | { scheme: 'digest'; digest: ReturnType<typeof parseDigest> }
  | { scheme: 'bearer'; token: string }
  /** Undefined: not a client id and a secret. */
  | { scheme: 'basic'; id: string | undefined; secret: string | undefined }

/** Parses an `Authorization` header (RFC 9110 §11.6.2); schemes in any case. */
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

/** Returns whom a header names, proven or not: API key, client id, or the subject of a token. */
export function claimedId(authorization: Authorization): string | undefined {
  switch (authorization.scheme) {
    case 'digest':
      return isCredentials(authorization.digest) ? authorization.digest.username : undefined
    case 'bearer':
      return subjectOf(authorization.token)
    case 'basic':
      return authorization.id
    default:
      return undefined
  }
}

export function isCredentials(digest: ReturnType<typeof parseDigest>): digest is DigestCredentials {
  return typeof digest === 'object'
}

/** Client id and secret, each form-encoded within Basic (RFC 6749 §2.3.1). */
function parseBasic(encoded: string): { id: string | undefined; secret: string | undefined } {
  const nothing = { id: undefined, secret: undefined }
  if (!/^[A-Za-z0-9+/]+=*$/.test(encoded)) return nothing
  const [, id, secret] = /^([^:]*):([\s\S]*)$/.exec(Buffer.from(encoded, 'base64').toString()) ?? []
  if (id === undefined || secret === undefined) return nothing
  try {
    const decode = (text: string) => decodeURIComponent(text.replaceAll('+', ' '))
    return { id: decode(id), secret: decode(secret) }
  } catch {
    return nothing
  }
}

/** The subject that a token's claims name, whether the token is valid or not. */
function subjectOf(token: string): string | undefined {
  const [, claims = ''] = token.split('.', 2)
  try {
    const { sub } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { sub?: unknown }
    return typeof sub === 'string' ? sub : undefined
  } catch {
    return undefined
  }
}
