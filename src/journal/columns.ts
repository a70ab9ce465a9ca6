/** Maximum characters by which a column is widened for a long value. */
const MAX_WIDTH = 100

/** Returns the lines of a table whose columns are aligned, the last one excepted. */
export function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.min(
      MAX_WIDTH,
      rows.reduce((width, row) => Math.max(width, (row[at] ?? '').length), 0)
    )
  )
  return rows.map(row =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd()
  )
}
