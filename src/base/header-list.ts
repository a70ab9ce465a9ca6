/**
 * Splits a header's list at commas outside quoted strings (RFC 9110 §5.6.1). Elements may be empty. Runs in linear
 * time; a regular expression for quoted strings can take quadratic time.
 */
export function splitList(header: string): string[] {
  const elements: string[] = []
  let start = 0
  let isQuoted = false
  for (let at = 0; at < header.length; at++) {
    const character = header[at]
    if (isQuoted && character === '\\') at++
    else if (character === '"') isQuoted = !isQuoted
    else if (character === ',' && !isQuoted) {
      elements.push(header.slice(start, at))
      start = at + 1
    }
  }
  return [...elements, header.slice(start)]
}
