/** A word for a shell, whatever is in it. */
export function quote(text: string): string {
  return `'${text.toWellFormed().replaceAll("'", "'\\''")}'`
}

/** What a shell puts in for a variable; one that is not set ends the command and is named. */
export function expand(variable: string): string {
  return `"\${${variable}:?}"`
}
