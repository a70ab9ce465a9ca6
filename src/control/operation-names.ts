import { Problem } from './problem.ts'

/**
 * A name that no operation has would match nothing, and a test that expects nothing would pass.
 *
 * @throws {Problem} 400
 */
export function checkOperations(
  given: string | readonly string[] | undefined,
  known: readonly string[],
  path: string
): void {
  const unknown = [given ?? []].flat().find(id => !known.includes(id))
  if (unknown === undefined) return
  const detail = `there is no operation ${unknown}: ${known.join(', ')}`
  throw new Problem(400, path.startsWith('/') ? 'the body is wrong' : 'the query is wrong', [
    { path, detail }
  ])
}
