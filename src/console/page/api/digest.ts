import { md5 } from '@noble/hashes/legacy.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Identity } from './identity.ts'

/** The parts of a challenge (RFC 7616 §3.3) that Atlas uses. */
export interface Challenge {
  realm: string
  nonce: string
  opaque: string | undefined
}

/** The request to authorize. */
interface Target {
  method: string
  /** Path and query. */
  uri: string
  /** Uses of the nonce, this one included. */
  count: number
  /** The client's nonce. */
  cnonce: string
}

/** Parses the header WWW-Authenticate; undefined: no Digest challenge. */
export function parseChallenge(header: string | null): Challenge | undefined {
  const rest = /^\s*Digest\s+(.*)$/is.exec(header ?? '')?.[1]
  if (rest === undefined) return undefined
  const found = rest.matchAll(/([a-z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/gi)
  const values = new Map(
    [...found].map(([, name = '', quoted, plain = '']) => [
      name.toLowerCase(),
      quoted?.replace(/\\(.)/g, '$1') ?? plain
    ])
  )
  const nonce = values.get('nonce')
  if (nonce === undefined) return undefined
  return { realm: values.get('realm') ?? '', nonce, opaque: values.get('opaque') }
}

/** Returns the header Authorization for a challenge: algorithm MD5, qop auth (RFC 7616 §3.4). */
export function authorizationOf(
  { realm, nonce, opaque }: Challenge,
  { id, secret }: Pick<Identity, 'id' | 'secret'>,
  { method, uri, count, cnonce }: Target
): string {
  const nc = count.toString(16).padStart(8, '0')
  const ha1 = hash(`${id}:${realm}:${secret}`)
  const ha2 = hash(`${method}:${uri}`)
  const response = hash(`${ha1}:${nonce}:${nc}:${cnonce}:auth:${ha2}`)
  const parts = [
    `username=${quote(id)}`,
    `realm=${quote(realm)}`,
    `nonce=${quote(nonce)}`,
    `uri=${quote(uri)}`,
    'algorithm=MD5',
    'qop=auth',
    `nc=${nc}`,
    `cnonce=${quote(cnonce)}`,
    `response="${response}"`
  ]
  if (opaque !== undefined) parts.push(`opaque=${quote(opaque)}`)
  return `Digest ${parts.join(', ')}`
}

function hash(text: string): string {
  return bytesToHex(md5(utf8ToBytes(text)))
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}
