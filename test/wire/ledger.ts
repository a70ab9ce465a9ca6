import { isDeepStrictEqual } from 'node:util'
import { readAsset } from '../../src/assets.ts'
import type { Evidence } from '../../src/catalogue/evidence.ts'

/** A JSON object. */
export type Json = Record<string, unknown>

/** A line of the ledger: a difference between the mock and the official document, and its reason. */
export interface LedgerLine {
  id: string
  /** Positions at which the documents differ, or `wire`: visible only in responses. */
  where: string[]
  difference: string
  reason: string
  evidence: Evidence
  /** A regular expression for the validator's findings that the line explains. */
  judge?: string
}

/** The parts of an OpenAPI 3.0 document in use. */
export interface Document extends Json {
  paths: Record<string, Record<string, Operation>>
  components: Record<string, Json>
}

interface Operation extends Json {
  operationId: string
  parameters: Json[]
  requestBody?: Json
  responses: Record<string, Json>
}

/** Findings of the validator that the mock's own document cannot express. */
export type OwnLine = Required<Pick<LedgerLine, 'id' | 'reason' | 'judge'>>

/** Operations that the official extract does not contain, and the reason. */
interface NotCompared {
  id: string
  operations: string[]
  reason: string
}

export const {
  lines: LEDGER,
  own: OWN_LEDGER,
  notCompared: NOT_IN_EXTRACT
} = readAsset<{ lines: LedgerLine[]; own: OwnLine[]; notCompared: NotCompared[] }>('fixtures/ledger.json')

export const OFFICIAL = readAsset<Document>('fixtures/official-openapi.json')

/** Keywords that are not compared: texts, and the examples of the mock's Swagger UI. */
const NOT_COMPARED: ReadonlySet<string> = new Set(['description', 'summary', 'title', 'examples'])

/** Objects whose keys are names, not keywords. */
const NAMED: ReadonlySet<string> = new Set(['properties', 'headers', 'responses', 'content', 'mapping'])

/** Lists whose order is not significant. */
const SETS: ReadonlySet<string> = new Set(['required', 'enum', 'oneOf', 'tags', 'x-rolesRequirements'])

/**
 * Returns what a document states about the official document's operations, in a comparable form.
 *
 * @param otherStatuses status codes that are returned but not declared in operations
 */
export function factsOf(document: Document, otherStatuses: readonly number[] = []): Json {
  const operations = operationsOf(document).filter(([, , { operationId }]) => OFFICIAL_IDS.has(operationId))
  const facts = operations.map(([path, method, operation]): [string, Json] => [
    operation.operationId,
    { path, method, ...describe(document, operation) }
  ])
  const { schemas = {}, securitySchemes = {} } = document.components
  const statuses = operations.flatMap(([, , { responses }]) => Object.keys(responses))
  const used = Object.keys(schemas).filter(name => OFFICIAL_SCHEMAS.has(name))
  return {
    operations: Object.fromEntries(facts),
    schemas: Object.fromEntries(used.map(name => [name, plain(document, schemas[name])])),
    statuses: Object.fromEntries([...statuses, ...otherStatuses].map(status => [String(status), true])),
    security: document['security'],
    securitySchemes: plain(document, securitySchemes, true)
  }
}

function operationsOf({ paths }: Document): [path: string, method: string, operation: Operation][] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, string, Operation] => [
      path,
      method,
      operation
    ])
  )
}

/** The operations of the official document. */
export const OFFICIAL_IDS: ReadonlySet<string> = new Set(
  operationsOf(OFFICIAL).map(([, , operation]) => operation.operationId)
)
const OFFICIAL_SCHEMAS: ReadonlySet<string> = new Set(Object.keys(OFFICIAL.components['schemas'] ?? {}))

function describe(document: Document, operation: Operation): Json {
  const { parameters, ...rest } = operation
  const named = parameters.map((parameter): [string, unknown] => {
    const { in: place, name, required = false, ...facts } = resolve(document, parameter)
    return [`${place} ${name}`, { required, ...(plain(document, facts) as Json) }]
  })
  return { ...(plain(document, rest) as Json), parameters: Object.fromEntries(named) }
}

/** Returns a value without ignored keywords, with references resolved, except those to schemas. */
function plain(document: Document, value: unknown, isNamed = false): unknown {
  if (Array.isArray(value)) return value.map(item => plain(document, item))
  if (typeof value !== 'object' || value === null) return value
  // A body or its envelope: the ledger line `envelope` explains all of them.
  const { anyOf } = value as { anyOf?: unknown[] }
  if (anyOf?.length === 2) return plain(document, anyOf[0])
  const entries = Object.entries(resolve(document, value as Json))
    .filter(([key]) => isNamed || !NOT_COMPARED.has(key))
    .map(([key, item]) => [key, key === 'example' ? item : plain(document, item, !isNamed && NAMED.has(key))])
  return Object.fromEntries(entries)
}

function resolve(document: Document, value: Json): Json {
  const [, kind = '', name = ''] =
    /^#\/components\/(parameters|responses|headers)\/(.+)$/.exec(String(value['$ref'])) ?? []
  return (document.components[kind]?.[name] as Json | undefined) ?? value
}

/** Returns the position and kind of a difference of `ours` from `theirs`. */
export interface Difference {
  where: string
  difference: string
}

/** Returns all differences, each at the outermost position that exists only on one side. */
export function differencesOf(theirs: unknown, ours: unknown, path: readonly string[] = []): Difference[] {
  const key = path.at(-1) ?? ''
  // The items of an array are compared as one fact.
  if (isObject(theirs) && isObject(ours) && key !== 'items') {
    const keys = new Set([...Object.keys(theirs), ...Object.keys(ours)])
    return [...keys].flatMap(name => differencesOf(theirs[name], ours[name], [...path, name]))
  }
  if (isDeepStrictEqual(sorted(theirs, key), sorted(ours, key))) return []
  return [{ where: path.join('/'), difference: `${print(theirs)} → ${print(ours)}` }]
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function sorted(value: unknown, key: string): unknown {
  return Array.isArray(value) && SETS.has(key) ? value.map(item => JSON.stringify(item)).sort() : value
}

function print(value: unknown): string {
  return value === undefined ? 'absent' : JSON.stringify(value)
}

/** Returns whether the schemas of the mock's own document contain the line: the validator no longer finds it there. */
export function isInSchemas({ id, where }: LedgerLine): boolean {
  return id === 'envelope' || where.some(place => place.startsWith('schemas/'))
}
