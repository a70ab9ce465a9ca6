import { matchesPattern } from '../../journal/pattern.ts'

/**
 * Replaces the asterisks of a masked text with a hexadecimal digit, which every format of a key allows. Keeps those of
 * a URL's path, which are valid there.
 */
export function unmask<Value>(value: Value): Value | string {
  if (typeof value !== 'string') return value
  return value.replace(/(?<![/*])\*{3,}/g, stars => '0'.repeat(stars.length))
}

/**
 * Returns whether `masked` can be a mask of `text`. In an error, any part may be masked.
 *
 * @param masked with asterisks in place of characters
 */
export function isMaskOf(masked: string, text: string, isError: boolean): boolean {
  if (/^\*{3,}$/.test(masked)) return true
  return isError && /\*{3,}/.test(masked) && matchesPattern(masked, text)
}
