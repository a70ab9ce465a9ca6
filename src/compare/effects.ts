import { idIn } from './exchange.ts'
import type { Call, Reply } from './transport.ts'

/** A request that reverts the effect of another. */
export type Undo = Pick<Call, 'method' | 'path'>

/** Paths that name no project: unknown ones, and malformed ids. */
const NO_PROJECT = /^\/api\/atlas\/(?:v2|v1\.0)\/(?:foo|groups\/(?!byName\/|[0-9a-fA-F]{24}\/)[^/]+\/.+)$/

/** Returns the project id in a path, and what follows it. */
export function splitPath(path: string): { projectId: string | undefined; rest: string } {
  const [address = ''] = path.split('?')
  const [, projectId, rest = ''] = /^\/api\/atlas\/(?:v2|v1\.0)\/groups\/([^/]+)\/?(.*)$/.exec(address) ?? []
  return { projectId, rest }
}

/** Returns whether a request creates a project. */
export function isCreation({ method, path }: Call): boolean {
  return method === 'POST' && /^\/api\/atlas\/(?:v2|v1\.0)\/groups\/?(?:\?|$)/.test(path)
}

/** Returns whether a request affects no other project than its own, and does not change the project itself. */
export function isWithin(method: string, path: string, projectIds: readonly string[]): boolean {
  const [address = ''] = path.split('?')
  const { projectId = '', rest } = splitPath(path)
  const isOwn = projectIds.includes(projectId) && (rest !== '' || method === 'GET')
  return !/\/\/|\/\.|%2[ef]/i.test(address) && (isOwn || NO_PROJECT.test(address))
}

/** Returns the requests that revert the effect of a request; undefined: nothing reverts it. */
export function undoOf({ method, path }: Call, { status, body }: Reply): Undo[] | undefined {
  // After a server error, the request may have had an effect.
  if (['GET', 'HEAD', 'OPTIONS'].includes(method) || (status >= 300 && status < 500)) return []
  // The unversioned API has the same resources.
  const [address = ''] = path.replace('/atlas/v1.0/', '/atlas/v2/').split('?')
  const [, collection, rest = ''] = /\/groups\/[^/]+\/(\w+)(?:\/(.*))?$/.exec(address) ?? []
  if (collection === undefined || (method === 'PATCH' && collection === 'settings')) return undefined
  if (method === 'DELETE' && collection === 'managedSlowMs') {
    return [{ method: 'POST', path: address.replace(/disable$/, 'enable') }]
  }
  if (method === 'PATCH' && ['limits', 'maintenanceWindow'].includes(collection)) {
    return [{ method: 'DELETE', path: address }]
  }
  if (method === 'POST' && collection === 'accessList')
    return entriesIn(body).map(entry => ({ method: 'DELETE', path: `${address}/${entry}` }))
  if (method !== 'POST' && method !== 'PUT') return []
  if (collection === 'integrations') return [{ method: 'DELETE', path: address }]
  const id = rest === '' ? idIn(body) : undefined
  return id === undefined ? [] : [{ method: 'DELETE', path: `${address}/${id}` }]
}

/** Returns the entries that the links in the body of an IP access list name; only blocks: a service may send anything. */
function entriesIn(body: string): string[] {
  const links = body.matchAll(/"href" ?: ?"[^"]*\/accessList\/([0-9a-fA-F.:]+%2F\d+)"/g)
  return [...links].map(([, entry = '']) => entry)
}
