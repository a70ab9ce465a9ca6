/** Returns a Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** Escapes a text for a table cell. */
export function text(plain: string): string {
  return plain.replace(/[\\|*_<`]/g, '\\$&').replaceAll('\n', ' ')
}

/** Formats code for a table cell, where only the bar needs an escape. */
export function code(plain: string): string {
  return `\`${plain.replaceAll('|', '\\|')}\``
}
