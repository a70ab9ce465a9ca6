import { md5 } from '@noble/hashes/legacy.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/** A server's challenge (RFC 7616 §3.3), as far as Atlas uses it. */
export interface Challenge {
  realm: string
  nonce: string
  opaque: string | undefined
  isStale: boolean
}

/** Who answers it. */
export interface Account {
  publicKey: string
  privateKey: string
}

/** What a challenge is answered for. */
export interface Target {
  method: string
  /** Path and query as they are sent. */
  uri: string
  /** How many times the nonce has been used, this time included. */
  count: number
  /** The client's own nonce. */
  cnonce: string
}

/** Reads the header WWW-Authenticate. @returns undefined where it holds no Digest challenge */
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
  return {
    realm: values.get('realm') ?? '',
    nonce,
    opaque: values.get('opaque'),
    isStale: values.get('stale')?.toLowerCase() === 'true'
  }
}

/** The header Authorization for a challenge: algorithm MD5, qop auth (RFC 7616 §3.4). */
export function answerChallenge(
  { realm, nonce, opaque }: Challenge,
  { publicKey, privateKey }: Account,
  { method, uri, count, cnonce }: Target
): string {
  const nc = count.toString(16).padStart(8, '0')
  const ha1 = hash(`${publicKey}:${realm}:${privateKey}`)
  const ha2 = hash(`${method}:${uri}`)
  const response = hash(`${ha1}:${nonce}:${nc}:${cnonce}:auth:${ha2}`)
  const parts = [
    `username=${quote(publicKey)}`,
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
