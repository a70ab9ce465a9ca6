/** Returns whether a text matches a pattern, where `*` matches any characters, or none. */
export function matchesPattern(pattern: string, text: string): boolean {
  // Not a regular expression: it would backtrack, and patterns come from clients.
  const [head = '', ...pieces] = pattern.split('*')
  const tail = pieces.pop()
  if (tail === undefined) return text === pattern
  const end = text.length - tail.length
  if (end < head.length || !text.startsWith(head) || !text.endsWith(tail)) return false
  let from = head.length
  for (const piece of pieces) {
    const at = text.indexOf(piece, from)
    if (at < 0) return false
    from = at + piece.length
  }
  return from <= end
}
