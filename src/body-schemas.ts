import { readAsset } from './assets.ts'
import type { PropertySchema } from './vocabulary.ts'

/** The schema of a request body. */
export interface BodySchema {
  properties: Readonly<Record<string, PropertySchema>>
  /** In the order of their checks. */
  required: readonly string[]
  /** Fields that only POST requires, checked after `required`. */
  requiredToCreate: readonly string[]
}

/** The schemas of bodies that have no types, by their name in Atlas's document. */
const SCHEMAS =
  readAsset<Record<string, Partial<BodySchema> & Pick<BodySchema, 'properties'>>>('schemas/bodies.json')

/** Returns the schema of a body. @throws {Error} if `schemas/bodies.json` has none of this name */
export function bodySchema(name: string): BodySchema {
  const schema = SCHEMAS[name]
  if (!schema) throw new Error(`schemas/bodies.json has no ${name}`)
  return { required: [], requiredToCreate: [], ...schema }
}
