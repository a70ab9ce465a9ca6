/** Replaces control and format characters, which a request may contain and a terminal would obey. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD')
}

/** Returns a number with its noun. */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** Maximum characters of a clipped text. */
const CLIPPED = 200

/** Returns a text with at most 200 characters of it, and its length if it has more. */
export function clip(text: string): string {
  return text.length > CLIPPED ? `${text.slice(0, CLIPPED)}… (${text.length} characters)` : text
}

/** Escapes control and bidirectional characters except newlines, and what is not a character. */
export function escapeControls(text: string): string {
  return text.replace(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\uFFFE\uFFFF]/gu, character =>
    Array.from({ length: character.length }, (_, at) => {
      return `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`
    }).join('')
  )
}

/** Escapes a text for XML, on one line. */
export function escapeXml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  // XML 1.0 §2.2 does not allow control characters, lone surrogates, U+FFFE and U+FFFF, even escaped.
  return escapeControls(text.replaceAll('\n', ' | ')).replace(/[&<>"]/g, found => entities[found] ?? found)
}
