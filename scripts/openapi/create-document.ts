import swagger from '@fastify/swagger'
import Fastify, { type FastifySchema, type HTTPMethods } from 'fastify'
import { buildApp, controlContext } from '../../src/app.ts'
import { PACKAGE, readAsset } from '../../src/assets.ts'
import { OPERATIONS } from '../../src/atlas/operations/operations.ts'
import { isObject } from '../../src/base/json.ts'
import { KEYWORDS, type PropertySchema } from '../../src/catalogue/vocabulary.ts'
import { CONTROL_PATH } from '../../src/control/sandboxes.ts'
import type { ControlContext } from '../../src/control-api/control-operation.ts'
import { KNOWN_NAMES } from '../../src/control-api/known-names.ts'
import { CONTROL_OPERATIONS } from '../../src/control-api/operations.ts'
import { type NamedSchema, readControlSchemas } from '../../src/control-api/schemas.ts'
import { routeUrl } from '../../src/http/routes.ts'
import type { IntegrationType, Registry } from '../../src/integrations/registry.ts'
import type { Services } from '../../src/services.ts'
import { BODY_SCHEMAS } from '../../src/validation/body-schemas.ts'
import { NAMES } from '../type-schemas.ts'
import { atlasRouteSchema, controlRouteSchema, refTo } from './route-schemas.ts'

/** An OpenAPI document, as far as this module reads it. */
interface Document {
  paths: Record<string, Record<string, DocumentedOperation>>
}

interface DocumentedOperation {
  requestBody?: { required: boolean; content: Record<string, Media> }
  responses: Record<string, { content?: Record<string, Media> }>
  /** What Fastify's schema of a body cannot express; removed from the document. */
  'x-requestBody'?: { required?: boolean; examples?: object }
}

interface Media {
  schema?: object
  examples?: object
}

interface Reference {
  $ref: string
}

/** A branch of a union, which the values of a property tell apart. */
interface Branch {
  properties: Record<string, { enum: string[] } | undefined>
}

/** Returns the OpenAPI documents of the sources as JSON, by the names of their files. */
export async function renderDocuments(): Promise<Record<string, string>> {
  const { server, services } = await buildApp({ settings: { logLevel: 'silent' } })
  const atlas = await createAtlasDocument(services)
  const control = await createControlDocument(controlContext(services))
  await server.close()
  return { 'openapi.json': JSON.stringify(atlas), 'control-openapi.json': JSON.stringify(control) }
}

/** Creates the OpenAPI document of the Atlas API from its table of operations. */
export function createAtlasDocument(services: Services): Promise<object> {
  const routes = OPERATIONS.map(operation => ({
    method: operation.method,
    url: `/api/atlas/v2${routeUrl(operation.path)}`,
    schema: atlasRouteSchema(operation, services)
  }))
  return createDocument('openapi.json', createComponents(services.registry), routes)
}

/** Creates the OpenAPI document of the control plane from its table of operations. */
export function createControlDocument(context: ControlContext): Promise<object> {
  // The operations list the properties of RequestFilter as their parameters.
  const schemas = readControlSchemas().filter(({ $id }) => $id !== 'RequestFilter')
  const routes = CONTROL_OPERATIONS.map(operation => ({
    method: operation.method,
    url: CONTROL_PATH + routeUrl(operation.path),
    schema: describeChecks(controlRouteSchema(operation, schemas), context)
  }))
  const described = describeChecks(schemas, context).map(schema => withMapping(schema, schemas))
  return createDocument('control-openapi.json', [...described, ...describeNames(context)], routes)
}

interface DocumentedRoute {
  method: HTTPMethods
  url: string
  schema: FastifySchema
}

/**
 * Creates a document: @fastify/swagger makes it of the schemas of routes whose handlers do nothing. Routes that no
 * document has are not registered: older API versions, HEAD, and the paths of sandboxes.
 *
 * @param file of `schemas/`, with what the operations do not contain
 */
async function createDocument(
  file: string,
  schemas: readonly NamedSchema[],
  routes: readonly DocumentedRoute[]
): Promise<object> {
  const server = Fastify()
  // The schemas are for the document only.
  server.setValidatorCompiler(() => () => true).setSerializerCompiler(() => JSON.stringify)
  const { info, ...frame } = readAsset<{ openapi: string; info: { title: string } }>(`schemas/${file}`)
  await server.register(swagger, {
    openapi: { ...frame, info: { ...info, version: PACKAGE.version } },
    refResolver: { buildLocalReference: schema => schema['$id'] as string }
  })
  for (const schema of schemas) server.addSchema(schema)
  for (const route of routes) server.route({ ...route, handler: () => {} })
  await server.ready()
  const document = complete(server.swagger() as unknown as Document)
  await server.close()
  return document
}

/**
 * Returns a copy of a value with keywords for checks made in code in place of each `x-checked`, and without the keywords
 * for types.
 */
function describeChecks<Value>(value: Value, context: ControlContext): Value {
  const { errorCode: _open, ...closed } = KNOWN_NAMES
  const names = new Map<unknown, readonly string[]>(
    Object.entries(closed).map(([kind, { names }]) => [kind, names(context)])
  )
  return JSON.parse(JSON.stringify(value), (_key, value) => {
    if (!isObject(value)) return value
    const { 'x-checked': kind, 'x-suggested': _names, 'x-body': _body, 'x-type': _type, ...rest } = value
    const known = names.get(kind)
    if (!known) return rest
    // One name, or a list of names: generators would create two types with the same values.
    if (rest['description'] === undefined) return refTo(String(NAMES[String(kind)]))
    return { ...rest, enum: rest['nullable'] ? [...known, null] : known }
  })
}

/** Returns the schemas of names that properties and lists share. */
function describeNames(context: ControlContext): NamedSchema[] {
  const { operation, method, integrationType, role } = KNOWN_NAMES
  return Object.entries({ operation, method, integrationType, role }).map(([kind, { names }]) => ({
    $id: String(NAMES[kind]),
    type: 'string',
    enum: names(context)
  }))
}

/** Returns a schema whose discriminator, if it has one, maps values to branches: Ajv does not allow this. */
function withMapping(schema: NamedSchema, all: readonly NamedSchema[]): NamedSchema {
  const { discriminator, oneOf } = schema as { discriminator?: { propertyName: string }; oneOf?: Reference[] }
  if (!discriminator) return schema
  const { propertyName } = discriminator
  const mapping = oneOf?.flatMap(({ $ref }) => {
    const $id = $ref.slice(0, -1)
    const { properties } = all.find(branch => branch.$id === $id) as unknown as Branch
    return properties[propertyName]?.enum.map(value => [value, `#/components/schemas/${$id}`]) ?? []
  })
  return { ...schema, discriminator: { propertyName, mapping: Object.fromEntries(mapping ?? []) } }
}

/** Completes request bodies, and removes empty schemas, which Fastify requires for each media type. */
function complete(document: Document): Document {
  for (const operation of Object.values(document.paths).flatMap(methods => Object.values(methods))) {
    const { requestBody, responses, 'x-requestBody': { required = true, examples } = {} } = operation
    delete operation['x-requestBody']
    if (requestBody) requestBody.required = required
    for (const media of Object.values(requestBody?.content ?? {})) if (examples) media.examples = examples
    for (const media of Object.values(responses).flatMap(({ content = {} }) => Object.values(content))) {
      if (Object.keys(media.schema ?? {}).length === 0) delete media.schema
    }
  }
  return document
}

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

/** The schemas of the items of lists of several types, by the name of the list. */
const ITEMS: Readonly<Record<string, string>> = { otelSuppliedHeaders: 'OtelSuppliedHeader' }

/** Returns the schemas of the Atlas API, named as in Atlas's document, from `schemas/wire.json` and the type files. */
export function createComponents(registry: Registry): NamedSchema[] {
  const schemas = readAsset<Record<string, Record<string, unknown>>>('schemas/wire.json')
  const accepted = registry.thirdParty.filter(type => !type.facts.rejectedWith)
  return [
    ...Object.entries(schemas).map(([$id, schema]) => ({ $id, ...schema })),
    ...createBodyComponents(),
    ...Object.entries(PAGES).map(([$id, item]) => describePage($id, item)),
    ...Object.entries(ITEMS).map(([list, $id]) => describeItem($id, list, registry)),
    ...accepted.map(type => describeType(type, type.file.$id, type.name)),
    describeUnion('ThirdPartyIntegration', registry.thirdParty, accepted, {
      title: 'Third-Party Integration',
      typeTitle: 'Integration Type',
      shared: { id: { type: 'string', nullable: true, description: 'ObjectId of the integration.' } }
    }),
    ...describeExports('LogIntegration', registry.of('logIntegrations'), {
      request: 'Log Export Integration Request',
      response: 'Log Integration Response'
    }),
    ...describeExports('OrgLogIntegration', registry.of('orgLogIntegrations')),
    ...describeExports('MetricIntegration', registry.of('metricIntegrations'), {
      request: 'Metric Integration Request',
      response: 'Metric Integration Response',
      isUnionOfOne: false
    })
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

/**
 * Returns a type's schema without the mock's keywords and with the documented but unenforced patterns.
 *
 * @param title that of Atlas's document, if it has one
 */
function describeType({ file }: IntegrationType, $id: string, title: string | undefined): NamedSchema {
  return {
    $id,
    ...(title !== undefined && { title }),
    type: 'object',
    description: file.description,
    ...(file.required && { required: file.required }),
    properties: describeAll(file.properties ?? {})
  }
}

function describe(schema: Omit<PropertySchema, 'description'>): object {
  const documented = Object.entries(schema).filter(
    ([key, value]) =>
      !OWN_KEYWORDS.has(key) &&
      // As for whole bodies, the document does not say that unknown fields are rejected.
      !(key === 'additionalProperties' && value === false)
  )
  // A check with the generic error is the document's own pattern.
  const generic = schema['x-checks']?.find(check => 'pattern' in check && check.error === 'VALIDATION_ERROR')
  const pattern = schema['x-unenforced']?.pattern ?? (generic as { pattern?: string } | undefined)?.pattern
  const nullable = schema['x-absent'] === null
  return {
    ...Object.fromEntries(documented),
    ...schema['x-documented'],
    ...(schema.properties && { properties: describeAll(schema.properties) }),
    ...(schema.items && { items: describe(schema.items) }),
    ...(pattern && { pattern }),
    ...(nullable && { nullable })
  }
}

function describeAll(properties: Readonly<Record<string, PropertySchema>>): Record<string, object> {
  const described = Object.entries(properties).map(([name, schema]) => {
    const item = ITEMS[name]
    return [name, item === undefined ? describe(schema) : { ...describe(schema), items: refTo(item) }]
  })
  return Object.fromEntries(described)
}

/** Returns the schema of the items of a list. */
function describeItem($id: string, list: string, { all }: Registry): NamedSchema {
  const items = all.map(({ file }) => file.properties?.[list]?.items)
  return { $id, ...describe(items.find(Boolean) ?? {}) }
}

interface UnionFacts {
  /** Titles of the union and of its field with the type. */
  title?: string | undefined
  typeTitle?: string
  /** Properties of all types. */
  shared?: Readonly<Record<string, object>>
  /** End of the names of the types' schemas. */
  suffix?: string
}

/** Returns the union of types, with the properties that they share. */
function describeUnion(
  $id: string,
  all: readonly IntegrationType[],
  accepted: readonly IntegrationType[],
  { title, typeTitle, shared = {}, suffix = '' }: UnionFacts
): NamedSchema {
  const typeField = all[0]?.typeField ?? 'type'
  return {
    $id,
    ...(title !== undefined && { title }),
    type: 'object',
    description: 'Settings of one integration; the fields depend on the type.',
    discriminator: {
      propertyName: typeField,
      mapping: Object.fromEntries(
        accepted.map(({ name, file }) => [name, `#/components/schemas/${file.$id}${suffix}`])
      )
    },
    oneOf: accepted.map(({ file }) => refTo(file.$id + suffix)),
    properties: {
      ...shared,
      [typeField]: {
        type: 'string',
        ...(typeTitle !== undefined && { title: typeTitle }),
        enum: all.map(({ name }) => name),
        description: 'Type of the integration.'
      }
    }
  }
}

interface ExportFacts {
  /** Titles of the schemas of all types. */
  request?: string
  response?: string
  /** Whether a single type also has a union; otherwise its schemas are those of all types. */
  isUnionOfOne?: boolean
}

/** Returns the schemas of a resource whose requests and responses differ. */
function describeExports(
  name: string,
  types: readonly IntegrationType[],
  { request, response, isUnionOfOne = true }: ExportFacts = {}
): NamedSchema[] {
  const each = types.map(type => ({ request: describeRequest(type), response: describeResponse(type) }))
  const [first, ...others] = each
  if (first && others.length === 0 && !isUnionOfOne) {
    return [
      { ...first.request, $id: `${name}Request`, title: request },
      { ...first.response, $id: `${name}Response`, title: response }
    ]
  }
  return [
    ...each.flatMap(({ request, response }) => [request, response]),
    describeUnion(`${name}Request`, types, types, { title: request, suffix: 'Request' }),
    describeUnion(`${name}Response`, types, types, { title: response, suffix: 'Response' })
  ]
}

function describeRequest(type: IntegrationType): NamedSchema {
  const request = describeExport(type, 'Request')
  const sent = Object.entries(request['properties'] as object).filter(([name]) => name !== type.idField)
  return { ...request, properties: Object.fromEntries(sent) }
}

function describeResponse(type: IntegrationType): NamedSchema {
  const response = describeExport(type, 'Response')
  const shownAs = new Map(
    Object.entries(type.file.properties ?? {}).map(([name, schema]) => [name, schema['x-shownAs'] ?? name])
  )
  const properties = Object.entries(response['properties'] as Record<string, PropertySchema>)
  return {
    ...response,
    required: [type.idField, ...(type.file.required ?? []).filter(name => shownAs.get(name) === name)],
    properties: Object.fromEntries(
      properties.map(([name, { writeOnly: _, ...schema }]) => [
        shownAs.get(name),
        shownAs.get(name) === name ? schema : describeRedacted(schema)
      ])
    )
  }
}

/** Returns the schema of a list of objects of texts that responses have in place of the one that was sent. */
function describeRedacted(schema: PropertySchema): object {
  const members = Object.entries(schema.items?.properties ?? {})
  const properties = members.map(([name, { type, description }]) => [
    name,
    { type, readOnly: true, description }
  ])
  return {
    ...schema,
    readOnly: true,
    items: { ...schema.items, properties: Object.fromEntries(properties) }
  }
}

function describeExport(type: IntegrationType, suffix: 'Request' | 'Response'): NamedSchema {
  const { documentTitle } = type.facts
  return describeType(type, type.file.$id + suffix, documentTitle && `${documentTitle} ${suffix}`)
}

/** Returns the schema of a page of a list. */
function describePage($id: string, item: string): NamedSchema {
  const links = { description: 'The page itself, the previous and the next.', items: refTo('Link') }
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
        items: refTo(item)
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
