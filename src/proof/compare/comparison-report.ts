// Renders the differences of a comparison as text, JSON and JUnit.

import type { TestCase } from '../../base/junit.ts'
import { countOf } from '../../base/printable.ts'
import { WHY_NOT_COMPARED, type WhyNotCompared } from '../calls/scope.ts'
import { excerptsOf } from './difference.ts'
import { type DistinctDifference, groupFindings, isOfObjects, type Result, type Seen } from './distinct.ts'

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
  const { distinct } = groupFindings(comparison.results)
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
  const { distinct } = groupFindings(comparison.results)
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
  const { seen } = groupFindings(comparison.results)
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
