import { patternOf } from '../base/request-target.ts'
import type { ServedRoute } from '../control/stubs.ts'
import { API_VERSIONS, type ApiVersion, type MediaTypes } from './media-type.ts'
import { OAUTH_OPERATIONS } from './oauth.ts'
import { OPERATION_ROWS } from './operation.ts'
import { PRIVATE_ROUTES } from './private.ts'

/** Returns whether an API version has an operation: the unversioned API is older than all versions but the first. */
export function hasOperation({ prefix }: ApiVersion, { version }: Pick<MediaTypes, 'version'>): boolean {
  return prefix === '/v2' || version === undefined
}

/** Every route below `/api`. */
export const ROUTES: readonly ServedRoute[] = [
  ...Object.entries(OPERATION_ROWS).flatMap(([operationId, row]) =>
    API_VERSIONS.filter(apiVersion => hasOperation(apiVersion, row)).map(({ prefix }) =>
      toRoute(row.method, `/atlas${prefix}${row.path}`, operationId)
    )
  ),
  ...Object.entries(OAUTH_OPERATIONS).map(([endpoint, { operationId }]) =>
    toRoute('POST', `/oauth/${endpoint}`, operationId)
  ),
  ...PRIVATE_ROUTES.map(({ method, path }) => toRoute(method, `/private${path}`))
]

function toRoute(method: string, path: string, operationId?: string): ServedRoute {
  return { method, pattern: patternOf(`/api${path}`), operationId }
}
