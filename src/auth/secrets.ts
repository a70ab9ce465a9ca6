import { hash, timingSafeEqual } from 'node:crypto'

/** Protection space of Atlas's Digest challenge (recorded 2026-08-10). */
export const REALM = 'MMS Public API'

export function md5(text: string): string {
  return hash('md5', text)
}

export function sha256(text: string): string {
  return hash('sha256', text)
}

/** Returns HA1 (RFC 7616 §3.4.2), which is stored in place of the private key. */
export function ha1Of(publicKey: string, privateKey: string, realm = REALM): string {
  return md5(`${publicKey}:${realm}:${privateKey}`)
}

/** Compares two strings in constant time. */
export function equalInConstantTime(a: string, b: string): boolean {
  // Hash first: timingSafeEqual needs equal lengths, and the lengths must not leak.
  const digest = (text: string) => hash('sha256', text, 'buffer')
  return timingSafeEqual(digest(a), digest(b))
}
