/** Escapes by letter; the others are by code. */
const LETTERS: Readonly<Record<string, string>> = {
  ...{ '\n': '\\n', '\r': '\\r', '\f': '\\f', '\b': '\\b', '\t': '\\t' },
  ...{ '"': '\\"', '\\': '\\\\', '/': '\\/' }
}

/** `/` is escaped at the beginning and after `<`, `>` where it may end `]]>` or `-->`, `<` before `!` and `?`. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is escaped
const UNSAFE = /["'\\\0-\x1f\x7f-\x9f\u2028\u2029]|(?<=^|<)\/|(?<=^|^[\]-]|\]\]|--)>|<(?=$|[!?])/g

/** What FreeMarker's ?json_string makes of a text: it can stand between quotation marks of JSON. */
export function escapeJson(text: string): string {
  return text.replace(UNSAFE, found => (found === "'" ? found : (LETTERS[found] ?? byCode(found, 'u', 4))))
}

/** What ?js_string makes of it: for JavaScript, so `'` becomes `\'`, which JSON does not know. */
export function escapeJavaScript(text: string): string {
  return text.replace(UNSAFE, found => {
    if (found === "'" || found === '>') return `\\${found}`
    return LETTERS[found] ?? (found > '\xff' ? byCode(found, 'u', 4) : byCode(found, 'x', 2))
  })
}

function byCode(character: string, letter: string, digits: number): string {
  return `\\${letter}${character.charCodeAt(0).toString(16).toUpperCase().padStart(digits, '0')}`
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** ?html and ?xml, which write an apostrophe each in its own way. */
export function escapeMarkup(text: string, apostrophe: string): string {
  return text.replace(/[&<>"']/g, found => ENTITIES[found] ?? apostrophe)
}

/** ?url, in UTF-8. */
export function escapeUrl(text: string): string {
  return encodeURIComponent(text.toWellFormed())
}
