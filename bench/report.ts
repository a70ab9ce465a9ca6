import { figures, median, quantile } from './rounds.ts'

export const MOCK = 'this mock'
export const OTHER = 'other build'

/** Units of a row, in the order of the table: what is felt, then processor time, then rates. */
const ORDER = [/(ms|MB|s)$/, /µs$/, /per second$/]

/** Returns the main table: medians and, in brackets, medians of the ratios to this mock; undefined if nothing was measured. */
export function mainTable(contestants: readonly { name: string }[]): string | undefined {
  const measured = new Set([...figures.values()].flatMap(row => [...row.keys()]))
  const names = contestants.map(({ name }) => name).filter(name => measured.has(name))
  if (names.length === 0) return undefined
  const rankOf = (label: string) => ORDER.findLastIndex(unit => unit.test(label))
  const rows = [...figures].toSorted(([a], [b]) => rankOf(a) - rankOf(b))
  return table(
    ['', ...names],
    rows.map(([label, row]) => [label, ...names.map(name => cell(row, name))])
  )
}

function cell(row: ReadonlyMap<string, readonly number[]>, name: string): string {
  const values = row.get(name)
  if (!values) return ''
  const ratios = values.map((value, round) => value / (row.get(MOCK)?.[round] ?? Number.NaN))
  const [low, middle, high] = [0.25, 0.5, 0.75].map(share => quantile(ratios, share).toFixed(2))
  const spread = name === OTHER ? `, ${low} to ${high}` : ''
  return show(median(values)) + (name === MOCK ? '' : ` (${middle}${spread})`)
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
