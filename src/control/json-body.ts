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
    return JSON.parse(text)
  } catch {
    // The parser's own message quotes the body, which may hold secrets.
    throw new Problem(400, 'the body is no JSON')
  }
}

function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  // Brackets outside of strings.
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[{]|[\]}]/gs)) {
    if (token === '[' || token === '{') deepest = Math.max(deepest, ++depth)
    else if (token === ']' || token === '}') depth--
  }
  return deepest
}
