// Makes one difference of equal ones in many responses.

import { LABELS } from '../../catalogue/evidence.ts'
import { errorRow } from '../label/rows.ts'
import { type Basis, type Finding, tagOf } from './findings.ts'

/** The result of one exchange or of one call. */
export interface Result {
  /** The operationId, or `other requests`. */
  operation: string
  /** Titles of the tests that make the call, or of the exchange. */
  titles: readonly string[]
  /** Method and path. */
  request: string
  /** The integration types in the mock's response. */
  types?: readonly string[]
  /** Whether only a second look found what a write before it had changed. */
  isLate?: boolean
  findings: readonly Finding[]
}

/** The same difference in all responses that have it. */
export interface DistinctDifference
  extends Pick<Finding, 'kind' | 'place' | 'mock' | 'service' | 'jsonTypes'> {
  /** Label of its most reliable row. */
  label: Basis['label']
  /** Id of that row. */
  row: string | null
  /** Its page, with its anchor. */
  page: string | null
  title: string
  operations: Set<string>
  /** Integration types of calls whose responses as a whole differ, or of objects, with the most reliable label of each. */
  types: Map<string, Basis['label']>
  /** The number of types that have been compared, if only some have the difference. */
  typesCompared?: number
  /** Where it was seen first; the values are those of this response. */
  first: { test: string; request: string; at: string }
  /** Number of results. */
  calls: number
  /** Number of later responses that differ only because of it. */
  consequences: number
  /** Titles of tests, or of behaviours. */
  tests: Set<string>
}

/** A difference in one response, and the same one in all. */
export interface Seen {
  finding: Finding
  distinct: DistinctDifference
}

interface Grouped {
  /** Causes of others first, then the most reliable label: a difference from a recorded response is news, one from a guess is expected. */
  distinct: DistinctDifference[]
  /** The differences of each result. */
  seen: ReadonlyMap<Result, readonly Seen[]>
}

/** Groups the differences of a comparison. Text, JSON and JUnit show these groups. */
export function groupFindings(results: readonly Result[]): Grouped {
  const groups = new Map<string, DistinctDifference>()
  const seen = new Map<Result, Seen[]>()
  const refusals = new Map<string, string>()
  for (const result of results) {
    for (const finding of result.findings) {
      const refusal = isAccepted(finding) ? refusalOf(finding, result) : undefined
      if (refusal !== undefined) refusals.set(refusal, finding.key)
    }
  }
  for (const result of results) {
    const counted = new Set<DistinctDifference>()
    const found = result.findings.map(finding => {
      const refused = isAccepted(finding) ? undefined : refusals.get(refusalOf(finding, result) ?? '')
      const key = refused ?? finding.key
      const distinct = groups.get(key) ?? emptyGroup(finding, result)
      groups.set(key, distinct)
      // The row of the other error says nothing about the refusal.
      const own = refused === undefined ? finding : { ...finding, basis: undefined }
      addTo(distinct, own, result, counted.has(distinct) ? 0 : result.titles.length)
      counted.add(distinct)
      return { finding, distinct }
    })
    seen.set(result, found)
  }
  for (const distinct of groups.values()) {
    const { types, operations } = distinct
    if (types.size === 0 || !isOfObjects(distinct)) continue
    const [tag] = [...operations].map(tagOf)
    const compared = results
      .filter(({ operation }) => tagOf(operation) === tag)
      .flatMap(({ types = [] }) => types)
    const count = new Set(compared).size
    if (types.size < count) distinct.typesCompared = count
  }
  const isCause = ({ consequences }: DistinctDifference) => consequences > 0
  const order = (a: DistinctDifference, b: DistinctDifference) =>
    Number(isCause(b)) - Number(isCause(a)) || rankOf(a.label) - rankOf(b.label)
  return { distinct: [...groups.values()].toSorted(order), seen }
}

/** Returns whether the mock accepts the request. */
function isAccepted({ mock }: Finding): boolean {
  return mock?.startsWith('2') === true
}

/**
 * Returns a text that is equal for writes of one operation and type that the service refused with one error; undefined:
 * another difference, or an error of the ledger, which the service may return for its own reason.
 */
function refusalOf(
  { kind, service = '', integrationType, origin }: Finding,
  { operation }: Pick<Result, 'operation'>
): string | undefined {
  const [status = '', code] = service.split(' ')
  if (kind !== 'error' || !/^4\d\d$/.test(status) || errorRow(Number(status), code)) return undefined
  return JSON.stringify([origin?.operation ?? operation, integrationType, service])
}

function emptyGroup(finding: Finding, { titles, ...compared }: Result): DistinctDifference {
  const { kind, place, at, mock, service, jsonTypes, origin = compared } = finding
  const first = { test: titles[0] ?? '', request: origin.request, at }
  const values = { kind, place, mock, service, jsonTypes, first }
  const sets = { operations: new Set<string>(), types: new Map(), tests: new Set<string>() }
  const counts = { calls: 0, consequences: 0 }
  return { label: 'none', row: null, page: null, title: first.test, ...values, ...counts, ...sets }
}

function addTo(group: DistinctDifference, finding: Finding, result: Result, calls: number): void {
  const { titles } = result
  const { basis, integrationType, origin = result, consequences = 0 } = finding
  if (basis && (group.calls === 0 || rankOf(basis.label) < rankOf(group.label))) {
    const { id = null, page = null, title, label } = basis
    Object.assign(group, { row: id, page, title, label })
  }
  group.calls += calls
  group.consequences += consequences * titles.length
  group.operations.add(origin.operation)
  if (integrationType) {
    const { label = 'none' } = basis ?? {}
    const known = group.types.get(integrationType) ?? label
    group.types.set(integrationType, rankOf(label) < rankOf(known) ? label : known)
  }
  for (const title of titles) group.tests.add(title)
}

/** Returns the place of a label among all, the most reliable first. */
function rankOf(label: Basis['label']): number {
  return label === 'none' ? LABELS.length : LABELS.indexOf(label)
}

/** Returns whether the types of a difference are those of objects, not of calls. */
export function isOfObjects({ kind }: DistinctDifference): boolean {
  return kind !== 'error' && kind !== 'status'
}
