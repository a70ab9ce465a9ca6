// Says what a request changes, and how to revert it.

import { ROUTES } from '../../atlas/api-plugin.ts'
import { OPERATION_ROWS } from '../../atlas/atlas-operation.ts'
import { asObject, tryParseJson } from '../../base/json.ts'
import { matchablePath, routedPath, splitTarget } from '../../base/request-target.ts'
import { splitPath } from '../calls/scope.ts'
import { idIn } from './placeholders.ts'
import type { ServiceReply, ServiceRequest } from './transport.ts'

/** A request that reverts the effect of another. */
export type Undo = Pick<ServiceRequest, 'method' | 'path'>

/** Paths of exchanges that name no project: unknown ones, and malformed ids. */
const NO_PROJECT = /^\/api\/atlas\/(?:v2|v1\.0)\/(?:foo|groups\/(?!byName\/|[0-9a-fA-F]{24}\/)[^/]+\/.+)$/

/** Returns whether a request of an exchange names no project. */
export function namesNoProject(path: string): boolean {
  const { address } = splitPath(path)
  return !/\/\/|\/\.|%2[ef]/i.test(address) && NO_PROJECT.test(address)
}

/** Returns whether requests with a method change nothing. */
export function isRead(method: string): boolean {
  return ['GET', 'HEAD', 'OPTIONS'].includes(method)
}

/** Returns the requests that revert the effect of a request on a project; undefined: it cannot be reverted. */
export function undoOf({ method, path }: ServiceRequest, { status, body }: ServiceReply): Undo[] | undefined {
  // After a server error, the request may have had an effect.
  if (isRead(method) || (status >= 300 && status < 500)) return []
  // The unversioned API has the same resources.
  const { address, resource, item } = splitPath(path.replace('/atlas/v1.0/', '/atlas/v2/'))
  if (resource === '') return undefined
  const deletion = (rest = '') => [{ method: 'DELETE', path: address + rest }]
  const unknown = method === 'POST' && item === '' ? 'deleteMember' : 'nothing'
  switch (OPERATION_ROWS[operationOf(method, path) ?? '']?.undo ?? unknown) {
    case 'nothing':
      return []
    case 'newProject':
      return undefined
    case 'enable':
      return [{ method: 'POST', path: address.replace(/disable$/, 'enable') }]
    case 'deleteResource':
      return deletion()
    case 'deleteMember': {
      const id = idIn(body)
      return id === undefined ? undefined : deletion(`/${id}`)
    }
    case 'deleteEntries': {
      // Only blocks: a service may send anything.
      const links = body.matchAll(/"href" ?: ?"[^"]*\/accessList(\/[0-9a-fA-F.:]+%2F\d+)"/g)
      const undo = [...links].flatMap(([, entry]) => deletion(entry))
      // The response may be a page of the list.
      return undo.length === asObject(tryParseJson(body))?.['totalCount'] ? undo : undefined
    }
  }
}

/** Returns the operationId of a request that the mock implements, else undefined. @param path with or without query */
export function operationOf(method: string, path: string): string | undefined {
  const routed = matchablePath(routedPath(splitTarget(path).path))
  const name = method === 'HEAD' ? 'GET' : method
  return ROUTES.find(route => route.method === name && route.pattern.test(routed))?.operationId
}
