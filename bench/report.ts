import { AGAINST, EFFORT } from './options.ts'

export const MOCK = 'this mock'
export const OTHER = 'other build'

/** Units of the last rows: what is felt comes first. */
const LAST = ['µs', 'per second']

/** Figures of each round, by measurement and contestant. */
const figures = new Map<string, Map<string, number[]>>()

/** Measures contestants in turns, in alternating order. Warm-up rounds are not recorded. */
export async function takeTurns<C extends { name: string }>(
  contestants: readonly C[],
  measure: (contestant: C) => Promise<Record<string, number>>
): Promise<void> {
  for (let round = 0; round < EFFORT.warmUps + EFFORT.rounds; round++) {
    for (const contestant of round % 2 === 0 ? contestants : contestants.toReversed()) {
      const measured = await measure(contestant)
      for (const [label, figure] of round >= EFFORT.warmUps ? Object.entries(measured) : []) {
        const row = figures.get(label) ?? new Map<string, number[]>()
        figures.set(label, row.set(contestant.name, [...(row.get(contestant.name) ?? []), figure]))
      }
    }
  }
}

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

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const place = (sorted.length - 1) * share
  return ((sorted[Math.floor(place)] ?? Number.NaN) + (sorted[Math.ceil(place)] ?? Number.NaN)) / 2
}
