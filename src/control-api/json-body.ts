import { Problem } from '../control/problem.ts'
import { parseJson } from '../state/document.ts'

/** Maximum nesting of a body: recursion over a hundred thousand levels would overflow the stack. */
const MAX_DEPTH = 64

/**
 * Parses a body as JSON regardless of its Content-Type: `curl --data` sends a form type.
 *
 * @returns undefined for an empty body
 * @throws {Problem} 400
 */
export function parseBody(text: string): unknown {
  if (text.trim() === '') return undefined
  if (depthOf(text) > MAX_DEPTH) throw new Problem(400, `the body is nested deeper than ${MAX_DEPTH} levels`)
  try {
    return parseJson(text)
  } catch {
    // The parser's message quotes the body, which may contain secrets.
    throw new Problem(400, 'the body is not valid JSON')
  }
}

/** Returns the deepest nesting of brackets outside strings; the text need not be valid JSON. */
function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  let isString = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '"') isString = !isString
    else if (isString) at += character === '\\' ? 1 : 0
    else if (character === '[' || character === '{') deepest = Math.max(deepest, ++depth)
    else if (character === ']' || character === '}') depth--
  }
  return deepest
}
