import { readAsset } from './assets.ts'
import type { BodySchema } from './body-validator.ts'

/** The schemas of bodies that have no types, by their name in Atlas's document. */
const SCHEMAS =
  readAsset<Record<string, { properties: BodySchema['properties']; required?: string[] }>>(
    'schemas/bodies.json'
  )

/** Returns the schema of a body. @throws {Error} if `schemas/bodies.json` has none of this name */
export function bodySchema(name: string): BodySchema {
  const schema = SCHEMAS[name]
  if (!schema) throw new Error(`schemas/bodies.json has no ${name}`)
  return { properties: schema.properties, required: schema.required ?? [], requiredToCreate: [] }
}
