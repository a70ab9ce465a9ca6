/**
 * Returns whether a text matches a pattern, where `*` matches any characters, or none. Runs in linear time, because
 * patterns come from clients.
 */
export function matchesPattern(pattern: string, text: string): boolean {
  const [head = '', ...pieces] = pattern.split('*')
  const tail = pieces.pop()
  if (tail === undefined) return text === pattern
  const end = text.length - tail.length
  if (end < head.length || !text.startsWith(head) || !text.endsWith(tail)) return false
  let from = head.length
  for (const piece of pieces) {
    from = endOfFirst(piece, text, from, end)
    if (from < 0) return false
  }
  return true
}

/** Returns the end of the first occurrence of a piece, or -1 (Knuth–Morris–Pratt). */
function endOfFirst(piece: string, text: string, from: number, end: number): number {
  if (piece === '') return from
  const borders = bordersOf(piece)
  let matched = 0
  for (let at = from; at < end; at++) {
    while (matched > 0 && piece[matched] !== text[at]) matched = borders[matched - 1] as number
    if (piece[matched] === text[at]) matched++
    if (matched === piece.length) return at + 1
  }
  return -1
}

/** Returns for each prefix of a piece the length of its longest proper prefix that is also its suffix. */
function bordersOf(piece: string): number[] {
  const borders = [0]
  let length = 0
  for (let at = 1; at < piece.length; at++) {
    while (length > 0 && piece[length] !== piece[at]) length = borders[length - 1] as number
    if (piece[length] === piece[at]) length++
    borders.push(length)
  }
  return borders
}
