/**
 * Fills the placeholders of a text with details: `{name}`, for a list `{name|separator|text if empty}`.
 */
export function fillTemplate(text: string, details: Readonly<Record<string, unknown>>): string {
  return text.replace(
    /\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g,
    (_placeholder, name: string, separator, empty) => {
      const value = details[name]
      return Array.isArray(value) ? value.join(separator) || empty : String(value)
    }
  )
}
