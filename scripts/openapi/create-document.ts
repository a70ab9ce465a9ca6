import swagger from '@fastify/swagger'
import Fastify, { type FastifyInstance } from 'fastify'
import { buildApp, controlContext } from '../../src/app.ts'
import { PACKAGE, readAsset } from '../../src/assets.ts'
import { OPERATIONS } from '../../src/atlas/operations/operations.ts'
import { isObject } from '../../src/base/json.ts'
import { KEYWORDS, type PropertySchema } from '../../src/catalogue/vocabulary.ts'
import { CONTROL_PATH } from '../../src/control/sandboxes.ts'
import type { ControlContext } from '../../src/control-api/control-operation.ts'
import { KNOWN_NAMES } from '../../src/control-api/known-names.ts'
import { CONTROL_OPERATIONS } from '../../src/control-api/operations.ts'
import { CLOCK_YEARS } from '../../src/control-api/routes/clock.ts'
import { type NamedSchema, readControlSchemas } from '../../src/control-api/schemas.ts'
import { routeUrl } from '../../src/http/routes.ts'
import type { IntegrationType, Registry } from '../../src/integrations/registry.ts'
import { BODY_SCHEMAS } from '../../src/validation/body-schemas.ts'
import { atlasRouteSchema, controlRouteSchema } from './route-schemas.ts'

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

/** Returns the OpenAPI document of the sources as JSON. */
export async function renderDocument(): Promise<string> {
  const { server, services } = await buildApp({ settings: { logLevel: 'silent' } })
  const document = await createDocument(controlContext(services))
  await server.close()
  return JSON.stringify(document)
}

/** Creates the OpenAPI document from the tables of operations. */
export async function createDocument(context: ControlContext): Promise<object> {
  const server = await createDocumentServer(context)
  await server.ready()
  const document = complete(describeChecks(server.swagger() as unknown as Document, context))
  await server.close()
  return document
}

/**
 * Creates a server with the routes that are documented, whose handlers do nothing: @fastify/swagger makes the
 * document of their schemas. Routes that the document omits are not registered: older API versions, HEAD, and the
 * paths of sandboxes.
 */
async function createDocumentServer(context: ControlContext): Promise<FastifyInstance> {
  const { services } = context
  const server = Fastify()
  // The schemas are for the document only.
  server.setValidatorCompiler(() => () => true).setSerializerCompiler(() => JSON.stringify)
  const { info, ...frame } = readAsset<{ openapi: string; info: { title: string } }>('schemas/openapi.json')
  await server.register(swagger, {
    openapi: { ...frame, info: { ...info, version: PACKAGE.version } },
    refResolver: { buildLocalReference: schema => schema['$id'] as string }
  })
  // The operations list the properties of RequestFilter as their parameters.
  const controlSchemas = readControlSchemas().filter(({ $id }) => $id !== 'RequestFilter')
  for (const schema of [...createComponents(services.registry), ...controlSchemas]) server.addSchema(schema)
  const handler = () => {}
  for (const operation of OPERATIONS) {
    const schema = atlasRouteSchema(operation, services)
    server.route({
      method: operation.method,
      url: `/api/atlas/v2${routeUrl(operation.path)}`,
      schema,
      handler
    })
  }
  for (const operation of CONTROL_OPERATIONS) {
    const schema = controlRouteSchema(operation, controlSchemas)
    server.route({ method: operation.method, url: CONTROL_PATH + routeUrl(operation.path), schema, handler })
  }
  return server
}

/**
 * Returns a copy of the document with keywords for checks made in code in place of each `x-checked`, and without the
 * keywords for types.
 */
function describeChecks(document: Document, context: ControlContext): Document {
  const { errorCode: _open, ...closed } = KNOWN_NAMES
  const names = new Map<string, readonly string[]>(
    Object.entries(closed).map(([kind, { names }]) => [kind, names(context)])
  )
  return JSON.parse(JSON.stringify(document), (_key, value) => {
    if (!isObject(value)) return value
    const { 'x-checked': kind, 'x-suggested': _names, 'x-body': _body, 'x-type': _type, ...rest } = value
    if (kind === 'clock') return { ...rest, pattern: CLOCK_YEARS }
    const known = names.get(String(kind))
    return known ? { ...rest, enum: rest['nullable'] ? [...known, null] : known } : rest
  })
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

/** Returns the schemas of the Atlas API, named as in Atlas's document, from `schemas/wire.json` and the type files. */
export function createComponents(registry: Registry): NamedSchema[] {
  const schemas = readAsset<Record<string, Record<string, unknown>>>('schemas/wire.json')
  const accepted = registry.thirdParty.filter(type => !type.facts.rejectedWith)
  return [
    ...Object.entries(schemas).map(([$id, schema]) => ({ $id, ...schema })),
    ...createBodyComponents(),
    ...Object.entries(PAGES).map(([$id, item]) => describePage($id, item)),
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
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, describe(schema)]))
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
    oneOf: accepted.map(({ file }) => ({ $ref: `${file.$id}${suffix}#` })),
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
