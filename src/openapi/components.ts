import { readAsset } from '../assets.ts'
import type { IntegrationType, Registry } from '../integrations/registry.ts'
import { ANNOTATIONS, type PropertySchema } from '../vocabulary.ts'

/** A schema of OpenAPI 3.0 with the name under which it stands in `components`. */
export type Component = Record<string, unknown> & { $id: string }

const OWN_KEYWORDS: ReadonlySet<string> = new Set(
  ['x-checks', 'title', ...ANNOTATIONS].filter(name => name !== 'example')
)

/** The wire's shapes as Atlas's document names them, from `schemas/wire.json` and the type files. */
export function createComponents({ types }: Registry): Component[] {
  const shapes = readAsset<Record<string, Record<string, unknown>>>('schemas/wire.json')
  const offered = types.filter(type => !type.facts.refused)
  return [
    ...Object.entries(shapes).map(([$id, shape]) => ({ $id, ...shape })),
    ...offered.map(describeType),
    describeUnion(types, offered)
  ]
}

/** A type's file with the mock's own keywords left out, and what Atlas documents but does not enforce put in. */
function describeType({ file, body }: IntegrationType): Component {
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

function describeUnion(all: readonly IntegrationType[], offered: readonly IntegrationType[]): Component {
  return {
    $id: 'ThirdPartyIntegration',
    title: 'Third-Party Integration',
    type: 'object',
    description: 'Settings of one integration; their fields depend on its type.',
    discriminator: {
      propertyName: 'type',
      mapping: Object.fromEntries(offered.map(({ name, file }) => [name, `#/components/schemas/${file.$id}`]))
    },
    oneOf: offered.map(({ file }) => ({ $ref: `${file.$id}#` })),
    properties: {
      id: { type: 'string', nullable: true, description: 'ObjectId of the integration.' },
      type: { type: 'string', enum: all.map(({ name }) => name), description: 'Type of the integration.' }
    }
  }
}
