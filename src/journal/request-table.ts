import { alignColumns } from './columns.ts'
import { shortenText } from './describe-misses.ts'
import type { RequestSummary } from './present-entry.ts'

const HEAD = ['time', 'method', 'path', 'status', 'reason']

/** Returns requests as a table in plain text. */
export function formatRequests(requests: readonly RequestSummary[]): string {
  if (requests.length === 0) return 'no requests\n'
  const rows = requests.map(({ time, method, path, status, reason }) => [
    time,
    method,
    shortenText(path),
    status === null ? 'none' : String(status),
    // A reason may contain a text that the client sent.
    shortenText((reason ?? '').replace(/\s+/g, ' '))
  ])
  return `${alignColumns([HEAD, ...rows]).join('\n')}\n`
}
