/** Maximum characters by which a column is widened for a long value. */
const MAX_WIDTH = 100

/** Returns the rows of a table as lines. */
export function alignRows(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = []
  for (const row of rows) {
    for (const [at, { length }] of row.entries()) {
      widths[at] = Math.max(widths[at] ?? 0, Math.min(length, MAX_WIDTH))
    }
  }
  return rows.map(row => {
    const cells = row.map((cell, at) => cell.padEnd(widths[at] ?? 0))
    return cells.join('  ').trimEnd()
  })
}
