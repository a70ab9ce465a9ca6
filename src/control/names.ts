import type { Matcher } from '../../types/wire.d.ts'
import { ORGANIZATION_ROLES, PROJECT_ROLES } from '../auth/roles.ts'
import type { ControlContext } from './operation.ts'
import { Problem } from './problem.ts'

/** The names that there are, by what they are names of. */
export function knownNames({ operationIds, services }: ControlContext) {
  const { types } = services.registry
  return {
    operation: operationIds,
    errorCode: services.catalogue.rows.map(({ id }) => id),
    integrationType: types.map(({ name }) => name),
    offeredType: types.filter(({ facts }) => !facts.refused).map(({ name }) => name),
    role: [...ORGANIZATION_ROLES, ...PROJECT_ROLES]
  }
}

/**
 * A name that no operation or type has would match nothing, and a test that expects nothing would pass.
 *
 * @param path of the matcher within the body
 * @throws {Problem} 400
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
