import { ROUTES } from '../atlas/plugin.ts'
import { asObject, tryParseJson } from '../base/json.ts'
import { matchablePath, routedPath, splitTarget } from '../base/request-target.ts'
import { idIn } from './placeholders.ts'
import type { Reply, ServiceRequest } from './transport.ts'

/** A request that reverts the effect of another. */
export type Undo = Pick<ServiceRequest, 'method' | 'path'>

/** Paths of exchanges that name no project: unknown ones, and malformed ids. */
const NO_PROJECT = /^\/api\/atlas\/(?:v2|v1\.0)\/(?:foo|groups\/(?!byName\/|[0-9a-fA-F]{24}\/)[^/]+\/.+)$/

/** Returns the parts of a path, without query, that names a project; the resource of the project itself is empty. */
export function splitPath(path: string) {
  const [address = ''] = path.split('?')
  const [, projectId, resource = '', item = ''] =
    /^\/api\/atlas\/(?:v2|v1\.0)\/groups\/([^/]+)\/?([^/]*)\/?(.*)$/.exec(address) ?? []
  return { address, projectId, resource, item }
}

/** Returns whether a request creates a project. Other parameters may give it another owner, or hide its id. */
export function isCreation({ method, path }: ServiceRequest): boolean {
  return method === 'POST' && /^\/api\/atlas\/(?:v2|v1\.0)\/groups\/?(?:\?pretty=\w*)?$/.test(path)
}

/** Returns whether a request affects only the given projects, and does not change these themselves. */
export function isWithin(method: string, path: string, projectIds: readonly string[]): boolean {
  const { address, projectId = '', resource } = splitPath(path)
  const isRead = method === 'GET' || method === 'HEAD'
  return isPlain(address) && projectIds.includes(projectId) && (resource !== '' || isRead)
}

/** Returns whether a path is that of a project itself. */
export function isOfProject(path: string): boolean {
  const { address, projectId, resource, item } = splitPath(path)
  return isPlain(address) && projectId !== undefined && resource === '' && item === ''
}

/** Returns whether a request of an exchange names no project. */
export function namesNoProject(path: string): boolean {
  const { address } = splitPath(path)
  return !/\/\/|\/\.|%2[ef]/i.test(address) && NO_PROJECT.test(address)
}

/** Returns whether every server reads a path as it is written: servers differ in what they decode and normalize. */
function isPlain(address: string): boolean {
  // A block of an access list has a slash.
  const decoded = address.replace(/(\/accessList\/[\da-f.:]+)%2F(?=\d+(\/|$))/i, '$1/')
  return !/\/\/|\/\.|[\\;]|%(?:2[ef]|5c|3b|00)/i.test(decoded)
}

/** Returns the requests that revert the effect of a request on a project; undefined: it cannot be reverted. */
export function undoOf({ method, path }: ServiceRequest, { status, body }: Reply): Undo[] | undefined {
  // After a server error, the request may have had an effect.
  if (['GET', 'HEAD', 'OPTIONS'].includes(method) || (status >= 300 && status < 500)) return []
  // The unversioned API has the same resources.
  const { address, resource, item } = splitPath(path.replace('/atlas/v1.0/', '/atlas/v2/'))
  if (resource === '' || (method === 'PATCH' && resource === 'settings')) return undefined
  if (method === 'DELETE' && resource === 'managedSlowMs') {
    return [{ method: 'POST', path: address.replace(/disable$/, 'enable') }]
  }
  const deletion = (rest = '') => [{ method: 'DELETE', path: address + rest }]
  if (method === 'PATCH' && ['limits', 'maintenanceWindow'].includes(resource)) return deletion()
  if (method === 'POST' && resource === 'accessList') {
    // Only blocks: a service may send anything.
    const links = body.matchAll(/"href" ?: ?"[^"]*\/accessList(\/[0-9a-fA-F.:]+%2F\d+)"/g)
    const undo = [...links].flatMap(([, entry]) => deletion(entry))
    // The response may be a page of the list.
    return undo.length === asObject(tryParseJson(body))?.['totalCount'] ? undo : undefined
  }
  if (resource === 'integrations' && (method === 'POST' || method === 'PUT')) return deletion()
  if (method !== 'POST' || item !== '') return []
  const id = idIn(body)
  return id === undefined ? undefined : deletion(`/${id}`)
}

/** Returns the operationId of a request that the mock implements, else undefined. @param path with or without query */
export function operationOf(method: string, path: string): string | undefined {
  const routed = matchablePath(routedPath(splitTarget(path).path))
  const name = method === 'HEAD' ? 'GET' : method
  return ROUTES.find(route => route.method === name && route.pattern.test(routed))?.operationId
}
