import type { Matcher } from '../../types/wire.d.ts'
import { ControlProblem } from '../control/problem.ts'

/** Maximum number of patterns in a body, and of `*` in a pattern: each may be compared with the whole journal. */
const MAX_PATTERNS = 50
const MAX_STARS = 1_000

/**
 * Checks the number and size of the patterns in matchers.
 *
 * @param matchers by JSON pointer within the body
 * @throws {ControlProblem} 400
 */
export function checkPatterns(matchers: Readonly<Record<string, Pick<Matcher, 'path' | 'headers'>>>): void {
  const patterns = Object.entries(matchers).flatMap(([pointer, { path = [], headers = {} }]) => [
    ...[path].flat().map(pattern => ({ path: `${pointer}/path`, pattern })),
    ...Object.entries(headers).map(([name, pattern]) => ({ path: `${pointer}/headers/${name}`, pattern }))
  ])
  const starred = patterns.filter(({ pattern }) => pattern?.includes('*'))
  const long = starred.find(({ pattern }) => (pattern?.split('*').length ?? 0) - 1 > MAX_STARS)
  const error =
    starred.length > MAX_PATTERNS
      ? { path: '/', detail: `must not contain more than ${MAX_PATTERNS} patterns with *` }
      : long && { path: long.path, detail: `must not contain more than ${MAX_STARS} *` }
  if (error) throw new ControlProblem(400, 'invalid body', [error])
}
