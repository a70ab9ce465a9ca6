import { redact } from '../integrations/presenter.ts'
import type { Registry } from '../integrations/registry.ts'
import type { PropertySchema, SecretShown } from '../vocabulary.ts'
import { bounded, MASK, type Masks } from './masks.ts'

/** The schemas of body fields by name. */
export type FieldSchemas = Readonly<Record<string, PropertySchema>>

/** Returns the fields of an integration type; none for an unknown type, so that its bodies are masked completely. */
export function fieldsOfType(registry: Registry, name: unknown): FieldSchemas {
  return registry.types.find(type => type.name === name)?.body.properties ?? {}
}

/**
 * Returns a field's value as the journal shows it. Only valid values of known, non-secret fields are shown: any
 * other value may be a misplaced secret.
 */
export function presentField(schemas: FieldSchemas, name: string, value: unknown, masks: Masks): unknown {
  if (value === null) return null
  const schema = Object.hasOwn(schemas, name) ? schemas[name] : undefined
  if (!schema) return masks.hideWithin(value)
  const secret = schema['x-secret']
  if (!secret) return isValidValue(schema, value) ? bounded(value) : masks.hideWithin(value)
  if (typeof value !== 'string') return masks.hideWhole(value)
  return masks.hide(value, presentSecret(secret.shown, value))
}

function isValidValue({ type, enum: allowed }: PropertySchema, value: unknown): boolean {
  if (allowed) return allowed.some(item => item === value)
  return type === undefined || (type === 'array' ? Array.isArray(value) : typeof value === type)
}

/** Redacts a secret more strictly than an Atlas response, which shows some secrets in plain text. */
function presentSecret(shown: SecretShown, value: string): string {
  if (shown === 'never' || shown === 'plain') return MASK
  // The last four characters of a value that is not a URL may be the whole secret.
  if (shown === 'url' && !/^[A-Za-z]+:\/\//.test(value)) return MASK
  return redact(shown, value) as string
}
