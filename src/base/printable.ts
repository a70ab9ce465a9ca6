/** Replaces control and format characters, which a request may contain and a terminal would execute. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD')
}

export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** Returns a text, shortened to a number of characters. */
export function clip(text: string, max = 200): string {
  return text.length > max ? `${text.slice(0, max - 1)}…` : text
}

/** Escapes control characters, line breaks included, bidirectional characters, and what is not a character. */
export function escapeControls(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\uFFFE\uFFFF]/gu, character =>
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
