import type { FastifyReply, FastifyRequest } from 'fastify'
import { readAsset } from '../assets.ts'
import type { Rejection } from '../catalogue/errors.ts'
import type { OperationFacts } from '../catalogue/operation-facts.ts'
import { PERMISSIONS, type Permission } from '../catalogue/permissions.ts'
import { type RateLimitRow, rateLimitOf } from '../rate-limits/rate-limits.ts'
import type { Services } from '../services.ts'
import type { Principal } from '../store/principals.ts'
import { type ApiVersion, type MediaTypes, versionedType } from './body.ts'
import { FLAGS, type Query } from './query.ts'

/** A request to check. */
export interface CheckedCall {
  request: FastifyRequest
  reply: FastifyReply
  services: Services
}

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

/** One operation of the Atlas API: route, headers and documentation follow from it. */
export interface Operation extends OperationFacts, MediaTypes {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path below the prefix of the API version, as in the official document. */
  path: string
  permission: Permission
  rateGroup: string
  rateLimit: RateLimitRow
  /** Query parameters. */
  query: readonly (keyof Query)[]
  /** Name of the request body's schema. */
  body?: string
  success: {
    status: number
    schema?: string
    /** Header that contains the media type; undefined: Content-Type. */
    typeHeader?: 'X-Content-Type'
  }
  /** Catalogue rows that it can raise, besides those that follow from its path, permission and body. */
  raises: readonly string[]
  /** Error status codes of the official document that no row has. */
  unraised?: readonly number[]
  /** How a comparison reverts a write. */
  undo?: 'nothing' | 'deleteResource' | 'deleteMember' | 'deleteEntries' | 'enable' | 'newProject'
  tag: string
  summary: string
  description: string
  /** `x-rolesRequirements` of the official document. */
  roles: readonly string[]
  /** The checks in Atlas's order. */
  checks: { run(call: Call): CallerAccess }
  /** Runs the operation. @param proved by the checks @returns an error in place of a response if it wrote nothing */
  handle(proved: CallerAccess, call: Call): OperationResponse | Rejection
}

type Derived = 'operationId' | 'mediaType' | 'rateLimit' | 'permission' | 'checks' | 'handle'
type Defaulted = 'query' | 'raises' | 'roles'

/** The rows of `schemas/operations.json`, by operationId, in the order of the OpenAPI document. */
export const OPERATION_ROWS =
  readAsset<
    Record<
      string,
      Omit<Operation, Derived | Defaulted> &
        Partial<Pick<Operation, Defaulted>> & { permission: keyof typeof PERMISSIONS }
    >
  >('schemas/operations.json')

/** The roles that a permission implies, if a row has none. */
const ROLES: Partial<Record<keyof typeof PERMISSIONS, readonly string[]>> = {
  read: ['Project Read Only'],
  write: ['Project Owner'],
  networkAccess: ['Project Network Access Manager'],
  ownOrganization: ['Organization Owner']
}

/** Returns an operation of the table, whose handler receives what its checks have proved. */
export function defineOperation<Proved extends CallerAccess>(
  operationId: string,
  checks: { run(call: Call): Proved },
  handle: (proved: Proved, call: Call) => OperationResponse | Rejection
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
