import { readAsset } from '../assets.ts'
import type { Registry } from '../integrations/registry.ts'
import type { Entry } from './entry.ts'
import { type FieldSchemas, fieldsOfType, presentField } from './field.ts'
import { isClientId } from './headers.ts'
import { asObject, type Fields, parseJson } from './json.ts'
import type { Masks } from './masks.ts'
import { isName, parsePairs } from './target.ts'

/** A request's body as fields, raw, with what may be shown of each. */
export interface Body {
  fields: Fields
  /** A value as it would be shown in a field of this body. */
  present(name: string, value: unknown, masks: Masks): unknown
}

const GROUP = readAsset<{ properties: FieldSchemas }>('schemas/group.json').properties

/** Which values of a token request are shown. */
const FORM: ReadonlyMap<string, (value: string) => boolean> = new Map([
  // Digits are in keys and in no word of RFC 6749 or RFC 7009.
  ['grant_type', value => /^[a-z_:-]{1,64}$/.test(value)],
  ['token_type_hint', value => /^[a-z_]{1,64}$/.test(value)],
  ['client_id', isClientId]
])

/**
 * Reads a request's body.
 *
 * @returns a text that says what it is where it has no fields; undefined where there is none
 */
export function readBody(entry: Entry, registry: Registry): Body | string | undefined {
  const { body, operation, integrationType } = entry
  if (!body || body.length === 0) return undefined
  const content = operation?.content
  if (content === 'token') return readForm(body)
  const value = parseJson(body)
  const fields = asObject(value)
  if (!fields) return `[${body.length} bytes, ${value === undefined ? 'not JSON' : 'not a JSON object'}]`
  const schemas = content === 'tenancy' ? GROUP : fieldsOfType(registry, integrationType)
  return { fields, present: (name, item, masks) => presentField(schemas, name, item, masks) }
}

/** A request's body as it is shown. */
export function presentBody(entry: Entry, registry: Registry, masks: Masks): Fields | string | null {
  const body = readBody(entry, registry)
  if (typeof body !== 'object') return body ?? null
  const shown = Object.entries(body.fields).map(([name, value]) => [name, body.present(name, value, masks)])
  return Object.fromEntries(shown) as Fields
}

function readForm(body: Buffer): Body | string {
  const fields = new Map<string, string[]>()
  for (const { name, value } of parsePairs(body.toString())) {
    // A JSON body that was sent as a form would be all name.
    if (value === undefined || !isName(name)) return `[${body.length} bytes, not a form]`
    const values = fields.get(name)
    if (values) values.push(value)
    else fields.set(name, [value])
  }
  const shown = [...fields].map(([name, values]) => [name, values.length === 1 ? values[0] : values])
  return { fields: Object.fromEntries(shown) as Fields, present: presentFormField }
}

function presentFormField(name: string, value: unknown, masks: Masks): unknown {
  const isShown = FORM.get(name)
  return typeof value === 'string' && isShown?.(value) ? value : masks.hideWithin(value)
}
