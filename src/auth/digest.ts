import { splitList } from '../header-list.ts'
import type { ReasonCode } from '../reasons.ts'
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

/** Codes of the reasons why a header is malformed. */
export type DigestError = Extract<
  ReasonCode,
  | 'digest-malformed'
  | 'digest-duplicate-field'
  | 'digest-incomplete'
  | 'digest-algorithm'
  | 'digest-qop'
  | 'digest-nc'
>

const REQUIRED = ['username', 'realm', 'nonce', 'uri', 'response', 'qop', 'nc', 'cnonce'] as const

/** One auth-param of RFC 9110 §11.2. */
const PARAMETER = /^\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*=\s*(?:"((?:[^"\\]|\\[\s\S])*)"|([^\s",]+))\s*$/

/**
 * Parses what follows `Digest ` in the header.
 *
 * @returns the credentials, or the code of the reason why the header is malformed
 */
export function parseDigest(parameters: string): DigestCredentials | DigestError {
  const fields = new Map<string, string>()
  for (const element of splitList(parameters)) {
    // Recipients ignore empty elements (RFC 9110 §5.6.1.2).
    if (element.trim() === '') continue
    const match = PARAMETER.exec(element)
    if (!match) return 'digest-malformed'
    const [, token = '', quoted, plain = ''] = match
    const name = token.toLowerCase()
    if (fields.has(name)) return 'digest-duplicate-field'
    fields.set(name, quoted?.replace(/\\([\s\S])/g, '$1') ?? plain)
  }
  if (!REQUIRED.every(name => fields.has(name))) return 'digest-incomplete'
  const algorithm = fields.get('algorithm') ?? 'MD5'
  if (algorithm.toUpperCase() !== 'MD5') return 'digest-algorithm'
  const credentials = Object.fromEntries(fields) as unknown as DigestCredentials
  if (credentials.qop !== 'auth') return 'digest-qop'
  if (!/^[0-9a-f]{8}$/i.test(credentials.nc)) return 'digest-nc'
  return credentials
}

/** The response that proves the knowledge of HA1 (RFC 7616 §3.4.1, qop auth). */
export function digestResponse(ha1: string, method: string, credentials: DigestCredentials): string {
  const { nonce, nc, cnonce, qop, uri } = credentials
  return md5(`${ha1}:${nonce}:${nc}:${cnonce}:${qop}:${md5(`${method}:${uri}`)}`)
}

/**
 * Whether Digest's `uri` designates the resource of the request target (RFC 7616 §3.4.6). A client behind a proxy
 * signs the path or the absolute URI, whichever of the two the server gets. Paths and queries must be equal as
 * sent; the host of an absolute URI must be that of the request. The scheme does not count: a proxy that ends TLS
 * changes it.
 *
 * @param host the Host header, which an absolute request target overrides (RFC 9112 §3.2.2)
 */
export function isSameResource(uri: string, target: string, host: string): boolean {
  if (uri === target) return true
  const signed = splitUri(uri)
  const requested = splitUri(target)
  if (signed.path !== requested.path) return false
  return signed.host === undefined || signed.host === (requested.host ?? hostOf(`http://${host}`))
}

function splitUri(uri: string): { host: string | undefined; path: string } {
  const [, origin = '', path = ''] = /^(https?:\/\/[^/?#]*)(.*)$/is.exec(uri) ?? []
  const host = hostOf(origin)
  return host === undefined ? { host, path: uri } : { host, path }
}

/** Host and port in one spelling; a default port is left out. */
function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}

/** The challenge as recorded 2026-08-10; the Go client splits it at exactly `", "`. */
export function digestChallenge(nonce: string, stale: boolean): string {
  return `Digest realm="${REALM}", domain="", nonce="${nonce}", algorithm=MD5, qop="auth", stale=${stale}`
}
