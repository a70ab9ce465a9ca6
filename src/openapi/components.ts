import { readAsset } from '../assets.ts'
import type { NamedSchema } from '../control-api/schemas.ts'
import type { IntegrationType, Registry } from '../integrations/registry.ts'
import { ANNOTATIONS, type PropertySchema } from '../vocabulary.ts'

const OWN_KEYWORDS: ReadonlySet<string> = new Set(
  ['x-checks', 'title', ...ANNOTATIONS].filter(name => name !== 'example')
)

/** Returns the schemas of the Atlas API, named as in Atlas's document, from `schemas/wire.json` and the type files. */
export function createComponents({ types }: Registry): NamedSchema[] {
  const schemas = readAsset<Record<string, Record<string, unknown>>>('schemas/wire.json')
  const accepted = types.filter(type => !type.facts.refused)
  return [
    ...Object.entries(schemas).map(([$id, schema]) => ({ $id, ...schema })),
    ...accepted.map(describeType),
    describeUnion(types, accepted)
  ]
}

/** Returns a type's schema without the mock's keywords and with the documented but unenforced patterns. */
function describeType({ file, body }: IntegrationType): NamedSchema {
  const properties = Object.entries(body.properties).map(([name, schema]) => [name, describe(schema)])
  return {
    $id: file.$id,
    title: file.title,
    type: 'object',
    description: file.description,
    ...(file.required && { required: file.required }),
    properties: Object.fromEntries(properties)
  }
}

function describe(schema: PropertySchema): object {
  const documented = Object.fromEntries(Object.entries(schema).filter(([key]) => !OWN_KEYWORDS.has(key)))
  const pattern = schema['x-unenforced']?.pattern
  const nullable = schema['x-absent'] === null
  return { ...documented, ...(pattern && { pattern }), ...(nullable && { nullable }) }
}

function describeUnion(all: readonly IntegrationType[], accepted: readonly IntegrationType[]): NamedSchema {
  return {
    $id: 'ThirdPartyIntegration',
    title: 'Third-Party Integration',
    type: 'object',
    description: 'Settings of one integration; the fields depend on the type.',
    discriminator: {
      propertyName: 'type',
      mapping: Object.fromEntries(
        accepted.map(({ name, file }) => [name, `#/components/schemas/${file.$id}`])
      )
    },
    oneOf: accepted.map(({ file }) => ({ $ref: `${file.$id}#` })),
    properties: {
      id: { type: 'string', nullable: true, description: 'ObjectId of the integration.' },
      type: { type: 'string', enum: all.map(({ name }) => name), description: 'Type of the integration.' }
    }
  }
}
