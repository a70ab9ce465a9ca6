import { readAsset } from '../assets.ts'
import { type ItemSchema, KEYWORDS, type PropertySchema } from '../catalogue/vocabulary.ts'
import type { NamedSchema } from '../control-api/schemas.ts'
import type { IntegrationType, Registry } from '../integrations/registry.ts'
import { BODY_SCHEMAS } from '../validation/body-schemas.ts'

const OWN_KEYWORDS: ReadonlySet<string> = new Set(['title', ...KEYWORDS])

/** The schemas of pages and of their items. */
const PAGES: Readonly<Record<string, string>> = {
  PaginatedAtlasGroup: 'Group',
  PaginatedOrganization: 'AtlasOrganization',
  PaginatedIntegrationView: 'ThirdPartyIntegration',
  PaginatedLogIntegrationResponse: 'LogIntegrationResponse',
  PaginatedOrgLogIntegrationResponse: 'OrgLogIntegrationResponse',
  PaginatedMetricIntegrationResponse: 'MetricIntegrationResponse',
  PaginatedAlertConfigView: 'GroupAlertsConfig',
  PaginatedNetworkAccessView: 'NetworkPermissionEntry',
  PaginatedTeamRoleView: 'TeamRole',
  PaginatedClusterDescription20240805: 'ClusterDescription20240805',
  PaginatedGroupUserView: 'GroupUserResponse',
  PaginatedOrgUserView: 'OrgUserResponse'
}

/** Returns the schemas of the Atlas API, named as in Atlas's document, from `schemas/wire.json` and the type files. */
export function createComponents(registry: Registry): NamedSchema[] {
  const schemas = readAsset<Record<string, Record<string, unknown>>>('schemas/wire.json')
  const accepted = registry.thirdParty.filter(type => !type.facts.rejectedWith)
  return [
    ...Object.entries(schemas).map(([$id, schema]) => ({ $id, ...schema })),
    ...createBodyComponents(),
    ...Object.entries(PAGES).map(([$id, item]) => describePage($id, item)),
    ...accepted.map(type => describeType(type, type.file.$id)),
    describeUnion('ThirdPartyIntegration', registry.thirdParty, accepted, {
      id: { type: 'string', nullable: true, description: 'ObjectId of the integration.' }
    }),
    ...describeExports('LogIntegration', registry.of('logIntegrations')),
    ...describeExports('OrgLogIntegration', registry.of('orgLogIntegrations')),
    ...describeExports('MetricIntegration', registry.of('metricIntegrations'))
  ]
}

/** Returns the schemas of bodies that requests and responses share. */
function createBodyComponents(): NamedSchema[] {
  // `wire.json` describes a project in responses, which has more fields.
  const { Group: _, ...shared } = BODY_SCHEMAS
  return Object.entries(shared).map(([$id, { properties, 'x-examples': _examples, ...schema }]) => ({
    $id,
    type: 'object',
    ...schema,
    properties: describeAll(properties)
  }))
}

/** Returns a type's schema without the mock's keywords and with the documented but unenforced patterns. */
function describeType({ file }: IntegrationType, $id: string): NamedSchema {
  return {
    $id,
    title: file.title,
    type: 'object',
    description: file.description,
    ...(file.required && { required: file.required }),
    properties: describeAll(file.properties ?? {})
  }
}

function describe(schema: PropertySchema): object {
  const documented = Object.fromEntries(Object.entries(schema).filter(([key]) => !OWN_KEYWORDS.has(key)))
  // A check with the generic error is the document's own pattern.
  const generic = schema['x-checks']?.find(check => 'pattern' in check && check.error === 'VALIDATION_ERROR')
  const pattern = schema['x-unenforced']?.pattern ?? (generic as { pattern?: string } | undefined)?.pattern
  const nullable = schema['x-absent'] === null
  // As for whole bodies, the document does not say that unknown fields are rejected.
  const { additionalProperties: _, ...items }: Partial<ItemSchema> = schema.items ?? {}
  return {
    ...documented,
    ...(schema.properties && { properties: describeAll(schema.properties) }),
    ...(items.properties && { items: { ...items, properties: describeAll(items.properties) } }),
    ...(pattern && { pattern }),
    ...(nullable && { nullable })
  }
}

function describeAll(properties: Readonly<Record<string, PropertySchema>>): Record<string, object> {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, describe(schema)]))
}

/** Returns the union of types, with the properties that they share. */
function describeUnion(
  $id: string,
  all: readonly IntegrationType[],
  accepted: readonly IntegrationType[],
  shared: Readonly<Record<string, object>>,
  suffix = ''
): NamedSchema {
  const typeField = all[0]?.typeField ?? 'type'
  return {
    $id,
    type: 'object',
    description: 'Settings of one integration; the fields depend on the type.',
    discriminator: {
      propertyName: typeField,
      mapping: Object.fromEntries(
        accepted.map(({ name, file }) => [name, `#/components/schemas/${file.$id}${suffix}`])
      )
    },
    oneOf: accepted.map(({ file }) => ({ $ref: `${file.$id}${suffix}#` })),
    properties: {
      ...shared,
      [typeField]: {
        type: 'string',
        enum: all.map(({ name }) => name),
        description: 'Type of the integration.'
      }
    }
  }
}

/** Returns the schemas of a resource whose requests and responses differ. */
function describeExports(name: string, types: readonly IntegrationType[]): NamedSchema[] {
  return [
    ...types.flatMap(type => [describeRequest(type), describeResponse(type)]),
    describeUnion(`${name}Request`, types, types, {}, 'Request'),
    describeUnion(`${name}Response`, types, types, {}, 'Response')
  ]
}

function describeRequest(type: IntegrationType): NamedSchema {
  const request = describeType(type, `${type.file.$id}Request`)
  const sent = Object.entries(request['properties'] as object).filter(([name]) => name !== type.idField)
  return { ...request, properties: Object.fromEntries(sent) }
}

function describeResponse(type: IntegrationType): NamedSchema {
  const response = describeType(type, `${type.file.$id}Response`)
  const shownAs = new Map(
    Object.entries(type.file.properties ?? {}).map(([name, schema]) => [name, schema['x-shownAs'] ?? name])
  )
  const properties = Object.entries(response['properties'] as Record<string, PropertySchema>)
  return {
    ...response,
    required: [type.idField, ...(type.file.required ?? []).filter(name => shownAs.get(name) === name)],
    properties: Object.fromEntries(
      properties.map(([name, { writeOnly: _, ...schema }]) => [shownAs.get(name), schema])
    )
  }
}

/** Returns the schema of a page of a list. */
function describePage($id: string, item: string): NamedSchema {
  const links = { description: 'The page itself, the previous and the next.', items: { $ref: 'Link#' } }
  return {
    $id,
    type: 'object',
    required: ['results'],
    properties: {
      links: { type: 'array', readOnly: true, ...links },
      results: {
        type: 'array',
        readOnly: true,
        description: 'Results of this page.',
        items: { $ref: `${item}#` }
      },
      totalCount: {
        type: 'integer',
        format: 'int32',
        minimum: 0,
        readOnly: true,
        description: 'Results on all pages; 0 with includeCount=false.'
      }
    }
  }
}
