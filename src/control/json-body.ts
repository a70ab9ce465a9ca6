import { parseJson } from '../state/read.ts'
import { Problem } from './problem.ts'

/** Levels that a body may be nested: what is nested a hundred thousand deep cannot be walked. */
const MAX_DEPTH = 64

/**
 * Reads a body as JSON, whatever its Content-Type says: `curl --data` names a form.
 *
 * @returns undefined for an empty one
 * @throws {Problem} 400
 */
export function parseBody(text: string): unknown {
  if (text.trim() === '') return undefined
  if (depthOf(text) > MAX_DEPTH) throw new Problem(400, `the body is nested deeper than ${MAX_DEPTH} levels`)
  try {
    return parseJson(text)
  } catch {
    // The parser's own message quotes the body, which may hold secrets.
    throw new Problem(400, 'the body is no JSON')
  }
}

/** Counts brackets outside of strings, in one pass whatever the text is: a text need not be JSON. */
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
