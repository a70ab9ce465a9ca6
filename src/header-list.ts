/**
 * Splits a header's list at its commas, those within quoted strings excepted (RFC 9110 §5.6.1). Elements may be
 * empty. One pass, whatever the header is: a regular expression that looks for the end of each quoted string can
 * take quadratic time.
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
