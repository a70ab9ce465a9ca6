import { OPERATION_ROWS } from '../src/atlas/atlas-operation.ts'
import { VERSION, versionedType } from '../src/atlas/body.ts'
import { isObject } from '../src/base/json.ts'
import { templatePattern } from '../src/base/request-target.ts'

/** A JSON object. */
export type Json = Record<string, unknown>

/** The parts of an OpenAPI 3.0 document in use. */
export interface Document extends Json {
  paths: Record<string, Record<string, DocumentedOperation>>
  components: Record<string, Json>
}

export interface DocumentedOperation extends Json {
  operationId: string
  parameters?: Json[]
  requestBody?: Json
  responses: Record<string, Json>
}

/** Facts of `schemas/alert-types.json` that the document has. */
export interface AlertTypes {
  eventTypes: Record<string, Json>
  metrics: string[]
  /** Names that only other sources have. */
  notInDocument?: { eventTypes?: string[]; metrics?: string[] }
}

const SOURCE =
  'Facts from the OpenAPI document of the MongoDB Atlas Administration API, https://github.com/mongodb/openapi. Made by `npm run spec`; scripts/official-document.ts states the rules.'

const TEXTS = ['description', 'summary', 'example', 'examples', 'externalDocs']

/** Extensions that state facts. */
const EXTENSIONS = ['x-rolesRequirements', 'x-sunset']

/** Objects whose keys are names, not keywords. */
export const NAMED: ReadonlySet<string> = new Set([
  'properties',
  'headers',
  'responses',
  'content',
  'mapping'
])

/** Members of lists that the mock leaves empty. */
const NEVER_SENT = [
  'ClusterDescription20240805',
  'ClusterIPAddresses',
  'GroupUserResponse',
  'OrgUserResponse'
]

/** `schemas/alert-types.json` has the values of these properties. */
const ALERT_NAMES: readonly unknown[] = ['eventTypeName', 'metricName']

/** The schema of alert configurations. */
const ALERTS = 'GroupAlertsConfig'

const CONDITIONS = ['threshold', 'metricThreshold']

/** A row of `schemas/unmocked-operations.json`, with keys of `schemas/operations.json`. */
interface UnmockedOperation extends Json {
  method: string
  path: string
  /** The first version; undefined: the default. */
  version?: string
  success: { status: number; schema?: string }
}

/** `schemas/unmocked-operations.json`, by operationId. */
export type UnmockedOperations = Record<string, UnmockedOperation>

const PREFIX = '/api/atlas/v2'

/** Returns the row of `schemas/operations.json`, by method and path: an operationId may change. */
function idOf(method: string, path: string): string | undefined {
  const named = (text: string) => text.replace(/\{\w+\}/g, '{}')
  const rows = Object.entries(OPERATION_ROWS)
  return rows.find(
    ([, row]) => row.method.toLowerCase() === method && named(PREFIX + row.path) === named(path)
  )?.[0]
}

/**
 * Returns what a document states about the operations of the mock:
 *
 * - Facts only: no texts and examples, and of the extensions only roles and the end of a version. A title is a name.
 * - `x-versions` lists all versions; only those that the mock serves have schemas.
 * - A member of a list that the mock leaves empty has no schema.
 * - A type that refers to its union has the properties of the union.
 * - Names of event types and metrics are left out: `schemas/alert-types.json` has them.
 */
export function extractOf(document: Document): Document {
  const paths = Object.entries(document.paths).flatMap(([path, methods]) => {
    const served = Object.entries(methods).flatMap(([method, operation]) => {
      const id = idOf(method, path)
      return id === undefined ? [] : [[method, ofServedVersions(id, reduce(document, operation) as Json)]]
    })
    return served.length === 0 ? [] : [[path, Object.fromEntries(served)]]
  })
  const extract = {
    'x-source': SOURCE,
    openapi: document['openapi'],
    info: {
      version: (document['info'] as Json)['version'],
      'x-xgen-sha': (document['info'] as Json)['x-xgen-sha']
    },
    servers: document['servers'],
    security: document['security'],
    paths: Object.fromEntries(paths),
    components: { securitySchemes: reduce(document, document.components['securitySchemes'], true) as Json }
  }
  return { ...extract, components: { ...extract.components, ...referredBy(document, extract.paths) } }
}

/** Returns the operations of a document that the mock does not serve. */
export function unmockedOf(document: Document): UnmockedOperations {
  const rows = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => idOf(method, path) === undefined)
      .map(([method, operation]) => [operation.operationId, unmockedRow(method, path, operation)] as const)
  )
  return Object.fromEntries(rows.sort(([a], [b]) => (a < b ? -1 : 1)))
}

function unmockedRow(method: string, path: string, operation: DocumentedOperation): UnmockedOperation {
  const { tags, summary, responses } = operation
  const [version = VERSION] = versionsOf(operation)
  const [status = '200', response] = Object.entries(responses).find(([code]) => code.startsWith('2')) ?? []
  const [, schema] = /"#\/components\/schemas\/(\w+)"/.exec(JSON.stringify(response ?? {})) ?? []
  return {
    method: method.toUpperCase(),
    path: path.slice(PREFIX.length),
    ...(version !== VERSION && { version }),
    tag: (tags as string[] | undefined)?.[0],
    summary,
    success: { status: Number(status), ...(schema !== undefined && { schema }) }
  }
}

/** Returns the operations on paths of the mock, each with its first version: `POST /orgs`. */
export function onMockedPaths(unmocked: UnmockedOperations): Record<string, string> {
  const patterns = Object.values(OPERATION_ROWS).map(({ path }) => templatePattern(path))
  const rows = Object.values(unmocked).filter(({ path }) => patterns.some(pattern => pattern.test(path)))
  return Object.fromEntries(rows.map(({ method, path, version = VERSION }) => [`${method} ${path}`, version]))
}

/** Returns the API versions of an operation, the oldest first; `preview` comes last. */
function versionsOf(operation: Json): string[] {
  const types = JSON.stringify(operation).matchAll(/"application\/vnd\.atlas\.([\w-]+)\+/g)
  return [...new Set([...types].map(([, version = '']) => version))].sort()
}

/** Returns an operation with the schemas of the versions that the mock serves, and a list of all versions. */
function ofServedVersions(id: string, operation: Json): Json {
  const { version, hasPreview } = OPERATION_ROWS[id] ?? {}
  const served = [versionedType(version), ...(hasPreview ? [versionedType('preview')] : [])]
  const reduced = JSON.parse(JSON.stringify(operation), (type, media) => {
    const [, found] = /^application\/vnd\.atlas\.([\w-]+)\+/.exec(type) ?? []
    return found === undefined || served.includes(type) ? media : undefined
  }) as Json
  return { ...reduced, 'x-versions': versionsOf(operation) }
}

/** Returns the components that values refer to, by kind and name. */
export function referredBy(document: Document, paths: object): Record<string, Json> {
  const found = new Map<string, unknown>()
  const add = (value: unknown) => {
    for (const [, key = ''] of JSON.stringify(value).matchAll(/"#\/components\/(\w+\/[^"]+)"/g)) {
      if (found.has(key)) continue
      const [kind = '', name = ''] = key.split('/')
      const component = NEVER_SENT.includes(name)
        ? { type: 'object' }
        : (reduce(document, document.components[kind]?.[name]) ?? {})
      found.set(key, component)
      add(component)
    }
  }
  add(paths)
  const components: Record<string, Json> = {}
  for (const [key, component] of [...found].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [kind = '', name = ''] = key.split('/')
    components[kind] = { ...components[kind], [name]: component }
  }
  return components
}

/** Returns the facts of a value. @param isNamed whether its keys are names */
function reduce(document: Document, value: unknown, isNamed = false): unknown {
  if (Array.isArray(value)) return value.map(item => reduce(document, item))
  if (!isObject(value)) return value
  const entries = Object.entries(isNamed ? value : withoutAlertNames(withUnion(document, value)))
  const isFact = (key: string) => !TEXTS.includes(key) && (!key.startsWith('x-') || EXTENSIONS.includes(key))
  return Object.fromEntries(
    entries
      .filter(([key]) => isNamed || isFact(key))
      .map(([key, item]) => [key, reduce(document, item, !isNamed && NAMED.has(key))])
  )
}

function withUnion(document: Document, schema: Json): Json {
  const { allOf, ...own } = schema
  const parts = Array.isArray(allOf) ? allOf.map(part => resolve(document, part)) : []
  if (!parts.some(({ oneOf }) => oneOf)) return schema
  const all = [...parts.map(({ oneOf: _types, discriminator: _names, title: _, ...part }) => part), own]
  const required = [...new Set(all.flatMap(part => (part['required'] as string[] | undefined) ?? []))].sort()
  const properties = Object.assign({}, ...all.map(part => part['properties']))
  return { ...Object.assign({}, ...all), required, properties }
}

function withoutAlertNames(schema: Json): Json {
  const { oneOf: _types, discriminator, ...rest } = schema
  if (ALERT_NAMES.includes((discriminator as Json | undefined)?.['propertyName']))
    return withoutAlertNames(rest)
  const properties = schema['properties'] as Json | undefined
  return properties?.['eventTypeName']
    ? { ...schema, properties: { ...properties, eventTypeName: { type: 'string' } } }
    : schema
}

/** Returns the component that a reference names, or the value itself. */
export function resolve(document: Document, value: Json | undefined): Json {
  const [, kind = '', name = ''] = /^#\/components\/(\w+)\/(.+)$/.exec(String(value?.['$ref'])) ?? []
  return (document.components[kind]?.[name] as Json | undefined) ?? value ?? {}
}

/**
 * Returns the alert types with a document's names. Existing names keep their conditions; for new ones, those of the
 * event type's schema are optional.
 */
export function alertTypesOf<File extends AlertTypes>(document: Document, file: File): File {
  const { eventTypes: others = [], metrics: otherMetrics = [] } = file.notInDocument ?? {}
  const schema = (document.components['schemas']?.[ALERTS] ?? {}) as { oneOf?: Json[] }
  const variants = (schema.oneOf ?? []).map(
    variant => (resolve(document, variant)['properties'] ?? {}) as Record<string, Json>
  )
  const named = variants.flatMap(properties => {
    const conditions = CONDITIONS.filter(condition => properties[condition])
    const optional = Object.fromEntries(conditions.map(condition => [condition, 'optional']))
    return enumOf(document, properties['eventTypeName']).map((name): [string, Json] => [name, optional])
  })
  const names = new Map([...others.map((name): [string, Json] => [name, {}]), ...named])
  const metrics = variants.flatMap(({ metricThreshold }) => {
    const { discriminator } = resolve(document, metricThreshold) as { discriminator?: { mapping: Json } }
    return Object.keys(discriminator?.mapping ?? {})
  })
  return {
    ...file,
    eventTypes: Object.fromEntries(
      [...names]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, optional]) => [name, file.eventTypes[name] ?? optional])
    ),
    metrics: [...new Set([...metrics, ...otherMetrics])].sort()
  }
}

/** Returns the values of a schema and of its alternatives. */
function enumOf(document: Document, schema: Json | undefined): string[] {
  const { enum: values = [], oneOf = [] } = resolve(document, schema) as { enum?: string[]; oneOf?: Json[] }
  return [...values, ...oneOf.flatMap(alternative => enumOf(document, alternative))]
}
