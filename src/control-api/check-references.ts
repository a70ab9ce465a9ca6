import type { Matcher } from '../../types/wire.d.ts'
import { ORGANIZATION_ROLES, PROJECT_ROLES } from '../catalogue/permissions.ts'
import { ControlProblem } from '../control/problem.ts'
import type { ControlContext } from './operation.ts'

/** Returns the known names by the values of `x-checked`. */
export function knownNames({ operationIds, services }: ControlContext) {
  const { thirdParty } = services.registry
  return {
    operation: operationIds,
    errorCode: services.catalogue.rows.map(({ id }) => id),
    integrationType: thirdParty.map(({ name }) => name),
    offeredType: thirdParty.filter(({ facts }) => !facts.rejectedWith).map(({ name }) => name),
    role: [...ORGANIZATION_ROLES, ...PROJECT_ROLES]
  }
}

/**
 * Checks the operation and integration type of a matcher: a test that expects no requests would pass with a
 * misspelt name.
 *
 * @param path JSON pointer of the matcher within the body
 * @throws {ControlProblem} 400
 */
export function checkNames(
  { operation, integrationType }: Pick<Matcher, 'operation' | 'integrationType'>,
  context: ControlContext,
  path: string
): void {
  const known = knownNames(context)
  checkName('operation', operation, known.operation, `${path}/operation`)
  checkName('integration type', integrationType, known.integrationType, `${path}/integrationType`)
}

/** Checks one or more names. @throws {ControlProblem} 400 for an unknown name */
export function checkName(
  kind: string,
  given: string | readonly string[] | undefined,
  known: readonly string[],
  path: string
): void {
  const unknown = [given ?? []].flat().find(name => !known.includes(name))
  if (unknown === undefined) return
  const detail = `unknown ${kind} '${unknown}': must be one of ${known.join(', ')}`
  throw new ControlProblem(400, path.startsWith('/') ? 'invalid body' : 'invalid query', [{ path, detail }])
}

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
