import { readAsset } from '../assets.ts'
import { type CallClass, findRow, isExchange, isMark } from './rows.ts'

/** The parameters of the Atlas API. */
export const PARAMETERS =
  readAsset<Record<string, { schema: { default?: unknown } }>>('schemas/parameters.json')

/** How a report names the marks of a call. Others do not change its behaviour, as far as it is known. */
const SHOWN: ReadonlyMap<string, string> = new Map([
  ['path=v1.0', 'v1.0'],
  ['method=HEAD', 'HEAD'],
  ['update=creates', 'creates'],
  ['address=IPv6', 'IPv6'],
  ['address=any', '0.0.0.0']
])

/** Returns what a call has and the behaviour of its rows does not, without names that a user may have chosen. */
export function unlikeOf({ names }: CallClass, [id = '']: readonly string[]): string[] {
  const row = findRow(id)
  if (!row || !isExchange(row)) return []
  const missing = names.filter(name => isMark(name) && !row.names.has(name))
  return [...new Set(missing.flatMap(mark => shownMark(mark) ?? []))]
}

function shownMark(mark: string): string | undefined {
  if (mark.startsWith('?')) return Object.hasOwn(PARAMETERS, mark.slice(1)) ? mark : 'other parameter'
  const [, value] = /=(null|empty|redacted)$/.exec(mark) ?? []
  return value !== undefined && mark !== 'results=empty' ? `${value} value` : SHOWN.get(mark)
}
