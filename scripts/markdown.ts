/** Returns a Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** Escapes a text for a table cell, except its code. */
export function text(plain: string): string {
  return plain
    .replaceAll('\n', ' ')
    .split(/(`[^`]+`)/)
    .map((part, at) => (at % 2 === 1 ? code(part.slice(1, -1)) : part.replace(/[\\|*_<`]/g, '\\$&')))
    .join('')
}

/** Formats code for a table cell, where only the bar needs an escape. */
export function code(plain: string): string {
  return `\`${plain.replaceAll('|', '\\|')}\``
}
