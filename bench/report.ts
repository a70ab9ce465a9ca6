import { AGAINST } from './options.ts'
import { figures, median, quantile } from './rounds.ts'

export const MOCK = 'this mock'
export const OTHER = 'other build'

/** Units of the last rows: what is felt comes first. */
const LAST = ['µs', 'per second']

/**
 * Returns the main table: medians and, if builds are compared, medians of the ratios to this mock in brackets; undefined
 * if nothing was measured.
 */
export function mainTable(contestants: readonly { name: string }[]): string | undefined {
  const measured = new Set([...figures.values()].flatMap(row => [...row.keys()]))
  const names = contestants.map(({ name }) => name).filter(name => measured.has(name))
  if (names.length === 0) return undefined
  const rankOf = (label: string) => LAST.findIndex(unit => label.endsWith(unit))
  const rows = [...figures].toSorted(([a], [b]) => rankOf(a) - rankOf(b))
  return table(
    ['', ...names],
    rows.map(([label, row]) => [label, ...names.map(name => cell(row, name))])
  )
}

function cell(row: ReadonlyMap<string, readonly number[]>, name: string): string {
  const values = row.get(name)
  if (!values) return ''
  if (AGAINST === undefined || name === MOCK) return show(median(values))
  const ratios = values.map((value, round) => value / (row.get(MOCK)?.[round] ?? Number.NaN))
  const [low, middle, high] = [0.25, 0.5, 0.75].map(share => quantile(ratios, share).toFixed(2))
  const spread = name === OTHER ? `, ${low} to ${high}` : ''
  return `${show(median(values))} (${middle}${spread})`
}

/** Returns a table in Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = ['---', ...head.slice(1).map(() => '---:')]
  return [head, line, ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')
}

/** Returns two significant digits, or an integer from 10 to 1,000. */
export function show(figure: number): string {
  if (Number.isNaN(figure)) return ''
  const isMiddle = figure >= 10 && figure < 1_000
  return figure.toLocaleString(
    'en',
    isMiddle ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 2 }
  )
}
