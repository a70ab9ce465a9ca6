// Lists the behaviours that calls rely on.

import type { RecordedCall } from '../../../types/calls.d.ts'
import { readAsset } from '../../assets.ts'
import type { TestCase } from '../../base/junit.ts'
import { clip, countOf } from '../../base/printable.ts'
import { splitTarget } from '../../base/request-target.ts'
import { type Evidence, LABELS } from '../../catalogue/evidence.ts'
import type { BodyKind } from '../../catalogue/operation-facts.ts'
import { createRegistry, type Registry, readTypeFiles } from '../../integrations/registry.ts'
import { type SecretSchema, secretSchema } from '../../journal/bodies.ts'
import { Secrets } from '../../journal/hide.ts'
import { behaviourOf, findRow, isExchange, isForced, isOfOtherType } from '../label/rows.ts'
import type { PageCalls } from './read.ts'
import { WHY_NOT_COMPARED, type WhyNotCompared, whyNotCompared } from './scope.ts'

/** Labels of a report, the least reliable first; `none`: the ledger does not have a row. */
export const REPORT_LABELS = ['none', ...LABELS.toReversed()] as const

/** A label of {@link REPORT_LABELS}. */
export type ReportLabel = Evidence | 'none'

/** A behaviour, and the calls that rely on it. */
export interface ReportRow {
  /** Id of the ledger's row; with the type if the row is about another one. Without a row: `none/` and the class. */
  id: string
  title: string
  label: ReportLabel
  /** Null: the ledger does not have a row. */
  source: string | null
  date: string | null
  /** Its page, with its anchor. */
  page: string | null
  calls: number
  /** Titles of pages, sorted. */
  tests: string[]
  /** The first call of the first test. */
  first: RecordedCall
  /** Why `compare` cannot settle it; null: it can. */
  notCompared: WhyNotCompared | null
}

/** What tests rely on. */
export interface Report {
  /** The least reliable label first, then by id. */
  rows: ReportRow[]
  calls: number
  notCompared: { why: WhyNotCompared; count: number }[]
}

/** Returns the behaviours that calls rely on. */
export function createReport(pages: readonly PageCalls[]): Report {
  const rows = new Map<string, ReportRow>()
  const notCompared = new Map<WhyNotCompared, number>()
  let count = 0
  // The names of files contain process ids, so their order is not stable.
  for (const { page, calls } of pages.toSorted((a, b) => compareTexts(a.page.title, b.page.title))) {
    const whys = whyNotCompared({ page, calls })
    for (const [at, call] of calls.entries()) {
      const why = whys[at] ?? null
      count++
      if (why) notCompared.set(why, (notCompared.get(why) ?? 0) + 1)
      for (const { id, title, label, source, date, page: link } of rowsOfCall(call)) {
        const unused = { calls: 0, tests: [], first: call, notCompared: why }
        const row: ReportRow = rows.get(id) ?? { id, title, label, source, date, page: link, ...unused }
        rows.set(id, row)
        row.calls++
        if (row.tests.at(-1) !== page.title) row.tests.push(page.title)
        if (!why || (row.notCompared && why < row.notCompared)) row.notCompared = why
      }
    }
  }
  return {
    rows: [...rows.values()].sort((a, b) => rankOf(a) - rankOf(b) || compareTexts(a.id, b.id)),
    calls: count,
    notCompared: [...notCompared]
      .map(([why, count]) => ({ why, count }))
      .sort((a, b) => compareTexts(a.why, b.why))
  }
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

function rankOf({ label }: ReportRow): number {
  return REPORT_LABELS.indexOf(label)
}

type UsedRow = Pick<ReportRow, 'id' | 'title' | 'label' | 'source' | 'date' | 'page'>

function rowsOfCall(call: RecordedCall): UsedRow[] {
  const { _mock: facts, response } = call
  const others = facts.rows.flatMap(id => findRow(id) ?? []).filter(row => !isExchange(row))
  return isForced(facts, response.status) ? others : [behaviourRow(call), ...others]
}

/** Returns the row of the behaviour of a call that no feature of the mock has forced. */
export function behaviourRow(call: RecordedCall): UsedRow {
  const { _mock: facts } = call
  const { unlike } = facts
  const behaviour = behaviourOf(facts, call.response.status)
  if (!behaviour) return missingRow(call)
  const differs = [
    ...(isOfOtherType(behaviour, facts) ? [hideSecrets(call).integrationType ?? 'another type'] : []),
    ...unlike
  ]
  if (differs.length === 0) return behaviour
  const suffix = ` (${differs.join(' ')})`
  return { ...behaviour, id: behaviour.id + suffix, title: behaviour.title + suffix }
}

/** Returns the row of a behaviour that the ledger does not have. */
function missingRow(call: RecordedCall): UsedRow {
  const { operation, errorCode, reason } = call._mock
  const { url, integrationType } = hideSecrets(call)
  const subject =
    operation === null
      ? resourceOf(call.request.method, url)
      : [operation, integrationType].filter(Boolean).join(' ')
  const outcome = [call.response.status, errorCode].filter(Boolean).join(' ')
  const id = `none/${[subject, outcome, reason].filter(Boolean).join(' ')}`
  return { id, title: `${subject}: ${outcome}`, label: 'none', source: null, date: null, page: null }
}

/** Returns method and path of a call that the mock does not implement, without names, which may differ in each recording. */
function resourceOf(method: string, url: string): string {
  const { path } = splitTarget(url)
  const [, base = path, rest = ''] = /^(\/+api\/atlas\/[^/]+)(.*)$/.exec(withoutIds(path)) ?? []
  // Below the version, resources and their members alternate.
  const segments = rest
    .split('/')
    .map((segment, at) => (at > 0 && at % 2 === 0 && !segment.startsWith('{') ? '{name}' : segment))
  return `${method} ${base}${segments.join('/')}`
}

/** Returns a target with the names of ids in place of the ids. */
function withoutIds(target: string): string {
  return target
    .replace(/(?<=\/groups\/)[0-9a-f]{24}(?![^/?])/g, '{groupId}')
    .replace(/(?<=\/orgs\/)[0-9a-f]{24}(?![^/?])/g, '{orgId}')
    .replace(/(?<=\/)[0-9a-f]{24}(?![^/?])/g, '{id}')
}

/** Returns a call on one line. */
function describeCall(call: RecordedCall, registry: Registry): string {
  const { operation } = call._mock
  const contents = readAsset<Record<string, { content: BodyKind }>>('schemas/operations.json')
  const { content } = contents[operation ?? ''] ?? {}
  const shown = hideSecrets(call, secretSchema(registry, content))
  const body = typeof shown.body === 'string' ? shown.body : JSON.stringify(shown.body)
  return `${call.request.method} ${withoutIds(shown.url)} ${clip(body)}`.trimEnd()
}

/** Returns parts of a call with its secrets hidden as in the journal, also where the path repeats them. */
function hideSecrets(call: RecordedCall, schema: SecretSchema = {}) {
  const { url, headers, postData } = call.request
  const secrets = new Secrets()
  const received = Object.fromEntries(headers.map(({ name, value }) => [name.toLowerCase(), value]))
  const body = secrets.body(postData?.text, received, schema) ?? ''
  return secrets.scrub({ url: secrets.url(url).url, body, integrationType: call._mock.integrationType })
}

/** Maximum number of tests in a row. */
const MAX_TESTS = 3

/** Labels of behaviours that a test may rely on. */
const RELIABLE: readonly ReportLabel[] = ['recorded', 'documented', 'reported', 'standard']

/**
 * Returns the lines of the report as text.
 *
 * @param paths as in the command
 */
export function renderReport({ rows, calls, notCompared }: Report, paths: readonly string[]): string[] {
  const counts = [...LABELS, 'none' as const].flatMap(label => {
    const count = rows.filter(row => row.label === label).length
    return count === 0 ? [] : [`${count} ${count > 1 && label === 'guess' ? 'guesses' : label}`]
  })
  const totals = [`Your tests rely on ${countOf(rows.length, 'behaviour')}`, counts.join(', ')]
  const command = `npx --no-install atlas-integrations-mock compare --target https://cloud.mongodb.com --calls ${paths.join(' ')}`
  const skipped = notCompared.reduce((sum, { count }) => sum + count, 0)
  const list = notCompared.map(({ why, count }) => `  ${WHY_NOT_COMPARED[why]}: ${count}`)
  const registry = createRegistry(readTypeFiles())
  return [
    'Recorded calls contain the data of your tests, secrets included: do not publish them.',
    `${totals.filter(Boolean).join(': ')}.`,
    ...rows.flatMap(row => ['', ...renderRow(row, command, registry)]),
    ...(skipped > 0 ? ['', `Calls that cannot be compared with Atlas: ${skipped} of ${calls}.`, ...list] : [])
  ]
}

function renderRow(row: ReportRow, command: string, registry: Registry): string[] {
  const { label, title, source, date, page, first, notCompared } = row
  const way =
    notCompared === null
      ? `may be settled with ${command}`
      : `cannot be settled with compare: ${WHY_NOT_COMPARED[notCompared]}`
  return [
    `${label}: ${title}`,
    ...(source === null ? [] : [`  ${source} (${date})`, `  ${page}`]),
    `  ${countOf(row.calls, 'call')} in ${countOf(row.tests.length, 'test')}: ${testsOf(row)}`,
    `  first: ${describeCall(first, registry)}`,
    // A pipeline accepts an analogous behaviour, which follows from a rule with evidence.
    ...(label === 'analogous'
      ? [`  ${way}`]
      : RELIABLE.includes(label)
        ? []
        : [`  to do: assert less; it ${way}`])
  ]
}

function testsOf({ tests }: ReportRow): string {
  const more = tests.length - MAX_TESTS
  const first = tests.slice(0, MAX_TESTS).join(', ')
  return more > 0 ? `${first} and ${more} more` : first
}

/** Returns the report as JSON, with totals. Omits bodies and queries, whose values differ in each recording. */
export function renderReportJson({ rows, calls, notCompared }: Report): string {
  const labels = Object.fromEntries(
    REPORT_LABELS.map(label => [label, rows.filter(row => row.label === label).length])
  )
  const behaviours = rows.map(({ first, ...row }) => row)
  const totals = { calls, behaviours: rows.length, labels }
  return JSON.stringify({ totals, behaviours, notCompared }, null, 2)
}

/** Returns the test cases of a JUnit report: a suite for each label, a case for each behaviour. */
export function reportTestCases({ rows }: Report, rejected: readonly ReportRow[]): TestCase[] {
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
