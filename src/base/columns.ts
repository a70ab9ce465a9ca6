/** Maximum characters by which a column is widened for a long value. */
const MAX_WIDTH = 100

export function widthsOf(rows: readonly (readonly string[])[]): number[] {
  const widths: number[] = []
  for (const row of rows) {
    for (const [at, { length }] of row.entries()) {
      widths[at] = Math.max(widths[at] ?? 0, Math.min(length, MAX_WIDTH))
    }
  }
  return widths
}

export function alignRow(row: readonly string[], widths: readonly number[]): string {
  const cells = row.map((cell, at) => cell.padEnd(widths[at] ?? 0))
  return cells.join('  ').trimEnd()
}
