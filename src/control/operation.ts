import type { FastifyReply } from 'fastify'
import type { Services } from '../services.ts'

/** A parsed and validated request of the control plane. */
export interface ControlRequest<Body = unknown> {
  params: Record<string, string>
  query: Record<string, string | number | boolean | undefined>
  /** Undefined: none was sent. */
  body: Body
  /** The sandbox that the call is narrowed to. */
  sandbox: string | undefined
  /** Scheme and host under which the caller knows the mock. */
  origin: string
  /** Makes a signal that is aborted when nobody waits for the answer any longer. */
  signal: () => AbortSignal
}

/** What the operations work with. */
export interface ControlContext {
  services: Services
  /** Rows of the error catalogue with the operations that can raise each. */
  raisedBy: () => ReadonlyMap<string, readonly string[]>
  /** Operations that a fault or a matcher can name. */
  operationIds: readonly string[]
}

/** One operation of the control plane: the route, the checks and the documentation all follow from it. */
export interface ControlOperation {
  operationId: string
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path below {@link CONTROL_PATH}, as Fastify writes it. */
  path: string
  summary: string
  description: string
  /** Whether a sandbox narrows it, by `?sandbox=` or by a path below the sandbox's own. */
  isScoped?: true
  /** JSON Schema of each query parameter beside `sandbox`. */
  query?: Readonly<Record<string, object>>
  /** Name of the body's schema; the body may be left out where it requires nothing. */
  body?: string
  /** Bytes that a body may have, where not Fastify's default. */
  bodyLimit?: number
  success: { status: number; schema?: string; contentType?: string }
  /** Statuses of the problems that it answers with, beside 400, 401 and 403, and 413 where it has a body. */
  problems?: readonly number[]
  /** Needs no token. */
  isOpen?: true
  /** @returns the answer's body, undefined for none; the reply where the operation answers by itself */
  handle(request: ControlRequest, context: ControlContext, reply?: FastifyReply): unknown
}

/** An operation whose body has been validated as what its schema describes. */
export function operation<Body>(
  definition: Omit<ControlOperation, 'handle'> & {
    handle(request: ControlRequest<Body>, context: ControlContext, reply?: FastifyReply): unknown
  }
): ControlOperation {
  return definition as ControlOperation
}
