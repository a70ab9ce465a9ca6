// Redacts secrets in responses as Atlas does, and keeps those that a client sends back redacted.

import type { Fields } from '../base/json.ts'
import { formatTime } from '../base/sources.ts'
import type { PropertySchema, SecretShown } from '../catalogue/vocabulary.ts'
import type { StoredDocument } from '../store/documents.ts'
import { isWanted } from '../validation/body-schemas.ts'

/**
 * Returns a field's value in responses; undefined: omitted. Secrets are redacted: the value itself, or members of
 * objects, whose keys are in alphabetical order.
 *
 * @param source of generated members
 */
export function redactField(stored: unknown, schema: PropertySchema, source?: Source): unknown {
  const value = stored ?? ('x-absent' in schema ? schema['x-absent'] : schema.default)
  const shown = schema['x-secret']?.shown
  if (typeof value === 'string') return shown ? redact(shown, value) : value
  if (Array.isArray(value)) {
    const { properties } = schema.items ?? {}
    return properties ? value.map(item => redactMembers(item as Fields, properties)) : value
  }
  return value && schema.properties ? redactMembers(value as Fields, schema.properties, source) : value
}

/** The integration that generated members depend on. */
type Source = Pick<StoredDocument, 'id' | 'created'>

/** Returns the members of an object that its schema defines and those that it generates, in alphabetical order. */
function redactMembers(
  object: Fields,
  schemas: Readonly<Record<string, PropertySchema>>,
  source?: Source
): object {
  const stored = Object.keys(object).filter(name => Object.hasOwn(schemas, name))
  const shown = stored.map(name => [name, redactField(object[name], schemas[name] as PropertySchema)])
  const generated = Object.entries(schemas).map(([name, schema]) => [
    name,
    source && isWanted(schema, object) ? generate(schema, source) : undefined
  ])
  const members = [...shown, ...generated] as [string, unknown][]
  return sortedFields(members)
}

/** Returns the members that a schema generates; undefined: none. */
function generate({ 'x-generated': members }: PropertySchema, { id, created }: Source): object | undefined {
  if (!members) return undefined
  const values = { '{id}': id, '{created}': formatTime(created) }
  const fill = (text: string) => text.replace(/\{\w+\}/g, name => values[name as keyof typeof values])
  return Object.fromEntries(Object.entries(members).map(([name, text]) => [name, fill(text)]))
}

/** Returns an object of the fields with a value, in alphabetical order. */
export function sortedFields(entries: readonly (readonly [name: string, value: unknown])[]): object {
  const present = entries.filter(([, value]) => value !== undefined)
  return Object.fromEntries(present.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

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
    const before = stored[name]
    if (!before) return [name, value]
    if (schema['x-secret']) return [name, value === redactField(before, schema) ? before : value]
    if (schema.properties) return [name, keepSecrets(schema.properties, before as Fields, value as Fields)]
    if (!schema.items?.properties) return [name, value]
    return [name, keepSecretsOfItems(schema.items.properties, before as Fields[], value as Fields[])]
  })
  return Object.fromEntries(entries)
}

/** Returns items with stored secrets. Of several for the same redaction, each item gets the next, and then the last. */
function keepSecretsOfItems(
  schemas: Readonly<Record<string, PropertySchema>>,
  stored: readonly Fields[],
  sent: readonly Fields[]
): readonly Fields[] {
  const secrets = Object.entries(schemas).filter(([, schema]) => schema['x-secret'])
  if (secrets.length === 0) return sent
  const known = stored.flatMap(item =>
    secrets.map(([name, schema]) => ({
      key: secretKey(item, name, redactField(item[name], schema)),
      value: item[name]
    }))
  )
  const byKey = Map.groupBy(known, ({ key }) => key)
  return sent.map(item => {
    const kept: Record<string, unknown> = { ...item }
    for (const [name] of secrets) {
      const same = byKey.get(secretKey(item, name, item[name]))
      const next = same && same.length > 1 ? same.shift() : same?.[0]
      if (next && item[name] !== undefined) kept[name] = next.value
    }
    return kept
  })
}

/** Returns the key of a secret: its item (the header's name, or the notification's id), its field and its redaction. */
function secretKey({ name, notifierId }: Fields, field: string, redaction: unknown): string {
  // The names of headers ignore case.
  return JSON.stringify([name === undefined ? notifierId : String(name).toLowerCase(), field, redaction])
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
      const length = SURROGATE.test(value) ? [...value].length : value.length
      return length > 4 ? '*'.repeat(length - 4) + lastFour(value) : '*'.repeat(length)
    }
    case 'url': {
      const [, scheme = '', host = '', rest = ''] =
        /^([A-Za-z]+:\/\/)(?:[^/?#\\]*@)?([^/?#\\]*)(.*)$/s.exec(value) ?? []
      // The last four characters must not come from the user information.
      return `${scheme}${host}/****${lastFour(scheme + host + rest)}`
    }
  }
}

const SURROGATE = /[\ud800-\udfff]/

/** Returns the last four code points: half a surrogate pair is not valid UTF-8. */
function lastFour(text: string): string {
  const last = text.slice(-4)
  return SURROGATE.test(last) ? [...text.slice(-8)].slice(-4).join('') : last
}
