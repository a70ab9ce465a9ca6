/** An argument of a block; its value is HCL. */
export type Argument = readonly [name: string, value: string]

/** Returns a block with values aligned as by `terraform fmt`. */
export function block(head: string, rows: readonly Argument[], notes: readonly string[] = []): string {
  const width = Math.max(...rows.map(([name]) => name.length))
  const lines = [
    ...rows.map(([name, value]) => `${name.padEnd(width)} = ${value}`),
    ...notes.map(note => `# ${note}`)
  ]
  return `${head} {\n${lines.map(line => `  ${line}\n`).join('')}}\n`
}

/** Returns a field's name as the provider spells it. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
}

/** Returns a value in HCL. @param type of the field */
export function literal(value: unknown, type?: string): string {
  if (typeof value === 'string') return quoteHcl(value)
  if (type === 'object') return entryLiteral(value)
  if (type === 'array' && Array.isArray(value)) return `[${value.map(entryLiteral).join(', ')}]`
  return typeof value === 'object' && value !== null
    ? `jsondecode(${quoteHcl(JSON.stringify(value))})`
    : String(value)
}

/** Returns an object with the fields of its schema, or a text, in HCL. */
function entryLiteral(entry: unknown): string {
  if (typeof entry !== 'object' || entry === null) return literal(entry)
  const members = Object.entries(entry).map(([name, value]) => `${snakeCase(name)} = ${literal(value)}`)
  return `{ ${members.join(', ')} }`
}

const ESCAPES: Readonly<Record<string, string>> = { '\\b': '\\u0008', '\\f': '\\u000c' }

/** Returns an HCL string: JSON with escaped templates, without two escapes that HCL does not have. */
export function quoteHcl(text: string): string {
  return JSON.stringify(text.toWellFormed())
    .replace(/\\./g, pair => ESCAPES[pair] ?? pair)
    .replace(/[$%](?=\{)/g, sign => sign + sign)
}
