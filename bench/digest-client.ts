import { hash } from 'node:crypto'
import type { DigestKey } from './requests.ts'

/** The nonce of a Digest challenge. @throws {Error} where there is none */
export function takeNonce(challenge: string): string {
  const nonce = /nonce="([^"]+)"/.exec(challenge)?.[1]
  if (nonce === undefined) throw new Error(`no Digest challenge: ${challenge}`)
  return nonce
}

/** The Authorization header that answers a challenge (RFC 7616 §3.4, qop auth, MD5). */
export function answerOf(
  { publicKey, ha1 }: DigestKey,
  method: string,
  uri: string,
  nonce: string,
  count: number
): string {
  const nc = count.toString(16).padStart(8, '0')
  const cnonce = '0a4f113b'
  const response = hash('md5', `${ha1}:${nonce}:${nc}:${cnonce}:auth:${hash('md5', `${method}:${uri}`)}`)
  return `Digest username="${publicKey}", realm="MMS Public API", nonce="${nonce}", uri="${uri}", qop=auth, nc=${nc}, cnonce="${cnonce}", response="${response}", algorithm=MD5`
}
