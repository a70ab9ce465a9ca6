/** Quotes a text as a single shell word. */
export function quoteShell(text: string): string {
  return `'${text.toWellFormed().replaceAll("'", "'\\''")}'`
}

/** Returns the expansion of a variable. If the variable is not set, the command fails and prints its name. */
export function expand(variable: string): string {
  return `"\${${variable}:?}"`
}
