import { hash, timingSafeEqual } from 'node:crypto'

/** Protection space of Atlas's Digest challenge (recorded 2026-08-10). */
export const REALM = 'MMS Public API'

export function sha256(text: string): string {
  return hash('sha256', text)
}

/** Compares two strings in constant time. */
export function equalInConstantTime(a: string, b: string): boolean {
  // Hash first: timingSafeEqual needs equal lengths, and the lengths must not leak.
  const digest = (text: string) => hash('sha256', text, 'buffer')
  return timingSafeEqual(digest(a), digest(b))
}
