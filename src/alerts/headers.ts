import { parseRendered, renderTemplate, TemplateError } from './template.ts'

/** Bytes that the headers' template may render (official document). */
const LIMIT = 4 * 1024

/** A field name of RFC 9110 §5.1. */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

/** A field value of RFC 9110 §5.5: no CR, LF or NUL, and nothing that one byte cannot hold. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/

/** What frames the request or says what it is; inferred: a template's are left out. */
const OWN =
  /^(host|content-length|content-type|transfer-encoding|connection|keep-alive|te|trailer|upgrade|expect|proxy-.*|x-mms-.*)$/i

/** Headers of a template, and the names that it may not give. */
export interface TemplateHeaders {
  headers: Readonly<Record<string, string>>
  ignored: readonly string[]
}

/**
 * What a template makes of an alert: a JSON object of names and values. Inferred: values may be numbers and
 * booleans too, and one header that cannot be sent spoils all.
 *
 * @throws {TemplateError}
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
    if (OWN.test(name)) ignored.push(name)
    // A name that is there twice, in other letters, is sent once.
    else headers.set(name.toLowerCase(), [name, String(value)])
  }
  return { headers: Object.fromEntries(headers.values()), ignored }
}

function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value)
}
