import { md5, REALM } from './secrets.ts'

/** The fields of a Digest `Authorization` header that the mock looks at (RFC 7616 §3.4). */
export interface DigestCredentials {
  username: string
  realm: string
  nonce: string
  uri: string
  response: string
  qop: string
  nc: string
  cnonce: string
}

const REQUIRED = ['username', 'realm', 'nonce', 'uri', 'response', 'qop', 'nc', 'cnonce'] as const

/** One auth-param of RFC 9110 §11.2 with the comma that may follow it. */
const PARAMETER = /\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*=\s*(?:"((?:[^"\\]|\\[\s\S])*)"|([^\s",]+))\s*(,|$)/y

/**
 * Parses what follows `Digest ` in the header.
 *
 * @returns the credentials, or the reason why they are none: a field missing, doubled or malformed
 */
export function parseDigest(parameters: string): DigestCredentials | string {
  const fields = new Map<string, string>()
  PARAMETER.lastIndex = 0
  while (PARAMETER.lastIndex < parameters.length) {
    const match = PARAMETER.exec(parameters)
    if (!match) return 'malformed Digest header'
    const [, token = '', quoted, plain = '', comma] = match
    const name = token.toLowerCase()
    if (fields.has(name)) return 'Digest field given twice'
    fields.set(name, quoted?.replace(/\\([\s\S])/g, '$1') ?? plain)
    if (comma === '') break
  }
  const missing = REQUIRED.find(name => !fields.has(name))
  if (missing) return `Digest field ${missing} missing`
  const algorithm = fields.get('algorithm') ?? 'MD5'
  if (algorithm.toUpperCase() !== 'MD5') return 'Digest algorithm not offered'
  const credentials = Object.fromEntries(fields) as unknown as DigestCredentials
  if (credentials.qop !== 'auth') return 'Digest qop not offered'
  if (!/^[0-9a-f]{8}$/i.test(credentials.nc)) return 'Digest nc malformed'
  return credentials
}

/** The response that proves the knowledge of HA1 (RFC 7616 §3.4.1, qop auth). */
export function digestResponse(ha1: string, method: string, credentials: DigestCredentials): string {
  const { nonce, nc, cnonce, qop, uri } = credentials
  return md5(`${ha1}:${nonce}:${nc}:${cnonce}:${qop}:${md5(`${method}:${uri}`)}`)
}

/** The challenge as recorded 2026-08-10; the Go client splits it at exactly `", "`. */
export function digestChallenge(nonce: string, stale: boolean): string {
  return `Digest realm="${REALM}", domain="", nonce="${nonce}", algorithm=MD5, qop="auth", stale=${stale}`
}
