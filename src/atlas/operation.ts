import type { FastifyRequest } from 'fastify'
import type { OperationId } from '../auth/roles.ts'
import type { Services } from '../services.ts'
import type { AtlasContext } from './context.ts'
import type { Query } from './query.ts'
import type { RateGroup } from './rate-limit.ts'

/** A fact that a check has established before the handler runs. */
export type Checked = Required<AtlasContext>

/** An answer before it is written. */
export interface Answer {
  status: number
  /** Undefined: no body. */
  body?: object
}

/** One operation of the Atlas API: the route, the checks and the documentation all follow from it. */
export interface Operation {
  operationId: OperationId
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Path below the surface's prefix, as Fastify writes it. */
  path: string
  /** X-Java-Method, as recorded. */
  javaMethod: string
  rateGroup: RateGroup
  query: readonly (keyof Query)[]
  hasBody: boolean
  success: { status: number; schema?: string }
  /** Statuses that the official document declares. */
  errors: readonly number[]
  tag: string
  summary: string
  description: string
  /** `x-rolesRequirements` of the official document. */
  roles: readonly string[]
  handle(request: FastifyRequest, checked: Checked, services: Services): Answer
}
