import { isDeepStrictEqual } from 'node:util'
import { changesBetween, factsOf } from '../../scripts/document-facts.ts'
import { type Document, type Json, referredBy, resolve } from '../../scripts/official-document.ts'
import { readAsset } from '../../src/assets.ts'
import { isObject } from '../../src/base/json.ts'
import type { Evidence } from '../../src/catalogue/evidence.ts'

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

/** Findings of the validator that the mock's own document cannot express. */
export type OwnLine = Required<Pick<LedgerLine, 'id' | 'reason' | 'judge'>>

/** Operations that are not compared, and the reason. */
interface NotCompared {
  id: string
  operations: string[]
  reason: string
}

/** A schema that is compared without its unions, and the reason. */
interface Merged {
  id: string
  schema: string
  reason: string
}

export const {
  lines: LEDGER,
  own: OWN_LEDGER,
  merged: MERGED,
  notCompared: NOT_COMPARED
} = readAsset<{ lines: LedgerLine[]; own: OwnLine[]; merged: Merged[]; notCompared: NotCompared[] }>(
  'fixtures/ledger.json'
)

const OPERATIONS = new Set(NOT_COMPARED.flatMap(({ operations }) => operations))

/** The official document, without what is not compared. */
export const OFFICIAL = compared(readAsset<Document>('fixtures/official-openapi.json'))

function compared(official: Document): Document {
  const { components, ...document } = official
  const paths = Object.entries(document.paths).map(([path, methods]) => [
    path,
    Object.fromEntries(Object.entries(methods).filter(([, { operationId }]) => !OPERATIONS.has(operationId)))
  ])
  const schemas = Object.entries(components['schemas'] ?? {}).map(([name, schema]) => [
    name,
    MERGED.some(merged => merged.schema === name) ? withoutUnions(official, schema) : schema
  ])
  const reduced = { ...document, paths: Object.fromEntries(paths) as Document['paths'], components }
  const used = referredBy(
    { ...reduced, components: { ...components, schemas: Object.fromEntries(schemas) } },
    reduced.paths
  )
  return { ...reduced, components: { ...used, securitySchemes: components['securitySchemes'] ?? {} } }
}

/** Returns a schema in which each union of types is one schema that allows what any of them allows. */
function withoutUnions(document: Document, schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(item => withoutUnions(document, item))
  if (!isObject(schema)) return schema
  const target = resolve(document, schema)
  if (target !== schema) {
    return JSON.stringify(target).includes('"oneOf"') ? withoutUnions(document, target) : schema
  }
  const { oneOf = [], discriminator: _, ...own } = schema as Json & { oneOf?: Json[] }
  const types = oneOf.map(type => withoutUnions(document, resolve(document, type)) as Json)
  const parts = Object.entries(own).map(([key, value]) => [key, withoutUnions(document, value)])
  const merged = types.length > 0 ? types.reduce((all, type) => mergeSchemas(document, all, type)) : {}
  return { ...merged, ...Object.fromEntries(parts) }
}

/** Returns a schema that allows what either of two allows, with the properties of both. */
function mergeSchemas(document: Document, left: Json, right: Json): Json {
  if (isDeepStrictEqual(left, right)) return left
  const [a, b] = [resolve(document, left), resolve(document, right)]
  const merged = Object.keys({ ...a, ...b }).flatMap((key): [string, unknown][] => {
    const [one, other] = [a[key], b[key]]
    if (isDeepStrictEqual(one, other)) return [[key, one]]
    if (key === 'properties') return [[key, mergeProperties(document, one as Json, other as Json)]]
    if (key === 'items') return [[key, mergeSchemas(document, one as Json, other as Json)]]
    if (!Array.isArray(one) || !Array.isArray(other)) return []
    if (key === 'required') return [[key, one.filter(name => other.includes(name))]]
    return key === 'enum' ? [[key, [...new Set([...one, ...other])]]] : []
  })
  return Object.fromEntries(merged)
}

function mergeProperties(document: Document, left: Json = {}, right: Json = {}): Json {
  const names = Object.keys({ ...left, ...right })
  return Object.fromEntries(
    names.map(name => {
      const [one, other] = [left[name] as Json | undefined, right[name] as Json | undefined]
      return [name, one && other ? mergeSchemas(document, one, other) : (one ?? other)]
    })
  )
}

/** The operations of the official document that are compared. */
export const OFFICIAL_IDS: ReadonlySet<string> = new Set(
  Object.values(OFFICIAL.paths).flatMap(methods =>
    Object.values(methods).map(({ operationId }) => operationId)
  )
)
const OFFICIAL_SCHEMAS: ReadonlySet<string> = new Set(Object.keys(OFFICIAL.components['schemas'] ?? {}))

/**
 * Returns what a document states about the official document's operations, in a comparable form.
 *
 * @param otherStatuses status codes that are returned but not declared in operations
 */
export function officialFacts(
  document: Document,
  own: Document,
  otherStatuses: readonly number[] = []
): Json {
  const inBoth = Object.keys(own.components['schemas'] ?? {}).filter(name => OFFICIAL_SCHEMAS.has(name))
  const { operations, schemas, ...facts } = factsOf(document, OFFICIAL_IDS, new Set(inBoth))
  const compared = Object.entries(operations).map(([id, { 'x-versions': _, ...operation }]) => [
    id,
    operation
  ])
  const statuses = Object.values(operations).flatMap(({ responses }) => Object.keys(responses as Json))
  return {
    ...facts,
    operations: Object.fromEntries(compared),
    schemas,
    statuses: Object.fromEntries([...statuses, ...otherStatuses].map(status => [String(status), true]))
  }
}

/** Returns the position and kind of a difference of `ours` from `theirs`. */
export interface Difference {
  where: string
  difference: string
}

/** Returns all differences, each at the outermost position that exists only on one side. */
export function differencesOf(theirs: Json, ours: Json): Difference[] {
  const isObjectSchema = (value: unknown) => isObject(value) && isObject(value['properties'])
  // Items that are not objects are compared as one fact.
  const isWhole = (key: string, ...values: unknown[]) => key === 'items' && !values.every(isObjectSchema)
  return changesBetween(theirs, ours, isWhole).map(({ path, before, after }) => ({
    where: path.join('/'),
    difference: `${print(before)} → ${print(after)}`
  }))
}

function print(value: unknown): string {
  return value === undefined ? 'absent' : JSON.stringify(value)
}

/**
 * Returns whether the schemas of the mock's own document contain the line, with the envelopes that the judge adds: the
 * validator no longer finds it there.
 */
export function isInSchemas({ id, where }: LedgerLine): boolean {
  return id === 'envelope' || where.some(place => place.startsWith('schemas/'))
}
