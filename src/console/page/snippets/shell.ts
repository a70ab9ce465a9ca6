/** Quotes a text as one word of a shell command. */
export function quote(text: string): string {
  return `'${text.toWellFormed().replaceAll("'", "'\\''")}'`
}

/** Returns a variable's expansion; if the variable is not set, the command fails and names it. */
export function expand(variable: string): string {
  return `"\${${variable}:?}"`
}
