import { API_VERSIONS } from '../atlas/media-type.ts'
import { OAUTH_OPERATIONS } from '../atlas/oauth.ts'
import { OPERATION_ROWS } from '../atlas/operation.ts'

const ROUTES = Object.entries(OPERATION_ROWS).flatMap(([operationId, { method, path, version }]) =>
  API_VERSIONS.filter(({ prefix }) => prefix === '/v2' || version === undefined).map(({ prefix }) => ({
    operationId,
    method,
    pattern: new RegExp(`^/api/atlas${prefix}${path.replace(/:\w+/g, '[^/]+')}/?$`)
  }))
)

const TOKEN_ROUTES = Object.entries(OAUTH_OPERATIONS).map(([endpoint, { operationId }]) => ({
  operationId,
  method: 'POST',
  pattern: new RegExp(`^/api/oauth/${endpoint}$`)
}))

/** Returns the operationId of a request that the mock implements, else undefined. @param path with or without query */
export function operationOf(method: string, path: string): string | undefined {
  const [address = ''] = path.replace(/^\/\/api\//, '/api/').split('?')
  const isMethod = (name: string) => name === method || (method === 'HEAD' && name === 'GET')
  return [...ROUTES, ...TOKEN_ROUTES].find(route => isMethod(route.method) && route.pattern.test(address))
    ?.operationId
}
