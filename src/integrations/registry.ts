import { readAssetFolder } from '../assets.ts'
import type { BodySchema } from '../body-validator.ts'
import { AtlasError } from '../errors.ts'
import type { IntegrationFacts, IntegrationTypeFile, PropertySchema } from '../vocabulary.ts'

/** An integration type, resolved from its file. */
export interface IntegrationType {
  readonly name: string
  readonly facts: IntegrationFacts
  /** The settings, without `id` and `type`, in alphabetical order as in Atlas's responses. */
  readonly fields: readonly (readonly [name: string, schema: PropertySchema])[]
  /** The schema of request bodies. */
  readonly body: BodySchema
  readonly file: IntegrationTypeFile
}

/** All integration types. */
export interface Registry {
  /** In Atlas's fixed order. */
  readonly types: readonly IntegrationType[]
  /** Returns the type of a name. @throws {AtlasError} RESOURCE_NOT_FOUND, or the error of a type that Atlas rejects */
  resolve(name: string): IntegrationType
  /** Returns the type of a stored row. @throws {Error} if the type has no file */
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

/** Reads the package's type files. */
export function readTypeFiles(): IntegrationTypeFile[] {
  return readAssetFolder<IntegrationTypeFile>('schemas/integrations')
}

/**
 * Returns the registry of some type files.
 *
 * @throws {Error} if two files have the same title or the same order
 */
export function createRegistry(files: readonly IntegrationTypeFile[]): Registry {
  const types = files.map(toType).sort((a, b) => a.facts.order - b.facts.order)
  const byName = new Map(types.map(type => [type.name, type]))
  if (byName.size < types.length || new Set(types.map(type => type.facts.order)).size < types.length) {
    throw new Error('two files of schemas/integrations have the same title or the same order')
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
      if (!type) throw new Error(`the database has an integration of the unknown type ${name}`)
      return type
    }
  }
}
