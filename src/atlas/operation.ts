import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Permission } from '../auth/roles.ts'
import type { OperationFacts } from '../operation.ts'
import type { Services } from '../services.ts'
import type { Principal } from '../store/principals.ts'
import type { FaultRunner } from './faults.ts'
import { type MediaTypes, type Surface, versionedType } from './media-type.ts'
import type { Query } from './query.ts'
import type { RateGroup } from './rate-limit.ts'

/** A request with the operation that it calls. */
export interface Call {
  request: FastifyRequest
  reply: FastifyReply
  services: Services
  faults: FaultRunner
  surface: Surface
  operation: Operation
}

/** The result of the checks that every operation begins with. */
export interface OpenedCall {
  caller: Principal
  /** Content-Type of the response. */
  mediaType: string
  /** The store's version before the checks; undefined for GET, which repeats none. */
  version: string | undefined
}

/** The result that every scope returns. */
export interface CallerScope extends OpenedCall {
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
  /** Path below the surface's prefix, in Fastify's syntax. */
  path: string
  permission: Permission
  rateGroup: RateGroup
  query: readonly (keyof Query)[]
  /** Name of the request body's schema. */
  body?: string
  success: { status: number; schema?: string }
  /** Catalogue rows that it can raise, beyond those of every operation and every body. */
  raises: readonly string[]
  /** Error status codes of the official document that no row has. */
  unraised?: readonly number[]
  tag: string
  summary: string
  description: string
  /** `x-rolesRequirements` of the official document. */
  roles: readonly string[]
  /** Runs the checks that precede the body. */
  scope(call: Call, opened: OpenedCall): CallerScope
  /** Runs the operation. A write repeats the checks that depend on stored data. @param scope result of `scope` */
  handle(scope: CallerScope, call: Call): OperationResponse
}

/** A request that passed the checks of its scope. */
export interface PreparedCall {
  scope: CallerScope
  call: Call
}

/** Returns an operation whose handler receives the result of its scope. */
export function defineOperation<Scope extends CallerScope>(
  facts: Omit<Operation, 'mediaType' | 'scope' | 'handle'> & {
    scope(call: Call, opened: OpenedCall): Scope
    handle(scope: Scope, call: Call): OperationResponse
  }
): Operation {
  return { ...facts, mediaType: versionedType(facts.version) }
}
