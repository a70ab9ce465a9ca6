import type { StoredIntegration } from '../store/integrations.ts'
import type { PropertySchema, SecretShown } from '../vocabulary.ts'
import type { Registry } from './registry.ts'

declare const presented: unique symbol

/** An integration in a response, secrets redacted. Only {@link presentIntegration} creates one. */
export interface WireIntegration {
  readonly [presented]: true
  readonly [field: string]: string | boolean | null
}

/**
 * Returns an integration as in Atlas's responses: keys in alphabetical order with `type` last, defaults filled in,
 * secrets redacted.
 */
export function presentIntegration(registry: Registry, row: StoredIntegration): WireIntegration {
  const type = registry.stored(row.type)
  const wire: Record<string, string | boolean | null> = {}
  for (const [name, schema] of type.fields) {
    if (name > 'id') wire['id'] ??= row.id
    const value = presentField(row.settings[name], schema) as string | boolean | null | undefined
    if (value !== undefined) wire[name] = value
  }
  wire['id'] ??= row.id
  wire['type'] = row.type
  return wire as WireIntegration
}

/**
 * Returns a field's value in responses; undefined: omitted. Secrets are redacted: the value itself, or members of the
 * objects in an array. Keys of objects are in alphabetical order.
 */
export function presentField(stored: unknown, schema: PropertySchema): unknown {
  const value = stored ?? ('x-absent' in schema ? schema['x-absent'] : schema.default)
  const shown = schema['x-secret']?.shown
  if (typeof value === 'string') return shown ? redact(shown, value) : value
  const { properties = schema.properties } = schema.items ?? {}
  if (typeof value !== 'object' || value === null || !properties) return value
  if (Array.isArray(value)) return value.map(item => presentMembers(item, properties))
  return presentMembers(value, properties)
}

function presentMembers(value: object, properties: Readonly<Record<string, PropertySchema>>): object {
  const members = Object.entries(value).filter(([name]) => Object.hasOwn(properties, name))
  const shown = members.map(([name, member]): [string, unknown] => [
    name,
    presentField(member, properties[name] as PropertySchema)
  ])
  return Object.fromEntries(shown.sort(([a], [b]) => (a < b ? -1 : 1)))
}

type Fields = Readonly<Record<string, unknown>>

/**
 * Returns settings with the stored secret in place of each value that equals its redaction, so that a client can
 * send a response back.
 */
export function keepSecrets(
  schemas: Readonly<Record<string, PropertySchema>>,
  stored: Fields,
  sent: Fields
): Record<string, unknown> {
  const entries = Object.entries(sent).map(([name, value]) => {
    const schema = schemas[name] as PropertySchema
    if (schema['x-secret']) return [name, value === presentField(stored[name], schema) ? stored[name] : value]
    const { properties } = schema.items ?? {}
    const before = stored[name]
    if (!properties || !Array.isArray(before)) return [name, value]
    const byKey = new Map((before as Fields[]).map(item => [keyOf(item), item]))
    const items = (value as Fields[]).map(item => keepSecrets(properties, byKey.get(keyOf(item)) ?? {}, item))
    return [name, items]
  })
  return Object.fromEntries(entries)
}

/** Returns what identifies an item: a header's name, or a notification's id. */
function keyOf(item: Fields): unknown {
  return item['name'] ?? item['notifierId']
}

/** The mask of webhook templates, as in Atlas's own form. */
const MASKED = '******'

/**
 * Redacts a secret as Atlas does in responses.
 *
 * - `last4`: replaces all but the last four characters with `*`; all characters if there are at most four
 * - `url`: `scheme://host[:port]/****` and the last four characters; removes user information
 * - `masked`: always `******`
 *
 * @returns undefined for `never`
 */
export function redact(shown: SecretShown, value: string): string | undefined {
  switch (shown) {
    case 'plain':
      return value
    case 'never':
      return undefined
    case 'masked':
      return MASKED
    case 'last4': {
      // Split by code point: half a surrogate pair is not valid UTF-8.
      const characters = [...value]
      const hidden = characters.length > 4 ? characters.length - 4 : characters.length
      return '*'.repeat(hidden) + characters.slice(hidden).join('')
    }
    case 'url':
      return redactUrl(value)
  }
}

function redactUrl(value: string): string {
  const [, scheme = '', host = '', rest = ''] =
    /^([A-Za-z]+:\/\/)(?:[^/?#\\]*@)?([^/?#\\]*)(.*)$/s.exec(value) ?? []
  // The last four characters must not come from the user information.
  return `${scheme}${host}/****${[...(scheme + host + rest)].slice(-4).join('')}`
}
