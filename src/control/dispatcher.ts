import type { FastifyReply } from 'fastify'
import { StateFault } from '../state/document.ts'
import type { ControlContext, ControlOperation, ControlRequest } from './operation.ts'
import { Problem } from './problem.ts'
import { ControlValidator } from './schemas.ts'

/** A call of an operation before it is checked. */
export interface ControlCall {
  params?: Record<string, string>
  query?: Record<string, string | number | boolean | undefined>
  /** The sandbox that the path names. */
  sandbox?: string | undefined
  /** Undefined: none was sent. */
  body?: unknown
  origin: string
  /** Makes a signal that is aborted when the caller goes away. */
  gone?: () => AbortSignal
}

/** The one way to an operation of the control plane, over HTTP and in the same process. */
export class Dispatcher {
  readonly context: ControlContext
  readonly #validator = new ControlValidator()

  constructor(context: ControlContext) {
    this.context = context
  }

  /**
   * Checks a call and carries it out.
   *
   * @returns the answer's body
   * @throws {Problem} what the operation refuses
   */
  run(operation: ControlOperation, call: ControlCall, reply?: FastifyReply): unknown {
    const { control, settings } = this.context.services
    if (control.closing.aborted) throw new Problem(503, 'the mock is closed')
    if (!settings.control && !operation.isOpen) throw new Problem(404, 'the control plane is off')
    const { params = {}, query = {}, origin, gone } = call
    // A null is no body.
    const body = call.body ?? undefined
    this.#validator.query(operation, query)
    const asked = query['sandbox'] as string | undefined
    const sandbox = call.sandbox ?? asked
    if (asked !== undefined && asked !== sandbox) {
      throw new Problem(400, 'the query is wrong', [
        { path: 'sandbox', detail: `must be left out or be ${sandbox}, as in the path` }
      ])
    }
    control.sandboxes.check(sandbox)
    if (operation.body !== undefined) this.#validator.body(operation.body, body ?? {})
    const request: ControlRequest = {
      params,
      query,
      body,
      sandbox,
      origin,
      signal: () => (gone ? AbortSignal.any([gone(), control.closing]) : control.closing)
    }
    try {
      const result = operation.handle(request, this.context, reply)
      if (operation.method !== 'GET') this.#tell(operation, sandbox, result)
      return result
    } catch (error) {
      if (!(error instanceof StateFault)) throw error
      throw new Problem(400, 'the body is wrong', [{ path: error.path || '/', detail: error.message }])
    }
  }

  /** Those who follow the mock learn of what was done once it is. */
  #tell({ operationId }: ControlOperation, sandbox: string | undefined, result: unknown): void {
    const { changes } = this.context.services.control
    const tell = () => changes.tell({ operation: operationId, sandbox: sandbox ?? null })
    if (result instanceof Promise) result.then(tell, tell)
    else tell()
  }
}
