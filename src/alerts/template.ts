/** A failed template; the mock sends the default instead. The message does not contain secrets. */
export class TemplateError extends Error {}

/** `${path}` or `${path!default}`; the default is a quoted text, a number, a boolean, or empty. */
const INTERPOLATION =
  /\$\{\s*([A-Za-z_]\w*(?:\.\w+|\[\d+\])*)\s*(!\s*(?:(?:"([^"\\]*)"|'([^'\\]*)'|(-?\d+(?:\.\d+)?|true|false))\s*)?)?\}/y

/** Other FreeMarker syntax: directives, macros, comments and numeric interpolations. */
const OTHER_SYNTAX = /<\/?[#@]|\[\/?[#@]|#\{/

/**
 * Renders a template: replaces each `${path}` with a value, or its `!default` for a missing or null one, without
 * escaping. Atlas uses FreeMarker, which has more syntax; the official SDK documents "${field} interpolation"
 * only, and so the mock implements only that.
 *
 * @param values JSON values
 * @param limit maximum bytes of the result in UTF-8
 * @throws {TemplateError} for unsupported syntax, a missing value or a result that is too long
 */
export function renderTemplate(
  template: string,
  values: Readonly<Record<string, unknown>>,
  limit: number
): string {
  if (OTHER_SYNTAX.test(template)) throw unsupported()
  const data = JSON.parse(JSON.stringify(values)) as Record<string, unknown>
  let rendered = ''
  let at = 0
  for (let start = template.indexOf('${'); start >= 0; start = template.indexOf('${', at)) {
    INTERPOLATION.lastIndex = start
    const match = INTERPOLATION.exec(template)
    if (!match) throw unsupported()
    rendered += template.slice(at, start) + interpolate(match, data)
    // Check in the loop: a short template may repeat a long value many times.
    if (rendered.length > limit) throw tooLong(limit)
    at = INTERPOLATION.lastIndex
  }
  rendered += template.slice(at)
  if (Buffer.byteLength(rendered) > limit) throw tooLong(limit)
  return rendered
}

/** Parses a result as JSON. @throws {TemplateError} */
export function parseRendered(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new TemplateError('the result is not JSON')
  }
}

function interpolate(match: RegExpExecArray, values: Readonly<Record<string, unknown>>): string {
  const [, path = '', fallback, double, single, bare] = match
  const value = valueAt(values, path)
  if (value === undefined || value === null) {
    if (fallback === undefined) throw new TemplateError(`missing value for \${${path}}`)
    return double ?? single ?? bare ?? ''
  }
  if (typeof value === 'object') throw new TemplateError(`\${${path}} is not a text, number or boolean`)
  return String(value)
}

function valueAt(values: Readonly<Record<string, unknown>>, path: string): unknown {
  let value: unknown = values
  for (const key of path.split(/[.[\]]+/).filter(part => part !== '')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Record<string, unknown>)[key]
  }
  return value
}

function unsupported(): TemplateError {
  return new TemplateError(
    `the mock supports \${field.path} and \${field.path!default} only; Atlas may support more`
  )
}

function tooLong(limit: number): TemplateError {
  return new TemplateError(`the result has more than ${limit} bytes`)
}
