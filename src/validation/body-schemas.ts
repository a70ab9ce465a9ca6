import { readAsset } from '../assets.ts'
import type { IntegrationTypeFile, PropertySchema } from '../catalogue/vocabulary.ts'

export interface BodySchema {
  properties: Readonly<Record<string, PropertySchema>>
  /** In the order of their checks. */
  required: readonly string[]
  /** Fields that only POST requires, checked after `required`. */
  requiredToCreate: readonly string[]
  'x-examples'?: IntegrationTypeFile['x-examples']
}

type BodyFile = Record<
  string,
  Partial<BodySchema> & { description: string; properties: Record<string, PropertySchema | { $ref: string }> }
>

/** The schemas of bodies that have no types, by their name in Atlas's document. */
export const BODY_SCHEMAS = resolve(readAsset<BodyFile>('schemas/bodies.json'))

/** Replaces each `{ "$ref": "Name" }` by the property of that body with the same name. */
function resolve(file: BodyFile) {
  const entries = Object.entries(file).map(([body, { properties, ...schema }]) => {
    const resolved = Object.entries(properties).map(([name, property]) => [
      name,
      '$ref' in property ? file[property.$ref]?.properties[name] : property
    ])
    return [
      body,
      { ...schema, properties: Object.fromEntries(resolved) as BodySchema['properties'] }
    ] as const
  })
  return Object.fromEntries(entries)
}

/** Returns the schema of a body. @throws {Error} if `schemas/bodies.json` has none of this name */
export function bodySchema(name: string): BodySchema {
  const schema = BODY_SCHEMAS[name]
  if (!schema) throw new Error(`schemas/bodies.json has no ${name}`)
  return { required: [], requiredToCreate: [], ...schema }
}

/** Returns whether fields require (true) or exclude (false) another field; undefined: neither. */
export function isWanted(
  { 'x-when': when }: Pick<PropertySchema, 'x-when'>,
  fields: Readonly<Record<string, unknown>>
): boolean | undefined {
  if (!when) return undefined
  return Object.entries(when).every(([name, value]) => fields[name] === value)
}

/** Returns whether a value has the JSON type of its schema, members of objects in arrays included. */
export function hasType(schema: Omit<PropertySchema, 'description'>, value: unknown): boolean {
  const { type, items } = schema
  if (type === undefined) return true
  if (type === 'array') return Array.isArray(value) && (!items || value.every(item => hasType(items, item)))
  if (type === 'integer') return Number.isInteger(value)
  if (typeof value !== type || value === null) return false
  const { properties, required = [] } = schema
  if (!properties) return true
  const members = Object.entries(value as object)
  return (
    required.every(name => Object.hasOwn(value as object, name)) &&
    members.every(
      ([name, member]) => Object.hasOwn(properties, name) && hasType(properties[name] ?? {}, member)
    )
  )
}
