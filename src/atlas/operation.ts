import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Permission } from '../auth/roles.ts'
import type { OperationFacts } from '../operation.ts'
import type { Services } from '../services.ts'
import type { Principal } from '../store/principals.ts'
import type { FaultRunner } from './faults.ts'
import type { Surface } from './media-type.ts'
import type { Query } from './query.ts'
import type { RateGroup } from './rate-limit.ts'

/** A request on its way to an operation. */
export interface Call {
  request: FastifyRequest
  reply: FastifyReply
  services: Services
  faults: FaultRunner
  surface: Surface
  operation: Operation
}

/** What every scope establishes. */
export interface CallerScope {
  caller: Principal
  /** Content-Type of the response. */
  mediaType: string
  query: Query
}

/** A response before it is written. */
export interface OperationResponse {
  status: number
  /** Undefined: no body. */
  body?: object
  headers?: Record<string, string>
}

/** One operation of the Atlas API: route, headers and documentation follow from it. */
export interface Operation extends OperationFacts {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Path below the surface's prefix, as Fastify writes it. */
  path: string
  permission: Permission
  rateGroup: RateGroup
  query: readonly (keyof Query)[]
  /** Name of the body's schema. */
  body?: string
  success: { status: number; schema?: string }
  /** Rows of the catalogue that it can raise, but for those that any operation or any body raises. */
  raises: readonly string[]
  /** Statuses that the official document declares. */
  errors: readonly number[]
  tag: string
  summary: string
  description: string
  /** `x-rolesRequirements` of the official document. */
  roles: readonly string[]
  /** Makes the checks that come before the body. */
  prepare(call: Call): Promise<PreparedCall>
}

/** A request that passed the checks of its scope. */
export interface PreparedCall extends Pick<CallerScope, 'mediaType' | 'query'> {
  /** Carries it out; with a body, in one transaction with the checks that are made again. */
  run(): OperationResponse
}

/** An operation whose handler gets what its scope returns. */
export function defineOperation<Scope extends CallerScope>({
  scope,
  handle,
  ...facts
}: Omit<Operation, 'prepare'> & {
  scope(call: Call): Promise<Scope>
  handle(scope: Scope, call: Call): OperationResponse
}): Operation {
  return {
    ...facts,
    async prepare(call) {
      const established = await scope(call)
      const { mediaType, query } = established
      return { mediaType, query, run: () => handle(established, call) }
    }
  }
}
