/** A template that cannot be rendered: the default is sent in its place. The message is safe to show. */
export class TemplateError extends Error {}

/** `${path}` or `${path!default}`, the default a quoted text, a number or a boolean; without one it is empty. */
const INTERPOLATION =
  /\$\{\s*([A-Za-z_]\w*(?:\.\w+|\[\d+\])*)\s*(!\s*(?:(?:"([^"\\]*)"|'([^'\\]*)'|(-?\d+(?:\.\d+)?|true|false))\s*)?)?\}/y

/** What else FreeMarker would interpret: directives, macros, comments and numeric interpolations. */
const OTHER_SYNTAX = /<\/?[#@]|\[\/?[#@]|#\{/

/**
 * Renders a template: each `${path}` becomes the value of a field, with `!default` for one that is absent or
 * null. Nothing is escaped. Atlas's templates may hold more, since they are written in FreeMarker; the official
 * SDK describes both as "using ${field} interpolation", and that is what the mock has.
 *
 * @param values what JSON can hold
 * @param limit bytes of UTF-8 that the result may have
 * @throws {TemplateError}
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
    // Checked on the way: a short template may repeat a long value very often.
    if (rendered.length > limit) throw tooLong(limit)
    at = INTERPOLATION.lastIndex
  }
  rendered += template.slice(at)
  if (Buffer.byteLength(rendered) > limit) throw tooLong(limit)
  return rendered
}

/** @throws {TemplateError} */
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
    if (fallback === undefined) throw new TemplateError(`there is no \${${path}}`)
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
    `the mock interpolates \${field.path} and \${field.path!default} only; Atlas may do more`
  )
}

function tooLong(limit: number): TemplateError {
  return new TemplateError(`the result has more than ${limit} bytes`)
}
