import { changesBetween, factsOf } from '../../scripts/document-facts.ts'
import { type Document, type Json, referredBy } from '../../scripts/official-document.ts'
import { readAsset } from '../../src/assets.ts'
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

/** Operations and schemas that are not compared, and the reason. */
interface NotCompared {
  id: string
  operations?: string[]
  schemas?: string[]
  reason: string
}

export const {
  lines: LEDGER,
  own: OWN_LEDGER,
  notCompared: NOT_COMPARED
} = readAsset<{ lines: LedgerLine[]; own: OwnLine[]; notCompared: NotCompared[] }>('fixtures/ledger.json')

const OPERATIONS = new Set(NOT_COMPARED.flatMap(({ operations = [] }) => operations))
const SCHEMAS = new Set(NOT_COMPARED.flatMap(({ schemas = [] }) => schemas))

/** The official document, without what is not compared. */
export const OFFICIAL = compared(readAsset<Document>('fixtures/official-openapi.json'))

function compared({ components, ...document }: Document): Document {
  const paths = Object.entries(document.paths).map(([path, methods]) => [
    path,
    Object.fromEntries(Object.entries(methods).filter(([, { operationId }]) => !OPERATIONS.has(operationId)))
  ])
  const schemas = Object.entries(components['schemas'] ?? {}).map(([name, schema]) => [
    name,
    SCHEMAS.has(name) ? {} : schema
  ])
  const reduced = { ...document, paths: Object.fromEntries(paths) as Document['paths'], components }
  const used = referredBy(
    { ...reduced, components: { ...components, schemas: Object.fromEntries(schemas) } },
    reduced.paths
  )
  return { ...reduced, components: { ...used, securitySchemes: components['securitySchemes'] ?? {} } }
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
    schemas: Object.fromEntries(Object.entries(schemas).filter(([name]) => !SCHEMAS.has(name))),
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
  // The items of an array are compared as one fact.
  return changesBetween(theirs, ours, key => key === 'items').map(({ path, before, after }) => ({
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
