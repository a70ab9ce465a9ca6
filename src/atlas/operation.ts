import { readAsset } from '../assets.ts'
import type { OperationFacts } from '../catalogue/operation.ts'
import { PERMISSIONS, type Permission } from '../catalogue/permissions.ts'
import { type RateLimitRow, rateLimitOf } from '../rate-limits/rate-limits.ts'
import type { Principal } from '../store/principals.ts'
import type { CheckedCall, Checks } from './checks.ts'
import { type ApiVersion, type MediaTypes, versionedType } from './media-type.ts'
import { FLAGS, type Query } from './query.ts'

/** A request with the operation that it calls. */
export interface Call extends CheckedCall {
  apiVersion: ApiVersion
  operation: Operation
}

/** What the checks of every operation prove. */
export interface CallerAccess {
  caller: Principal
  /** Content-Type of the response. */
  mediaType: string
  query: Query
}

/** A response before it is written. */
export interface OperationResponse {
  status: number
  /** Undefined: no body. */
  body?: object | boolean
  headers?: Record<string, string>
}

/** A row of `schemas/operations.json`. */
interface OperationRow
  extends Omit<OperationFacts, 'operationId' | 'permission'>,
    Omit<MediaTypes, 'mediaType'> {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path below the prefix of the API version, in Fastify's syntax. */
  path: string
  rateGroup: string
  /** Query parameters; undefined: {@link FLAGS}. */
  query?: readonly (keyof Query)[]
  /** Name of the request body's schema. */
  body?: string
  success: {
    status: number
    schema?: string
    /** Header that contains the media type; undefined: Content-Type. */
    typeHeader?: 'X-Content-Type'
  }
  /** Catalogue rows that it can raise, beyond those of every operation, scope and body. */
  raises?: readonly string[]
  /** Error status codes of the official document that no row has. */
  unraised?: readonly number[]
  tag: string
  summary: string
  description: string
  permission: keyof typeof PERMISSIONS
  /** `x-rolesRequirements` of the official document; undefined: as the permission implies. */
  roles?: readonly string[]
}

/** One operation of the Atlas API: route, headers and documentation follow from it. */
export interface Operation
  extends Omit<OperationRow, 'permission' | 'query' | 'roles' | 'raises'>,
    Pick<OperationFacts, 'operationId'>,
    MediaTypes {
  permission: Permission
  rateLimit: RateLimitRow
  query: readonly (keyof Query)[]
  roles: readonly string[]
  raises: readonly string[]
  /** The checks in Atlas's order. */
  checks: Checks<Call, CallerAccess>
  /** Runs the operation. @param proved by the checks */
  handle(proved: CallerAccess, call: Call): OperationResponse
}

/** The facts about each operation, by operationId, in the order of the OpenAPI document. */
export const OPERATION_ROWS = readAsset<Record<string, OperationRow>>('schemas/operations.json')

const ROLES: Partial<Record<OperationRow['permission'], readonly string[]>> = {
  read: ['Project Read Only'],
  write: ['Project Owner'],
  networkAccess: ['Project Network Access Manager'],
  ownOrganization: ['Organization Owner']
}

/** Returns an operation of the table, whose handler receives what its checks have proved. */
export function defineOperation<Proved extends CallerAccess>(
  operationId: string,
  checks: Checks<Call, Proved>,
  handle: (proved: Proved, call: Call) => OperationResponse
): Operation {
  const row = OPERATION_ROWS[operationId]
  if (!row) throw new Error(`schemas/operations.json has no ${operationId}`)
  const operation = {
    query: FLAGS,
    roles: ROLES[row.permission] ?? [],
    raises: [],
    ...row,
    operationId,
    permission: PERMISSIONS[row.permission],
    rateLimit: rateLimitOf(row),
    mediaType: versionedType(row.version)
  }
  return { ...operation, checks, handle: handle as Operation['handle'] }
}
