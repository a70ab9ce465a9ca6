import { readAssetFolder } from '../assets.ts'
import type { Fields } from '../base/json.ts'
import type { Sources } from '../base/sources.ts'
import { AtlasError } from '../catalogue/errors.ts'
import {
  documentsOf,
  type IntegrationFacts,
  type IntegrationTypeFile,
  type PropertySchema,
  type StreamResource,
  type TypedResource
} from '../catalogue/vocabulary.ts'
import type { Store } from '../store/store.ts'
import type { BodySchema } from '../validation/body-schemas.ts'
import type { BodyValidator } from '../validation/body-validator.ts'

/** An integration type, resolved from its file. */
export interface IntegrationType<Resource = TypedResource> {
  readonly name: string
  readonly resource: Resource
  readonly idField: string
  readonly typeField: string
  readonly facts: IntegrationFacts
  /** The settings, without id and type, in alphabetical order as in Atlas's responses. */
  readonly fields: readonly (readonly [name: string, schema: PropertySchema])[]
  /** The schema of request bodies. */
  readonly body: BodySchema
  /** Fields that have another name in responses, by that name. */
  readonly shownFields: Readonly<Record<string, PropertySchema>>
  readonly file: IntegrationTypeFile
}

export interface ServiceContext {
  store: Store
  sources: Sources
  registry: Registry
  validator: BodyValidator
}

export type Registry = ReturnType<typeof createRegistry>

function toType<Resource>(file: IntegrationTypeFile, resource: Resource): IntegrationType<Resource> {
  const facts = file['x-integration']
  const { idField = 'id', typeField = 'type', requiredToCreate = [] } = facts
  const properties = Object.entries(file.properties ?? {})
  const fields = properties
    .filter(([name]) => name !== idField && name !== typeField)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  const renamed = properties.flatMap(([, schema]) =>
    schema['x-shownAs'] === undefined ? [] : [[schema['x-shownAs'], schema] as const]
  )
  const ignored = renamed.map(([name, { description }]) => [name, { description, 'x-ignored': true }])
  const body: BodySchema = {
    properties: { ...file.properties, ...Object.fromEntries(ignored) },
    required: file.required ?? [],
    requiredToCreate
  }
  return {
    name: file.title,
    resource,
    idField,
    typeField,
    facts,
    fields,
    body,
    shownFields: Object.fromEntries(renamed),
    file
  }
}

/** Returns the file of a type as organizations have it: with fewer values of some lists. */
function narrow(file: IntegrationTypeFile): IntegrationTypeFile {
  // Atlas's document does not have these types of organizations.
  const { organization: lists = {}, documentTitle: _, ...facts } = file['x-integration']
  const properties = Object.entries(file.properties ?? {}).map(([name, schema]) => [
    name,
    Object.hasOwn(lists, name) ? { ...schema, items: { ...schema.items, enum: lists[name] } } : schema
  ])
  const examples = (file['x-examples'] ?? []).map(({ summary, value }) => ({
    summary,
    value: { ...value, ...lists }
  }))
  return {
    ...file,
    $id: `Org${file.$id}`,
    'x-integration': facts,
    'x-examples': examples,
    properties: Object.fromEntries(properties)
  }
}

function compareTypes(a: IntegrationType, b: IntegrationType): number {
  if (a.resource === b.resource) return a.facts.order - b.facts.order
  return a.resource < b.resource ? -1 : 1
}

export function readTypeFiles(): IntegrationTypeFile[] {
  return readAssetFolder<IntegrationTypeFile>('schemas/integrations')
}

/** @throws {Error} if two files have the same title or the same order */
export function createRegistry(files: readonly IntegrationTypeFile[]) {
  const all = files
    .map(file => toType(file, file['x-integration'].resource ?? 'integrations'))
    .sort(compareTypes)
  for (const { resource, name, facts } of all) {
    const same = all.filter(
      other => other.resource === resource && (other.name === name || other.facts.order === facts.order)
    )
    if (same.length > 1) {
      const names = same.map(({ name }) => name).join(' and ')
      throw new Error(`the type files of ${names} have the same title or the same order, ${facts.order}`)
    }
  }
  const ofOrganizations = documentsOf('organization').flatMap(({ resource, field }) =>
    files
      .filter(({ 'x-integration': facts }) => facts.organization && facts.resource === field)
      .map(file => toType(narrow(file), resource as StreamResource))
  )
  const byResource = Map.groupBy<string | undefined, IntegrationType>(
    [...all, ...ofOrganizations],
    ({ resource }) => resource
  )
  const thirdParty = byResource.get('integrations') ?? []
  /** Returns the types of a resource in their order; none for other contents of bodies. */
  const typesOf = (resource: string | undefined): readonly IntegrationType[] => byResource.get(resource) ?? []
  const byName = new Map(thirdParty.map(type => [type.name, type]))
  return {
    /** The types of all resources of projects: by resource, then in their order. */
    all,
    /** In Atlas's fixed order. */
    thirdParty,
    of: typesOf,
    /** Returns the name of the field with the type in bodies of a resource. */
    typeField: (resource: TypedResource): string => typesOf(resource)[0]?.typeField ?? 'type',
    /** Returns the type that a body or stored settings name, or undefined. */
    ofBody: (resource: TypedResource, settings: Fields): IntegrationType | undefined =>
      typesOf(resource).find(({ name, typeField }) => settings[typeField] === name),
    /** Returns the type named in a path, or undefined. @throws {AtlasError} the error of a type that Atlas rejects */
    ofPath(name: string): IntegrationType | undefined {
      const type = byName.get(name)
      if (type?.facts.rejectedWith) {
        throw new AtlasError(type.facts.rejectedWith, [], { code: 'type-rejected', integrationType: name })
      }
      return type
    },
    /** Returns the type of a stored row. @throws {Error} if the type has no file */
    ofRow(name: string): IntegrationType {
      const type = byName.get(name)
      if (!type) throw new Error(`the database has an integration of the unknown type ${name}`)
      return type
    }
  }
}
