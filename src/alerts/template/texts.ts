/** Changes the first character that is no white space. */
export function onFirst(text: string, change: (first: string) => string): string {
  const at = text.search(/\S/)
  return at < 0 ? text : text.slice(0, at) + change(text.charAt(at)) + text.slice(at + 1)
}

/** As Java has it: all up to the blank goes. */
export function trim(text: string): string {
  let [start, end] = [0, text.length]
  while (start < end && text.charAt(start) <= ' ') start++
  while (end > start && text.charAt(end - 1) <= ' ') end--
  return text.slice(start, end)
}
