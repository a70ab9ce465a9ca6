import type { ClientCredential } from './environment.ts'

/** Returns a hash as hexadecimal digits. @param algorithm as the service names it, such as `MD5` or `SHA-256` */
export type Hash = (text: string, algorithm: string) => string

/** A Digest challenge (RFC 7616 §3.3). */
export interface Challenge {
  realm: string
  nonce: string
  algorithm: string
  opaque: string | undefined
}

/** A scheme, or a parameter of the scheme before it (RFC 9110 §11.6.1). */
const PART = /([^\s,="]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+)))?/gs

/** Parses the header WWW-Authenticate. @returns the first Digest challenge; undefined if there is none with a nonce */
export function parseChallenge(header = ''): Challenge | undefined {
  const parameters = new Map<string, string>()
  let scheme = ''
  for (const [, token = '', quoted, unquoted] of header.matchAll(PART)) {
    const value = quoted?.replace(/\\(.)/gs, '$1') ?? unquoted
    if (value === undefined && scheme === 'digest') break
    if (value === undefined) scheme = token.toLowerCase()
    else if (scheme === 'digest') parameters.set(token.toLowerCase(), value)
  }
  const nonce = parameters.get('nonce')
  if (nonce === undefined) return undefined
  return {
    realm: parameters.get('realm') ?? '',
    nonce,
    algorithm: parameters.get('algorithm') ?? 'MD5',
    opaque: parameters.get('opaque')
  }
}

/** The request that a Digest header authorizes. */
export interface Signed {
  method: string
  /** Path and query, as sent. */
  path: string
  /** Uses of the nonce, this one included. */
  count: number
  /** The client's nonce. */
  cnonce: string
}

/** Returns the header Authorization for a challenge, with qop auth (RFC 7616 §3.4). */
export function digestAuthorization(
  { realm, nonce, algorithm, opaque }: Challenge,
  { id, secret }: Pick<ClientCredential, 'id' | 'secret'>,
  { method, path, count, cnonce }: Signed,
  hash: Hash
): string {
  const nc = count.toString(16).padStart(8, '0')
  const ha1 = hash(`${id}:${realm}:${secret}`, algorithm)
  const ha2 = hash(`${method}:${path}`, algorithm)
  const response = hash(`${ha1}:${nonce}:${nc}:${cnonce}:auth:${ha2}`, algorithm)
  const fields = [
    `username=${quote(id)}`,
    `realm=${quote(realm)}`,
    `nonce=${quote(nonce)}`,
    `uri=${quote(path)}`,
    `algorithm=${algorithm}`,
    'qop=auth',
    `nc=${nc}`,
    `cnonce=${quote(cnonce)}`,
    `response="${response}"`,
    ...(opaque === undefined ? [] : [`opaque=${quote(opaque)}`])
  ]
  return `Digest ${fields.join(', ')}`
}

/** Returns a quoted-string (RFC 9110 §5.6.4). */
function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}
