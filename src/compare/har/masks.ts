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
  if (!isError) return false
  const parts = masked.split(/\*{3,}/)
  if (parts.length < 2) return false
  const [first = '', ...rest] = parts
  const last = rest.pop() ?? ''
  if (!text.startsWith(first) || !text.endsWith(last)) return false
  let at = first.length
  for (const part of rest) {
    const found = text.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return at <= text.length - last.length
}
