import { readAsset } from '../assets.ts'
import type { Registry } from '../integrations/registry.ts'
import type { Entry } from './entry.ts'
import { isClientId } from './headers.ts'
import { asObject, type Fields, parseJson } from './json.ts'
import type { Masks } from './masks.ts'
import { type FieldSchemas, fieldsOfType, presentField } from './present-field.ts'
import { groupValues, isName, parsePairs } from './target.ts'

/** The fields of a request body, unmasked, and how to present them. */
export interface Body {
  fields: Fields
  /** Returns a value as this body would show it in the field. */
  present(name: string, value: unknown, masks: Masks): unknown
}

const PROJECT_FIELDS = readAsset<{ properties: FieldSchemas }>('schemas/group.json').properties

/** Token request fields whose values are shown, if they have the expected form. */
const SHOWN_FORM_FIELDS: ReadonlyMap<string, (value: string) => boolean> = new Map([
  // No digits: RFC 6749 and RFC 7009 have none in these values, but keys do.
  ['grant_type', value => /^[a-z_:-]{1,64}$/.test(value)],
  ['token_type_hint', value => /^[a-z_]{1,64}$/.test(value)],
  ['client_id', isClientId]
])

/**
 * Parses a request body.
 *
 * @returns a description if the body has no fields; undefined if the request has no body
 */
export function readBody(entry: Entry, registry: Registry): Body | string | undefined {
  const { operation, integrationType } = entry
  if (!entry.body) return undefined
  const body = Buffer.from(entry.body, 'latin1')
  const content = operation?.content
  if (content === 'token') return readForm(body)
  const value = parseJson(body)
  const fields = asObject(value)
  if (!fields) return `[${body.length} bytes, ${value === undefined ? 'not JSON' : 'not a JSON object'}]`
  const schemas = content === 'tenancy' ? PROJECT_FIELDS : fieldsOfType(registry, integrationType)
  return { fields, present: (name, item, masks) => presentField(schemas, name, item, masks) }
}

/** Returns a request body with its secrets masked. */
export function presentBody(entry: Entry, registry: Registry, masks: Masks): Fields | string | null {
  const body = readBody(entry, registry)
  if (typeof body !== 'object') return body ?? null
  const shown = Object.entries(body.fields).map(([name, value]) => [name, body.present(name, value, masks)])
  return Object.fromEntries(shown) as Fields
}

function readForm(body: Buffer): Body | string {
  const pairs = parsePairs(body.toString())
  // A JSON body sent as a form would parse as one long name.
  const isForm = pairs.every(({ name, value }) => value !== undefined && isName(name))
  if (!isForm) return `[${body.length} bytes, not a form]`
  return { fields: groupValues(pairs), present: presentFormField }
}

function presentFormField(name: string, value: unknown, masks: Masks): unknown {
  const isShown = SHOWN_FORM_FIELDS.get(name)
  return typeof value === 'string' && isShown?.(value) ? value : masks.hideWithin(value)
}
