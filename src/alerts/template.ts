/** Why a template comes to nothing: the default is sent in its place. */
export class TemplateFault extends Error {}

type Values = Readonly<Record<string, unknown>>

/**
 * A placeholder, one that is none, an escape, a quotation mark, and what is between. Nothing in it can match in
 * two ways, so that it takes one pass.
 */
const TOKEN = /\$\{([^{}"\\]{1,100})\}|\$\{|\\.|"|[^"\\$]+|[\\$]/gs

/**
 * Puts values in place of a template's placeholders, `${field}` or `${field.within}`. How Atlas does it is
 * inferred from its examples, `{"alert":"${id}"}`: a text is escaped for a JSON string and gets no quotation
 * marks, a number is as in JSON, an object is JSON, escaped where it stands in quotation marks.
 *
 * @param limit bytes that the outcome may have
 * @throws {TemplateFault}
 */
export function renderTemplate(template: string, values: Values, limit: number): string {
  let rendered = ''
  let isString = false
  for (const [token, path] of template.matchAll(TOKEN)) {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the template's own syntax
    if (token === '${') throw new TemplateFault('it has ${ without a field and }')
    if (token === '"') isString = !isString
    rendered += path === undefined ? token : insert(findValue(values, path), isString)
    // At once: many placeholders of a long value could take all memory.
    if (rendered.length > limit) break
  }
  const text = rendered.toWellFormed()
  if (Buffer.byteLength(text) > limit) throw new TemplateFault(`it renders more than ${limit} bytes`)
  return text
}

/** @throws {TemplateFault} for what is no JSON */
export function parseRendered(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new TemplateFault('it renders no JSON')
  }
}

function findValue(values: Values, path: string): unknown {
  let value: unknown = values
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, name)) {
      throw new TemplateFault(`there is no \${${path}}`)
    }
    value = (value as Values)[name]
  }
  return value
}

function insert(value: unknown, isString: boolean): string {
  const json = JSON.stringify(value)
  if (typeof value === 'string') return json.slice(1, -1)
  return isString ? JSON.stringify(json).slice(1, -1) : json
}
