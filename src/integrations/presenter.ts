import type { StoredIntegration } from '../store/integrations.ts'
import type { PropertySchema } from '../vocabulary.ts'
import { redact } from './redaction.ts'
import type { Registry } from './registry.ts'

declare const presented: unique symbol

/** An integration as it leaves. Only {@link presentIntegration} makes one, and only it redacts. */
export interface WireIntegration {
  readonly [presented]: true
  readonly [field: string]: string | boolean | null
}

/**
 * An integration as Atlas answers it: keys in alphabetical order with `type` last, what was never sent filled
 * in, secrets redacted.
 */
export function presentIntegration(registry: Registry, row: StoredIntegration): WireIntegration {
  const type = registry.stored(row.type)
  const wire: Record<string, string | boolean | null> = {}
  for (const [name, schema] of type.fields) {
    if (name > 'id') wire['id'] ??= row.id
    const value = presentField(row.settings[name], schema)
    if (value !== undefined) wire[name] = value
  }
  wire['id'] ??= row.id
  wire['type'] = row.type
  return wire as WireIntegration
}

function presentField(
  stored: string | boolean | null | undefined,
  schema: PropertySchema
): string | boolean | null | undefined {
  const shown = schema['x-secret']?.shown
  const value = stored ?? ('x-absent' in schema ? schema['x-absent'] : schema.default)
  return shown && typeof value === 'string' ? redact(shown, value) : value
}
