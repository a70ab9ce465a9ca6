import { readFileSync, writeFileSync } from 'node:fs'
import { machine } from './machine.ts'

/** What a part of the benchmark found, as Markdown. */
export interface Findings {
  tables: string[]
  targets: Target[]
}

/** What issue or user asked for, and what was measured. */
export interface Target {
  what: string
  wanted: string
  measured: string
  isMet: boolean
}

const PAGE = new URL('../docs/PERFORMANCE.md', import.meta.url)

export function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** A table in Markdown. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n')
}

/** A figure as it is printed: three digits that count, or all before the point. */
export function show(figure: number): string {
  if (Number.isNaN(figure)) return 'no'
  if (figure >= 100) return String(Math.round(figure))
  return figure.toFixed(figure >= 10 ? 1 : 2)
}

export function showTargets(targets: readonly Target[]): string {
  const rows = targets.map(({ what, wanted, measured, isMet }) => [
    what,
    wanted,
    measured,
    isMet ? 'met' : 'not met'
  ])
  return table(['target', 'wanted', 'measured', ''], rows)
}

/** Findings as a block of the page. */
export function showFindings({ tables, targets }: Findings): string {
  return [`${machine()}.`, ...tables, ...(targets.length > 0 ? [showTargets(targets)] : [])].join('\n\n')
}

/**
 * Puts a block into docs/PERFORMANCE.md, between the markers of that name.
 *
 * @throws {Error} where the page has no such markers
 */
export function writeBlock(name: string, text: string): void {
  const page = readFileSync(PAGE, 'utf8')
  const [begin, end] = [`<!-- bench ${name} -->`, `<!-- end ${name} -->`]
  const [from, to] = [page.indexOf(begin), page.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`docs/PERFORMANCE.md has no block ${name}`)
  writeFileSync(PAGE, `${page.slice(0, from + begin.length)}\n${text}\n${page.slice(to)}`)
}
