import type { RecordedRequest } from '../../types/wire.d.ts'
import { alignRow, widthsOf } from '../base/columns.ts'
import { shortenText } from './describe-misses.ts'

const HEAD = ['time', 'method', 'path', 'status', 'reason']

/** Returns requests as a table in plain text. */
export function formatRequests(requests: readonly RecordedRequest[]): string {
  if (requests.length === 0) return 'no requests\n'
  const rows = [HEAD, ...requests.map(rowOf)]
  const widths = widthsOf(rows)
  return rows.map(row => `${alignRow(row, widths)}\n`).join('')
}

function rowOf({ time, request, response, reason, fault }: RecordedRequest): string[] {
  const why = fault ? `fault: ${fault.effect}` : (reason?.text ?? '')
  const { method, path } = request
  return [time, method, shortenText(path), String(response?.status ?? 'none'), shortenText(why)]
}
