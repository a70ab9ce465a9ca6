import { ROUTES } from '../atlas/routes.ts'
import { matchablePath, routedPath, splitTarget } from '../base/request-target.ts'

/** Returns the operationId of a request that the mock implements, else undefined. @param path with or without query */
export function operationOf(method: string, path: string): string | undefined {
  const routed = matchablePath(routedPath(splitTarget(path).path))
  const name = method === 'HEAD' ? 'GET' : method
  return ROUTES.find(route => route.method === name && route.pattern.test(routed))?.operationId
}
