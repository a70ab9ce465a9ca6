import { parseRendered, renderTemplate, TemplateError } from './template.ts'

/** Maximum bytes of rendered headers (official document). */
const LIMIT = 4 * 1024

/** Field name of RFC 9110 §5.1. */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

/** Field value of RFC 9110 §5.5: bytes without CR, LF and NUL. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/

/** Headers that a template cannot set (inferred). */
const RESERVED =
  /^(host|content-length|content-type|transfer-encoding|connection|keep-alive|te|trailer|upgrade|expect|proxy-.*|x-mms-.*)$/i

/** Headers rendered from a template, and the names of ignored ones. */
export interface TemplateHeaders {
  headers: Readonly<Record<string, string>>
  ignored: readonly string[]
}

/**
 * Renders a template to headers. Inferred: values may be numbers and booleans, and one invalid header invalidates
 * the template.
 *
 * @throws {TemplateError} if the result is not a JSON object of valid headers
 */
export function renderHeaders(template: string, values: Readonly<Record<string, unknown>>): TemplateHeaders {
  const rendered = parseRendered(renderTemplate(template, values, LIMIT))
  if (typeof rendered !== 'object' || rendered === null || Array.isArray(rendered)) {
    throw new TemplateError('the result is not a JSON object')
  }
  const headers = new Map<string, [name: string, value: string]>()
  const ignored: string[] = []
  for (const [name, value] of Object.entries(rendered)) {
    if (!NAME.test(name)) throw new TemplateError('the result has an invalid header name')
    if (!isScalar(value) || !VALUE.test(String(value))) {
      throw new TemplateError(`the result has an invalid value for ${name}`)
    }
    if (RESERVED.test(name)) ignored.push(name)
    // Header names are case-insensitive.
    else headers.set(name.toLowerCase(), [name, String(value)])
  }
  return { headers: Object.fromEntries(headers.values()), ignored }
}

function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value)
}
