import type { NotCompared } from '../../types/calls.d.ts'
import { alignRow, widthsOf } from '../base/columns.ts'
import type { TestCase } from '../base/junit.ts'
import { countOf } from '../base/printable.ts'
import { NOT_COMPARED } from '../calls/report.ts'
import { type Evidence, LABELS } from '../catalogue/evidence.ts'
import { type Difference, excerptsOf } from './difference.ts'

/** The result of one exchange or of one call. */
export interface Result {
  /** The operationId, or `other requests`. */
  operation: string
  title: string
  /** The label of the behaviour, if the ledger has it. */
  evidence?: Evidence
  /** The row of the ledger with the behaviour of a recorded call. */
  row?: string
  differences: Difference[]
}

/** Requests that were not compared, grouped. */
export interface Skipped {
  why:
    | NotCompared
    | 'outside a project'
    | 'not replayed'
    | 'too many projects'
    | 'not reproducible'
    | 'state not created'
  /** Method and path with placeholders; for a page its title and the reason. */
  request: string
  count: number
}

/** The result of a comparison. */
export interface Comparison {
  /** The service's origin. */
  source: string
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

/** Maximum characters of a value in the table. */
const WIDTH = 60

const REASONS: Readonly<Record<Exclude<Skipped['why'], NotCompared>, string>> = {
  'outside a project': 'Not sent (not a request within a project)',
  'not replayed': 'Not sent (uses an id that no response returned)',
  'too many projects': 'Not sent (more than ten projects at a time)',
  'not reproducible': 'Not sent (a new mock responds differently)',
  'state not created': 'Not sent (the state before the first call cannot be created)'
}

function reasonOf(why: Skipped['why']): string {
  return isNotCompared(why) ? `Not compared (${NOT_COMPARED[why]})` : REASONS[why]
}

function isNotCompared(why: Skipped['why']): why is NotCompared {
  return Object.hasOwn(NOT_COMPARED, why)
}

/**
 * Returns the differences as a table, grouped by label and operation, and a line of totals. The most reliable label
 * comes first: a difference from a recorded response is news, one from a guess is expected.
 */
export function renderText(comparison: Comparison): string {
  const { results, skipped, stopped } = comparison
  const groups = Map.groupBy(differing(results), ({ evidence, operation }) =>
    [evidence, operation].filter(Boolean).join(': ')
  )
  const tables = [...groups].map(([heading, group]) =>
    [heading, ...group.flatMap(renderResult), ''].join('\n')
  )
  const lists = [...Map.groupBy(skipped, ({ why }) => why)].map(([why, rows]) =>
    [`${reasonOf(why)}:`, ...rows.map(row => `  ${row.request}  ${row.count}`), ''].join('\n')
  )
  const end = stopped === undefined ? [] : [`Incomplete: ${stopped}`]
  return [...tables, ...lists, totalsLine(comparison), ...end].join('\n')
}

/** Returns the comparison as JSON, with totals. */
export function renderJson({ source, results, skipped, stopped }: Comparison): string {
  const different = differing(results)
  const totals = {
    compared: results.length,
    different: results.filter(isDifferent).length,
    skipped: countSkipped(skipped)
  }
  return JSON.stringify({ source, totals, results: different, skipped, stopped }, null, 2)
}

/** Returns the test cases of a JUnit report: a suite for each operation, a case for each exchange or request. */
export function testCasesOf({ results, stopped }: Comparison): TestCase[] {
  const cases = results.map(result => ({
    suite: result.operation,
    name: result.title,
    failure: isDifferent(result)
      ? {
          message: ['response differs', result.evidence].filter(Boolean).join(': '),
          lines: result.differences.map(
            ({ at, mock = MISSING, service = MISSING }) => `${at}: mock ${mock}, service ${service}`
          )
        }
      : undefined
  }))
  if (stopped === undefined) return cases
  const failure = { message: 'incomplete', lines: [stopped] }
  return [...cases, { suite: 'comparison', name: 'compares all responses', failure }]
}

/**
 * Returns the results with differences, those with the most reliable label first. One stands for all calls that rely on
 * the same row of the ledger.
 */
function differing(results: readonly Result[]): Result[] {
  const rankOf = ({ evidence }: Result) => (evidence ? LABELS.indexOf(evidence) : LABELS.length)
  const groups = Map.groupBy(results.filter(isDifferent), result =>
    result.row === undefined ? result : `${result.evidence} ${result.row}`
  )
  const merged = [...groups.values()].flatMap(([first, ...others]) => {
    if (!first || others.length === 0) return first ?? []
    const places = new Map(first.differences.map(found => [found.at, found]))
    for (const found of others.flatMap(({ differences }) => differences)) {
      if (!places.has(found.at)) places.set(found.at, found)
    }
    const title = `${first.title} (and ${countOf(others.length, 'more call')})`
    return { ...first, title, differences: [...places.values()] }
  })
  return merged.toSorted((a, b) => rankOf(a) - rankOf(b))
}

/** Returns whether a comparison found a difference. */
export function isDifferent({ differences }: Result): boolean {
  return differences.length > 0
}

function totalsLine({ source, results, skipped }: Comparison): string {
  const different = results.filter(isDifferent)
  const places = different.flatMap(({ differences }) => differences)
  const totals = [
    `Responses compared with ${source}: ${results.length}`,
    `different: ${different.length}, in ${countOf(places.length, 'place')}`,
    ...(skipped.length > 0 ? [`requests not compared: ${countSkipped(skipped)}`] : [])
  ]
  return `${totals.join('; ')}.`
}

function countSkipped(skipped: readonly Skipped[]): number {
  return skipped.reduce((sum, { count }) => sum + count, 0)
}

function renderResult({ title, differences }: Result): string[] {
  const rows = differences.map(({ at, mock = MISSING, service = MISSING }) => {
    const [ours, theirs] = excerptsOf([mock, service], WIDTH)
    return [at, `mock ${ours}`, `service ${theirs}`]
  })
  const widths = widthsOf(rows)
  return [`  ${title}`, ...rows.map(row => `    ${alignRow(row, widths)}`)]
}
