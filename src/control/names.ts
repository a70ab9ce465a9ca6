import type { Matcher } from '../journal/matcher.ts'
import type { ControlContext } from './operation.ts'
import { Problem } from './problem.ts'

/**
 * A name that no operation or type has would match nothing, and a test that expects nothing would pass.
 *
 * @param path of the matcher within the body
 * @throws {Problem} 400
 */
export function checkNames(
  { operation, integrationType }: Pick<Matcher, 'operation' | 'integrationType'>,
  { operationIds, services }: ControlContext,
  path: string
): void {
  const types = services.registry.types.map(({ name }) => name)
  checkName('operation', operation, operationIds, `${path}/operation`)
  checkName('integration type', integrationType, types, `${path}/integrationType`)
}

/** @throws {Problem} 400 for a name that is not known */
export function checkName(
  what: string,
  given: string | readonly string[] | undefined,
  known: readonly string[],
  path: string
): void {
  const unknown = [given ?? []].flat().find(name => !known.includes(name))
  if (unknown === undefined) return
  const detail = `there is no ${what} ${unknown}: ${known.join(', ')}`
  throw new Problem(400, path.startsWith('/') ? 'the body is wrong' : 'the query is wrong', [
    { path, detail }
  ])
}
