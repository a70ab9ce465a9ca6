import { hash, timingSafeEqual } from 'node:crypto'

/** Protection space of Atlas's Digest challenge (recorded 2026-08-10). */
export const REALM = 'MMS Public API'

export function md5(text: string): string {
  return hash('md5', text)
}

export function sha256(text: string): string {
  return hash('sha256', text)
}

/** What is kept of an API key: HA1 of RFC 7616 §3.4.2, not the private key. */
export function ha1Of(publicKey: string, privateKey: string): string {
  return md5(`${publicKey}:${REALM}:${privateKey}`)
}

/** Compares in a time that does not depend on where the texts differ. */
export function equalInConstantTime(a: string, b: string): boolean {
  // Hashed first: timingSafeEqual needs equal lengths, and the length must not tell either.
  const digest = (text: string) => hash('sha256', text, 'buffer')
  return timingSafeEqual(digest(a), digest(b))
}
