import { redact } from '../integrations/redaction.ts'
import type { Registry } from '../integrations/registry.ts'
import type { PropertySchema, SecretShown } from '../vocabulary.ts'
import { bounded, MASK, type Masks } from './masks.ts'

/** The schemas of a body's fields by name. */
export type FieldSchemas = Readonly<Record<string, PropertySchema>>

/** The fields of an integration type; none for an unknown type, so that nothing of its bodies is shown. */
export function fieldsOfType(registry: Registry, name: unknown): FieldSchemas {
  return registry.types.find(type => type.name === name)?.body.properties ?? {}
}

/**
 * A field's value as the journal shows it: that of a known field which is no secret, if it is what the field
 * takes. Anything else may be a secret in the wrong place.
 */
export function presentField(schemas: FieldSchemas, name: string, value: unknown, masks: Masks): unknown {
  if (value === null) return null
  const schema = Object.hasOwn(schemas, name) ? schemas[name] : undefined
  if (!schema) return masks.hideWithin(value)
  const secret = schema['x-secret']
  if (!secret) return isTaken(schema, value) ? bounded(value) : masks.hideWithin(value)
  if (typeof value !== 'string') return masks.hideWhole(value)
  return masks.hide(value, presentSecret(secret.shown, value))
}

function isTaken({ type, enum: allowed }: PropertySchema, value: unknown): boolean {
  if (allowed) return allowed.some(item => item === value)
  return type === undefined || (type === 'array' ? Array.isArray(value) : typeof value === type)
}

/** Stricter than an answer: what Atlas shows as it was sent is a secret all the same. */
function presentSecret(shown: SecretShown, value: string): string {
  if (shown === 'never' || shown === 'plain') return MASK
  // Of what is no URL the last four characters may be all of it.
  if (shown === 'url' && !/^[A-Za-z]+:\/\//.test(value)) return MASK
  return redact(shown, value) as string
}
