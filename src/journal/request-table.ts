import type { Steps } from '../base/time-slices.ts'
import { alignRow, widthsOf } from './columns.ts'
import { shortenText } from './describe-misses.ts'
import type { Entry } from './entry.ts'
import { summarizeEntry } from './present-entry.ts'

const HEAD = ['time', 'method', 'path', 'status', 'reason']

/** Returns entries as a table in plain text. */
export function* formatRequests(entries: Iterable<Entry>): Steps<string> {
  const rows = [HEAD]
  for (const entry of entries) {
    rows.push(rowOf(entry))
    yield
  }
  if (rows.length === 1) return 'no requests\n'
  const widths = widthsOf(rows)
  const lines: string[] = []
  for (const row of rows) {
    lines.push(alignRow(row, widths))
    yield
  }
  return `${lines.join('\n')}\n`
}

function rowOf(entry: Entry): string[] {
  const { time, method, path, status, reason } = summarizeEntry(entry)
  return [time, method, shortenText(path), String(status ?? 'none'), shortenText(reason ?? '')]
}
