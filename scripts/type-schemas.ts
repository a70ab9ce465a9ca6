import type { NamedSchema } from '../src/control-api/schemas.ts'
import { isRestriction, restrictionOf, type Schema } from './type-restrictions.ts'

/** The types of known names by the values of `x-checked` and `x-suggested`. */
export const NAMES: Readonly<Record<string, string>> = {
  operation: 'OperationId',
  method: 'Method',
  errorId: 'ErrorId',
  // Editors suggest the known codes.
  errorCode: 'ErrorCode | (string & {})',
  integrationType: 'IntegrationType',
  offeredType: 'IntegrationType',
  role: 'RoleName'
}

/** Converts schemas with OpenAPI's and the mock's keywords to what json-schema-to-typescript reads. */
export function toTypeSchemas(components: readonly NamedSchema[]): Record<string, Schema> {
  const descriptions = new Map(components.map(({ $id, description }) => [$id, description]))
  return Object.fromEntries(
    components.map(({ $id, title: _, ...schema }) => [$id, createConverter($id, descriptions)(schema)])
  )
}

/** Schemas of what a program sends to the control plane, and their copies in responses: constants may be `as const`. */
const SENT = /(Body|Patch|Match|Matcher|Effect|AskedNames)$/

function createConverter(
  $id: string,
  descriptions: ReadonlyMap<string, unknown>
): (schema: Schema) => Schema {
  const convert = (schema: Schema): Schema => {
    const { $ref, description } = schema
    // Editors show the description of a property, not that of its type.
    if ($ref !== undefined) return { tsType: nameOf($ref), description: descriptions.get(nameOf($ref)) }
    const tsType = typeOf(schema)
    if (tsType !== undefined) return { tsType, description }
    const { 'x-body': body, oneOf } = schema
    // Keywords next to the branches of a union do not add information.
    if (Array.isArray(oneOf) && !oneOf.every(isRestriction)) return { description, oneOf: oneOf.map(convert) }
    const { description: _, ...own } = convertKeywords(schema)
    const item = SENT.test($id) ? itemTypeOf(own) : undefined
    if (item !== undefined) return { ...own, description, tsType: `readonly (${item})[]` }
    if (body !== undefined) {
      const rest = own['properties'] ? [{ ...own, additionalProperties: false }] : []
      return { description, allOf: [{ tsType: body }, ...rest] }
    }
    const restriction = restrictionOf(schema, Object(own['properties']))
    return restriction ? { description, allOf: [own, restriction] } : { description, ...own }
  }

  function convertKeywords(schema: Schema): Schema {
    const { nullable, oneOf: _oneOf, not: _not, discriminator: _discriminator, ...kept } = schema
    const known = Object.entries(kept).filter(([keyword]) => !keyword.startsWith('x-'))
    const own = Object.fromEntries(known.map(([keyword, value]) => [keyword, convertValue(keyword, value)]))
    return nullable === true && typeof own['type'] === 'string'
      ? { ...own, type: [own['type'], 'null'] }
      : own
  }

  function convertValue(keyword: string, value: unknown): unknown {
    if (keyword === 'allOf') return (value as Schema[]).map(convert)
    if (typeof value !== 'object') return value
    // The compiler would repeat the description of the items in that of the list.
    if (keyword === 'items') return { ...convert(value as Schema), description: undefined }
    if (keyword === 'additionalProperties') return convert(value as Schema)
    if (keyword !== 'properties') return value
    const properties = Object.entries(value as Record<string, Schema>)
    return Object.fromEntries(properties.map(([name, schema]) => [name, convert(schema)]))
  }

  return convert
}

/** Returns the type of the items of a list, unless these are objects. */
function itemTypeOf({ type: kind, items }: Schema): string | undefined {
  if (kind !== 'array') return undefined
  const { tsType, enum: values, type } = Object(items) as { tsType?: string; enum?: unknown[]; type?: string }
  const types = [type].flat().map(name => (name === 'integer' ? 'number' : name))
  return (
    tsType ??
    values?.map(value => JSON.stringify(value)).join(' | ') ??
    (types.includes('object') || types.includes(undefined) ? undefined : types.join(' | '))
  )
}

/** Returns the type of a schema that the compiler would widen. */
function typeOf(schema: Schema): string | undefined {
  if (typeof schema['x-type'] === 'string') return schema['x-type']
  const names = NAMES[String(schema['x-checked'] ?? schema['x-suggested'])]
  if (names !== undefined) return schema['nullable'] === true ? `${names} | null` : `(${names})`
  const { $ref } = Object(schema['items']) as Schema
  // Only in responses: programs compute the lists that they send.
  if ($ref !== undefined && schema['minItems'] === 1 && schema['readOnly'] === true) {
    return `[${nameOf($ref)}, ...${nameOf($ref)}[]]`
  }
  return Object.keys(schema).every(keyword => keyword === 'description') ? 'unknown' : undefined
}

function nameOf($ref: unknown): string {
  return String($ref).replace('#', '')
}
