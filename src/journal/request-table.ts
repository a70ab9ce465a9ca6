import type { RecordedRequest } from '../../types/wire.d.ts'
import type { Steps } from '../base/time-slices.ts'
import { alignRow, widthsOf } from './columns.ts'
import { shortenText } from './describe-misses.ts'

const HEAD = ['time', 'method', 'path', 'status', 'reason']

/** Returns requests as a table in plain text. */
export function* formatRequests(requests: Iterable<RecordedRequest>): Steps<string> {
  const rows = [HEAD]
  for (const request of requests) {
    rows.push(rowOf(request))
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

function rowOf({ time, request, response, reason, fault }: RecordedRequest): string[] {
  const why = fault ? `fault: ${fault.effect}` : (reason?.text ?? '')
  const { method, path } = request
  return [time, method, shortenText(path), String(response?.status ?? 'none'), shortenText(why)]
}
