import type { NotCompared } from '../../types/calls.d.ts'
import type { TestCase } from '../base/junit.ts'
import { clip, countOf, escapeControls } from '../base/printable.ts'
import { LABELS } from '../catalogue/evidence.ts'
import { REPORT_LABELS, type Report, type ReportLabel, type ReportRow, requestLine } from './report.ts'

/** Maximum number of tests in a row. */
const MAX_TESTS = 3

/** Why a call cannot be compared with Atlas. */
export const NOT_COMPARED: Readonly<Record<NotCompared, string>> = {
  fault: 'a fault changed the response',
  stub: 'a stub sent the response',
  prefer: 'the header Prefer forced the response',
  credentials: "the response depends on the caller's credentials",
  'other projects': 'the response lists what the caller may see',
  'body missing': 'the body is not fully known',
  'not covered': 'the mock does not implement the request',
  transient: '429, 5xx or no response'
}

/** Labels of behaviours that a test may rely on. */
const RELIABLE: readonly ReportLabel[] = ['recorded', 'documented', 'reported', 'standard']

/**
 * Returns the report as text.
 *
 * @param paths as in the command
 */
export function renderText({ rows, calls, notCompared }: Report, paths: readonly string[]): string {
  const counts = [...LABELS, 'none' as const].flatMap(label => {
    const count = rows.filter(row => row.label === label).length
    return count === 0 ? [] : [`${count} ${count > 1 && label === 'guess' ? 'guesses' : label}`]
  })
  const totals = [`Your tests rely on ${countOf(rows.length, 'behaviour')}`, counts.join(', ')]
  const command = `atlas-mock compare --target https://cloud.mongodb.com --calls ${paths.join(' ')}`
  const skipped = notCompared.reduce((sum, { count }) => sum + count, 0)
  const list = notCompared.map(({ why, count }) => `  ${NOT_COMPARED[why]}: ${count}`)
  const lines = [
    `${totals.filter(Boolean).join(': ')}.`,
    ...rows.flatMap(row => ['', ...renderRow(row, command)]),
    ...(skipped > 0 ? ['', `Calls that cannot be compared with Atlas: ${skipped} of ${calls}.`, ...list] : [])
  ]
  return lines.map(escapeControls).join('\n')
}

function renderRow(row: ReportRow, command: string): string[] {
  const { label, title, source, date, first, notCompared } = row
  const body = first.request.postData?.text ?? ''
  const way =
    notCompared === null
      ? `, or settle it with ${command}`
      : `; compare cannot settle it: ${NOT_COMPARED[notCompared]}`
  const lines = [
    `${label}: ${title}`,
    ...(source === null ? [] : [`  ${source} (${date})`]),
    `  ${countOf(row.calls, 'call')} in ${countOf(row.tests.length, 'test')}: ${testsOf(row)}`,
    `  first: ${requestLine(first)} ${clip(body)}`.trimEnd(),
    ...(RELIABLE.includes(label) ? [] : [`  to do: assert less${way}`])
  ]
  return lines.map(line => line.replaceAll('\n', ' '))
}

function testsOf({ tests }: ReportRow): string {
  const more = tests.length - MAX_TESTS
  const first = tests.slice(0, MAX_TESTS).join(', ')
  return more > 0 ? `${first} and ${more} more` : first
}

/** Returns the report as JSON, with totals. Omits bodies and queries, whose values differ in each recording. */
export function renderJson({ rows, calls, notCompared }: Report): string {
  const labels = Object.fromEntries(
    REPORT_LABELS.map(label => [label, rows.filter(row => row.label === label).length])
  )
  const behaviours = rows.map(({ first, ...row }) => row)
  const totals = { calls, behaviours: rows.length, labels }
  return escapeControls(JSON.stringify({ totals, behaviours, notCompared }, null, 2))
}

/** Returns the test cases of a JUnit report: a suite for each label, a case for each behaviour. */
export function testCasesOf({ rows }: Report, rejected: readonly ReportRow[]): TestCase[] {
  return rows.map(row => ({
    suite: row.label,
    name: row.title,
    failure: rejected.includes(row)
      ? {
          message: `not accepted: ${row.label}`,
          lines: [row.id, ...(row.source === null ? [] : [row.source]), ...row.tests]
        }
      : undefined
  }))
}
