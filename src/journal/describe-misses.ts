import type { Miss } from '../../types/wire.d.ts'
import { alignRow, widthsOf } from '../base/columns.ts'
import { printable } from '../base/printable.ts'
import { MASK } from './hide.ts'

/** Maximum number of differences of a request. */
const MAX_DIFFERENCES = 20

/** Maximum characters of a text. */
const MAX_TEXT = 200

/** Returns the differences of a request from the expectation as a table. */
export function describeMisses(misses: readonly Miss[]): string[] {
  const rows = misses.slice(0, MAX_DIFFERENCES).map(({ at, ...miss }) => {
    return [at, describeExpected(miss), describeActual(miss)].map(shortenText)
  })
  const table = [['', 'expected', 'actual'], ...rows]
  const widths = widthsOf(table)
  const lines = table.map(row => alignRow(row, widths))
  const more = misses.length - rows.length
  return more > 0 ? [...lines, `… ${more} more`] : lines
}

function describeExpected({ code, expected }: Omit<Miss, 'at'>): string {
  if (code === 'unexpected') return 'absent'
  return expected?.map(value => JSON.stringify(value)).join(' or ') ?? MASK
}

function describeActual({ code, actual }: Omit<Miss, 'at'>): string {
  if (code === 'absent') return 'absent'
  if (actual !== undefined) return JSON.stringify(actual)
  return code === 'unexpected' ? 'present' : `${MASK} (another value)`
}

/** Returns a text that a client sent for a terminal, or its beginning if it is long. */
export function shortenText(text: string): string {
  return printable(text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text)
}
