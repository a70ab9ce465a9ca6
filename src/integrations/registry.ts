import { readAssetFolder } from '../assets.ts'
import type { BodySchema } from '../body-validator.ts'
import { AtlasError } from '../errors.ts'
import type { IntegrationFacts, IntegrationTypeFile, PropertySchema } from '../vocabulary.ts'

/** A type as the code below uses it: all that is particular to it, resolved from its file. */
export interface IntegrationType {
  readonly name: string
  readonly facts: IntegrationFacts
  /** Settings only, `id` and `type` left out, in the order of their names as Atlas answers them. */
  readonly fields: readonly (readonly [name: string, schema: PropertySchema])[]
  /** What a body must be. */
  readonly body: BodySchema
  readonly file: IntegrationTypeFile
}

/** Every type that the path can name. */
export interface Registry {
  /** In Atlas's fixed order. */
  readonly types: readonly IntegrationType[]
  /** The type of that name. @throws {AtlasError} RESOURCE_NOT_FOUND, or the row of a type that is refused */
  resolve(name: string): IntegrationType
  /** The type of a stored row. @throws {Error} where the type's file is gone */
  stored(name: string): IntegrationType
}

function toType(file: IntegrationTypeFile): IntegrationType {
  const fields = Object.entries(file.properties ?? {})
    .filter(([name]) => name !== 'id' && name !== 'type')
    .sort(([a], [b]) => (a < b ? -1 : 1))
  const facts = file['x-integration']
  const body: BodySchema = {
    properties: file.properties ?? {},
    required: file.required ?? [],
    requiredToCreate: facts.requiredToCreate ?? []
  }
  return { name: file.title, facts, fields, body, file }
}

/** The type files of the package. */
export function readTypeFiles(): IntegrationTypeFile[] {
  return readAssetFolder<IntegrationTypeFile>('schemas/integrations')
}

/** @throws {Error} when two files share a name or a place in the order */
export function createRegistry(files: readonly IntegrationTypeFile[]): Registry {
  const types = files.map(toType).sort((a, b) => a.facts.order - b.facts.order)
  const byName = new Map(types.map(type => [type.name, type]))
  if (byName.size < types.length || new Set(types.map(type => type.facts.order)).size < types.length) {
    throw new Error('two files of schemas/integrations share a title or an order')
  }
  return {
    types,
    resolve(name) {
      const type = byName.get(name)
      if (!type)
        throw new AtlasError('RESOURCE_NOT_FOUND', [name], { code: 'type-unknown', integrationType: name })
      if (type.facts.refused) {
        throw new AtlasError(type.facts.refused, [], { code: 'type-refused', integrationType: name })
      }
      return type
    },
    stored(name) {
      const type = byName.get(name)
      if (!type) throw new Error(`the database holds an integration of a type without a file: ${name}`)
      return type
    }
  }
}
