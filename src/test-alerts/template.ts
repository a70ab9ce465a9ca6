import { isObject } from '../base/json.ts'
import { FIELD_NAME } from '../http/headers.ts'

/** A failed template; the mock sends the default instead. The message does not contain secrets. */
export class TemplateError extends Error {}

/** `${path}` or `${path!default}`; the default is a quoted text, a number, a boolean, or empty. */
const INTERPOLATION =
  /\$\{\s*([A-Za-z_]\w*(?:\.\w+|\[\d+\])*)\s*(!\s*(?:(?:"([^"\\]*)"|'([^'\\]*)'|(-?\d+(?:\.\d+)?|true|false))\s*)?)?\}/g

/** Other FreeMarker syntax: directives, macros, comments and numeric interpolations. */
const OTHER_SYNTAX = /<\/?[#@]|\[\/?[#@]|#\{/

/** Maximum bytes of a rendered body (official document). */
const BODY_LIMIT = 16 * 1024

/** Maximum bytes of rendered headers (official document). */
const HEADERS_LIMIT = 4 * 1024

/** Field value of RFC 9110 §5.5: bytes without CR, LF and NUL. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/

/** Headers that a template cannot set; not known: which ones Atlas allows. */
const RESERVED =
  /^(host|content-length|content-type|transfer-encoding|connection|keep-alive|te|trailer|upgrade|expect|proxy-.*|x-mms-.*)$/i

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
  if (OTHER_SYNTAX.test(template) || template.replaceAll(INTERPOLATION, ' ').includes('${')) {
    throw new TemplateError(
      `the mock supports \${field.path} and \${field.path!default} only; Atlas may support more`
    )
  }
  const data = JSON.parse(JSON.stringify(values)) as Record<string, unknown>
  const tooLong = new TemplateError(`the result has more than ${limit} bytes`)
  let length = 0
  const rendered = template.replaceAll(INTERPOLATION, (...match) => {
    const text = interpolate(match, data)
    length += text.length
    // Check within the loop: a short template may repeat a long value many times.
    if (length > limit) throw tooLong
    return text
  })
  if (Buffer.byteLength(rendered) > limit) throw tooLong
  return rendered
}

/** Renders a template to a body. @throws {TemplateError} if the result is not JSON */
export function renderAlertBody(template: string, values: Readonly<Record<string, unknown>>): string {
  const text = renderTemplate(template, values, BODY_LIMIT)
  parseRendered(text)
  return text
}

/**
 * Renders a template to headers. Values may be numbers and booleans, and one invalid header invalidates the
 * template; not known: whether Atlas does the same.
 *
 * @returns the headers, and the names of ignored ones
 * @throws {TemplateError} if the result is not a JSON object of valid headers
 */
export function renderHeaders(template: string, values: Readonly<Record<string, unknown>>) {
  const rendered = parseRendered(renderTemplate(template, values, HEADERS_LIMIT))
  if (!isObject(rendered)) throw new TemplateError('the result is not a JSON object')
  const headers = new Map<string, [name: string, value: string]>()
  const ignored: string[] = []
  for (const [name, value] of Object.entries(rendered)) {
    if (!FIELD_NAME.test(name)) throw new TemplateError('the result has an invalid header name')
    if (!['string', 'number', 'boolean'].includes(typeof value) || !VALUE.test(String(value))) {
      throw new TemplateError(`the result has an invalid value for ${name}`)
    }
    if (RESERVED.test(name)) ignored.push(name)
    // Header names are case-insensitive.
    else headers.set(name.toLowerCase(), [name, String(value)])
  }
  return { headers: Object.fromEntries(headers.values()), ignored }
}

/** Parses a result as JSON. @throws {TemplateError} */
function parseRendered(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new TemplateError('the result is not JSON')
  }
}

function interpolate(
  match: readonly (string | undefined)[],
  values: Readonly<Record<string, unknown>>
): string {
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
