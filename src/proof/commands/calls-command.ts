import { describeUnknown } from '../../base/ajv.ts'
import { asObject } from '../../base/json.ts'
import { renderJunit } from '../../base/junit.ts'
import { StartError } from '../../catalogue/errors.ts'
import { requireWritable, type Terminal } from '../../config/terminal.ts'
import { readJsonFile } from '../../state/json-file.ts'
import {
  createReport,
  REPORT_LABELS,
  type ReportRow,
  renderReport,
  renderReportJson,
  reportTestCases
} from '../calls/evidence-report.ts'
import { readCalls } from '../calls/read.ts'

export interface ReportFlags {
  failOn?: string
  accepted?: string
  json?: boolean
  junit?: string
}

const REJECTED = 1

/**
 * Prints what recorded tests rely on, and sets the exit code.
 *
 * @throws {StartError} for an invalid flag, and for an unreadable or invalid file
 */
export async function runReport(paths: string[], flags: ReportFlags, terminal: Terminal): Promise<void> {
  const { accepted, json, junit } = flags
  const labels = parseLabels(flags.failOn)
  if (accepted !== undefined && labels.length === 0) throw new StartError('--accepted requires --fail-on')
  if (junit !== undefined) requireWritable(junit)
  const known = accepted === undefined ? new Map() : await readAccepted(accepted)
  const report = createReport(await readCalls(paths, text => terminal.warn(text)))
  const rejected = report.rows.filter(({ id, label }) => labels.includes(label) && known.get(id) !== label)
  terminal.print(json ? renderReportJson(report).split('\n') : renderReport(report, paths))
  if (rejected.length > 0) {
    terminal.warn(describeRejected(rejected))
    terminal.exitCode = REJECTED
  }
  if (junit !== undefined) terminal.writeFile(junit, renderJunit('calls', reportTestCases(report, rejected)))
}

/** @throws {StartError} for an unknown label */
function parseLabels(text: string | undefined): string[] {
  const labels = text?.split(',') ?? []
  const unknown = labels.find(label => !REPORT_LABELS.some(known => known === label))
  if (unknown === undefined) return labels
  throw new StartError(`--fail-on: ${describeUnknown('label', unknown, REPORT_LABELS)}`)
}

/** Returns the labels in a report by id. @throws {StartError} if the file is not a report */
async function readAccepted(path: string): Promise<ReadonlyMap<unknown, unknown>> {
  const behaviours = asObject(await readJsonFile('report', path))?.['behaviours']
  const rows = Array.isArray(behaviours) ? behaviours.map(asObject) : undefined
  const at = rows?.findIndex(row => typeof row?.['id'] !== 'string')
  if (at === -1) return new Map(rows?.map(row => [row?.['id'], row?.['label']]))
  const place = at === undefined ? '/behaviours: must be an array' : `/behaviours/${at}/id: must be a string`
  throw new StartError(`invalid report ${path} at ${place}`)
}

function describeRejected(rejected: readonly ReportRow[]): string[] {
  const lines = rejected.map(({ label, title, tests: [first] }) => `  ${label}: ${title}, in ${first}`)
  const [subject, verb] =
    rejected.length === 1 ? ['1 behaviour', 'is'] : [`${rejected.length} behaviours`, 'are']
  return [`${subject} that the tests rely on ${verb} not accepted:`, ...lines]
}
