// Groups equal differences, and renders them as text, JSON and JUnit.

import type { TestCase } from '../../base/junit.ts'
import { countOf } from '../../base/printable.ts'
import { LABELS } from '../../catalogue/evidence.ts'
import { WHY_NOT_COMPARED, type WhyNotCompared } from '../calls/scope.ts'
import { errorRow } from '../label/rows.ts'
import { excerptsOf } from './difference.ts'
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

/** Requests that were not compared, grouped. */
export interface Skipped {
  why: WhyNotCompared | 'repeated' | 'not replayed' | 'not reproducible' | 'state not created'
  /** Method and path with placeholders; for a page its title and the reason. */
  request: string
  count: number
}

/** The result of a comparison. */
export interface Comparison {
  /** The service's origin. */
  source: string
  /** What the `titles` of the results name. */
  of: 'behaviours' | 'tests'
  results: Result[]
  skipped: Skipped[]
  /** Why it ended before its last response. */
  stopped?: string | undefined
}

/** Returns requests that were not compared with those of the same kind counted together. */
export function group(skipped: readonly Skipped[]): Skipped[] {
  const groups = Map.groupBy(skipped, ({ why, request }) => `${why} ${request}`)
  return [...groups.values()].map(rows => ({
    ...(rows[0] as Skipped),
    count: rows.reduce((sum, { count }) => sum + count, 0)
  }))
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
interface Seen {
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
function groupFindings({ results }: Pick<Comparison, 'results'>): Grouped {
  const groups = new Map<unknown, DistinctDifference>()
  const seen = new Map<Result, Seen[]>()
  const refusals = new Map<string, string>()
  for (const result of results) {
    for (const finding of result.findings) {
      const refusal = isAccepted(finding) ? refusalOf(finding, result) : undefined
      if (refusal !== undefined && finding.key !== undefined) refusals.set(refusal, finding.key)
    }
  }
  for (const result of results) {
    const counted = new Set<DistinctDifference>()
    const found = result.findings.map(finding => {
      const refused = isAccepted(finding) ? undefined : refusals.get(refusalOf(finding, result) ?? '')
      const key = refused ?? finding.key ?? finding
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

const MISSING = '(missing)'

/** Maximum characters of a value in the text. */
const WIDTH = 60

/** Maximum number of tests of a difference in the text. */
const MAX_TESTS = 5

const REASONS: Readonly<Record<Exclude<Skipped['why'], WhyNotCompared>, string>> = {
  repeated: 'Not compared (a gateway sent the creation twice)',
  'not replayed': 'Not sent (uses an id that no response returned)',
  'not reproducible': 'Not sent (a new mock responds differently)',
  'state not created': 'Not sent (the state before the first call cannot be created)'
}

/** Returns in words why a request was not compared. */
export function reasonOf(why: Skipped['why']): string {
  return isKnownBefore(why) ? `Not compared (${WHY_NOT_COMPARED[why]})` : REASONS[why]
}

function isKnownBefore(why: Skipped['why']): why is WhyNotCompared {
  return Object.hasOwn(WHY_NOT_COMPARED, why)
}

/** Returns lines with the distinct differences, what was not compared, and the totals. */
export function renderComparison(comparison: Comparison): string[] {
  const { skipped, stopped } = comparison
  const { distinct } = groupFindings(comparison)
  const blocks = distinct.flatMap(difference => [...renderDifference(difference, comparison), ''])
  const lists = [...Map.groupBy(skipped, ({ why }) => why)].flatMap(([why, rows]) => [
    `${reasonOf(why)}:`,
    ...rows.map(row => `  ${row.request}  ${row.count}`),
    ''
  ])
  const end = stopped === undefined ? [] : [`Incomplete: ${stopped}`]
  return [...blocks, ...lists, totalsLine(comparison, distinct), ...end]
}

function renderDifference(difference: DistinctDifference, { of }: Comparison): string[] {
  const { place, operations, first, calls, tests, jsonTypes = [] } = difference
  const values = excerptsOf([difference.mock ?? MISSING, difference.service ?? MISSING], WIDTH)
  const [mock, service] = values.map((value, at) => value + (jsonTypes[at] ? ` (${jsonTypes[at]})` : ''))
  const more = tests.size - MAX_TESTS
  const titles = [...tests].slice(0, MAX_TESTS).join(', ') + (more > 0 ? ` and ${more} more` : '')
  const count = countOf(calls, of === 'tests' ? 'call' : 'response')
  const seen = countOf(tests.size, of === 'tests' ? 'test' : 'behaviour')
  return [
    headingOf(difference),
    ...(difference.page === null ? [] : [`  ${difference.page}`]),
    `  ${place}  mock ${mock}  service ${service}`,
    `  ${count} of ${[...operations].join(', ')}${typesOf(difference)} in ${seen}: ${titles}`,
    ...effectsOf(difference).map(line => `  ${line}`),
    `  first: ${of === 'tests' ? `${first.test}: ` : ''}${withPath(first.request, first.at)}`
  ]
}

/** Returns whether the types of a difference are those of objects, not of calls. */
function isOfObjects({ kind }: DistinctDifference): boolean {
  return kind !== 'error' && kind !== 'status'
}

/** Returns the integration types of a difference, with their labels if these differ. */
function typesOf(difference: DistinctDifference): string {
  const { types, typesCompared } = difference
  if (types.size === 0) return ''
  const byLabel = Map.groupBy(types.keys(), type => isOfObjects(difference) && types.get(type))
  const lists = [...byLabel].map(
    ([label, names]) => (byLabel.size > 1 ? `${label}: ` : '') + names.join(', ')
  )
  const all = typesCompared === undefined ? '' : `${types.size} of ${typesCompared} compared types; `
  return ` (${all}${lists.join('; ')})`
}

/** Returns in words what a difference does to later responses. */
function effectsOf({ consequences }: DistinctDifference): string[] {
  if (consequences === 0) return []
  const follow = consequences === 1 ? 'response of these tests follows' : 'responses of these tests follow'
  return [`${consequences} later ${follow} from it`]
}

/** Adds the JSON path of a difference, if it has one that the text does not end with. */
function withPath(text: string, at: string): string {
  return at.startsWith('$') && !text.endsWith(at) ? `${text} at ${at}` : text
}

function headingOf({ label, title }: DistinctDifference): string {
  return `${label}: ${title}`
}

/** Returns the comparison as JSON, with totals. */
export function renderComparisonJson(comparison: Comparison): string {
  const { source, skipped, stopped } = comparison
  const { distinct } = groupFindings(comparison)
  const totals = totalsOf(comparison, distinct)
  const differences = distinct.map(
    ({ mock = null, service = null, operations, types, tests, ...difference }) => ({
      ...difference,
      operations: [...operations],
      types: Object.fromEntries(types),
      tests: [...tests],
      mock,
      service
    })
  )
  return JSON.stringify({ source, totals, differences, skipped, stopped }, null, 2)
}

/**
 * Returns the test cases of a JUnit report: a suite for each operation, a case for each exchange, or for each call of
 * each test.
 */
export function comparisonTestCases(comparison: Comparison): TestCase[] {
  const { of, results, stopped } = comparison
  const { seen } = groupFindings(comparison)
  const cases = results.flatMap(result => {
    const failure = failureOf(seen.get(result) ?? [])
    return result.titles.map(title => ({
      suite: result.operation,
      name: of === 'tests' ? `${title}: ${result.request}` : title,
      failure
    }))
  })
  if (stopped === undefined) return cases
  const failure = { message: 'incomplete', lines: [stopped] }
  return [...cases, { suite: 'comparison', name: 'compares all responses', failure }]
}

function failureOf(seen: readonly Seen[]): TestCase['failure'] {
  if (seen.length === 0) return undefined
  const labels = new Set(seen.map(({ distinct }) => distinct.label))
  return {
    message: `response differs: ${[...labels].join(', ')}`,
    lines: seen.flatMap(({ distinct, finding: { at, mock = MISSING, service = MISSING } }) => [
      headingOf(distinct),
      ...(distinct.page === null ? [] : [distinct.page]),
      `${withPath(distinct.place, at)}: mock ${mock}, service ${service}`,
      ...effectsOf(distinct)
    ])
  }
}

/** Returns whether a comparison found a difference. */
export function isDifferent({ findings }: Result): boolean {
  return findings.length > 0
}

/** Returns the numbers of a comparison. The test cases of a JUnit report are its calls. */
function totalsOf({ results, skipped }: Comparison, distinct: readonly DistinctDifference[]) {
  const calls = results.flatMap(({ titles }) => titles)
  const different = results.filter(isDifferent).flatMap(({ titles }) => titles)
  return {
    differences: distinct.length,
    calls: { compared: calls.length, different: different.length, notCompared: countSkipped(skipped) },
    tests: { compared: new Set(calls).size, different: new Set(different).size },
    responses: results.length,
    late: results.filter(({ isLate }) => isLate).length
  }
}

function totalsLine(comparison: Comparison, distinct: readonly DistinctDifference[]): string {
  const { source, of } = comparison
  const { differences, calls, tests, responses, late } = totalsOf(comparison, distinct)
  const inCalls = of === 'tests' ? `${calls.different} of ${countOf(calls.compared, 'call')} and ` : ''
  const inTests = `${tests.different} of ${countOf(tests.compared, of === 'tests' ? 'test' : 'behaviour')}`
  const totals = [
    `Differences: ${differences}, in ${inCalls}${inTests}`,
    `responses compared with ${source}: ${responses}`,
    ...(late > 0
      ? [`as expected only at the second look, 2 seconds later: ${countOf(late, 'response')}`]
      : []),
    ...(calls.notCompared > 0 ? [`calls not compared: ${calls.notCompared}`] : [])
  ]
  return `${totals.join('; ')}.`
}

function countSkipped(skipped: readonly Skipped[]): number {
  return skipped.reduce((sum, { count }) => sum + count, 0)
}
