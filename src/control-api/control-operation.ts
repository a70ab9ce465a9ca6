import type { FastifyReply } from 'fastify'
import type { Services } from '../services.ts'

/** A parsed and validated request of the control plane. */
export interface ControlRequest<Body = unknown> {
  /** Those in the operation's path. */
  params: Record<'id' | 'name', string>
  query: Record<string, string | number | boolean | undefined>
  /** An empty object: no body. */
  body: Body
  /** Id of the sandbox that the call applies to; undefined: everything. */
  sandbox: string | undefined
  /** Base URL of the mock as the client sees it. */
  origin: string
  /** Creates a signal that aborts when the client disconnects or the server closes. */
  signal: () => AbortSignal
}

export interface ControlContext {
  services: Services
  /** Returns the operationIds that can raise an error, by the error's id. */
  raisedBy: () => ReadonlyMap<string, readonly string[]>
  /** operationIds allowed in faults and matchers. */
  operationIds: readonly string[]
}

/** One operation of the control plane; routing, validation and documentation derive from it. */
export interface ControlOperation {
  operationId: string
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path below {@link CONTROL_PATH}, with parameters as `{name}`. */
  path: string
  summary: string
  description: string
  /** Whether the operation accepts a sandbox by `?sandbox=` or by path. */
  acceptsSandbox?: true
  /** JSON Schema of each query parameter except `sandbox`. */
  query?: Readonly<Record<string, object>>
  /** Name of the body schema; the body is optional if the schema accepts an empty object. */
  body?: string
  /** Maximum bytes of a body; undefined: Fastify's default, 1 MiB. */
  bodyLimit?: number
  success: { status: number; schema?: string; contentType?: string }
  /** Status codes of problems besides those that follow from the other properties. */
  problems?: readonly number[]
  /** Public: does not require the token. */
  isOpen?: true
  /** Whether the body is large enough to compress. */
  isCompressed?: true
  /** Whether a caller in this process may change the result: the server keeps no reference to it. */
  returnsCopy?: true
  /**
   * Handles a request. An implementation may declare the type of the body, which the dispatcher validates.
   *
   * @returns the response body, undefined for none; the reply if the operation sends the response itself
   */
  handle(request: ControlRequest, context: ControlContext, reply?: FastifyReply): unknown
}
