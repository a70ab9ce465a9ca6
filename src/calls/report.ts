import type { CallFacts, NotCompared, RecordedCall } from '../../types/calls.d.ts'
import { type Evidence, LABELS } from '../catalogue/evidence.ts'
import type { PageCalls } from './read.ts'
import { behaviourOf, findRow, isExchange } from './rows.ts'
import { readWords } from './vocabulary.ts'

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
  calls: number
  /** Titles of pages, sorted. */
  tests: string[]
  /** The first call of the first test. */
  first: RecordedCall
  /** Why `compare` cannot settle it; null: it can. */
  notCompared: NotCompared | null
}

/** What tests rely on. */
export interface Report {
  /** The least reliable label first, then by id. */
  rows: ReportRow[]
  calls: number
  notCompared: { why: NotCompared; count: number }[]
}

/** Returns the behaviours that calls rely on. */
export function createReport(pages: readonly PageCalls[]): Report {
  const rows = new Map<string, ReportRow>()
  const notCompared = new Map<NotCompared, number>()
  let count = 0
  // The names of files contain process ids, so their order is not stable.
  for (const { page, calls } of pages.toSorted((a, b) => compareTexts(a.page.title, b.page.title))) {
    for (const call of calls) {
      const { notCompared: why } = call._mock
      count++
      if (why) notCompared.set(why, (notCompared.get(why) ?? 0) + 1)
      for (const { id, title, label, source, date } of rowsOfCall(call)) {
        const unused = { calls: 0, tests: [], first: call, notCompared: why }
        const row: ReportRow = rows.get(id) ?? { id, title, label, source, date, ...unused }
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

type UsedRow = Pick<ReportRow, 'id' | 'title' | 'label' | 'source' | 'date'>

function rowsOfCall(call: RecordedCall): UsedRow[] {
  const { _mock: facts } = call
  const { integrationType, operation, reason, unlike } = facts
  const others = facts.rows.flatMap(id => findRow(id) ?? []).filter(row => !isExchange(row))
  if (isForced(call)) return others
  // The rows about unknown paths do not say what Atlas does on a path that only the mock does not know.
  if (operation === null && reason === 'path-unknown') return [missingRow(call)]
  const behaviour = behaviourOf(facts)
  if (!behaviour) return [missingRow(call), ...others]
  const differs = [
    ...(behaviour.operation === operation ? [] : [operation]),
    ...(behaviour.integrationType === integrationType ? [] : [integrationType ?? 'another type']),
    ...unlike
  ]
  if (differs.length === 0) return [behaviour, ...others]
  const suffix = ` (${differs.join(' ')})`
  return [{ ...behaviour, id: behaviour.id + suffix, title: behaviour.title + suffix }, ...others]
}

const FORCED: readonly CallFacts['notCompared'][] = ['fault', 'stub', 'prefer']

/** Returns whether a feature of the mock determined the response. */
function isForced({ response, _mock: { notCompared, executed } }: RecordedCall): boolean {
  return response.status === 0 || (FORCED.includes(notCompared) && !executed)
}

/** Returns the row of a behaviour that the ledger does not have. */
function missingRow(call: RecordedCall): UsedRow {
  const { operation, integrationType, errorCode, reason } = call._mock
  const subject =
    operation === null ? resourceOf(call) : [operation, integrationType].filter(Boolean).join(' ')
  const outcome = [call.response.status, errorCode].filter(Boolean).join(' ')
  const id = `none/${[subject, outcome, reason].filter(Boolean).join(' ')}`
  return { id, title: `${subject}: ${outcome}`, label: 'none', source: null, date: null }
}

/** Returns method and path of a call that the mock does not implement, without stand-ins, which differ in each recording. */
function resourceOf(call: RecordedCall): string {
  const words = readWords()
  const [line = ''] = requestLine(call).split('?')
  const [method, ...segments] = line.split('/')
  const isKnown = (segment: string) => segment === '' || segment.startsWith('{') || words.has(segment)
  return [method, ...segments.map(segment => (isKnown(segment) ? segment : '{name}'))].join('/')
}

/** Returns method, path and query, with the names of ids in place of the ids. */
export function requestLine({ request: { method, url } }: RecordedCall): string {
  const target = url
    .replace(/^https?:\/\/[^/]*/, '')
    .replace(/(?<=\/groups\/)[0-9a-f]{24}(?![^/?])/g, '{groupId}')
    .replace(/(?<=\/orgs\/)[0-9a-f]{24}(?![^/?])/g, '{orgId}')
    .replace(/(?<=\/)[0-9a-f]{24}(?![^/?])/g, '{id}')
  return `${method} ${target}`
}
