import type { FastifyReply } from 'fastify'
import { Problem } from '../control/problem.ts'
import { StateError } from '../state/document.ts'
import type { ControlContext, ControlOperation, ControlRequest } from './operation.ts'
import { ControlValidator } from './schemas.ts'

/** An unvalidated call of an operation. */
export interface ControlCall {
  params?: Record<string, string>
  query?: Record<string, string | number | boolean | undefined>
  /** Sandbox id from the path. */
  sandbox?: string | undefined
  /** Undefined: no body. */
  body?: unknown
  origin: string
  /** Creates a signal that aborts when the client disconnects. */
  disconnected?: () => AbortSignal
}

/** Validates and runs calls of the control plane, from HTTP and from this process. */
export class Dispatcher {
  readonly context: ControlContext
  readonly #validator = new ControlValidator()

  constructor(context: ControlContext) {
    this.context = context
  }

  /**
   * Validates a call and runs the operation.
   *
   * @returns the response body
   * @throws {Problem} for an invalid or rejected call
   */
  run(operation: ControlOperation, call: ControlCall, reply?: FastifyReply): unknown {
    const { control, settings } = this.context.services
    if (control.closing.aborted) throw new Problem(503, 'the mock is closed')
    if (!settings.control && !operation.isOpen) throw new Problem(404, 'the control plane is off')
    const { params = {}, query = {}, origin, disconnected } = call
    // JSON null counts as no body, and no body as an empty object.
    const body = call.body ?? {}
    this.#validator.query(operation, query)
    const querySandbox = query['sandbox'] as string | undefined
    const sandbox = call.sandbox ?? querySandbox
    if (querySandbox !== undefined && querySandbox !== sandbox) {
      throw new Problem(400, 'invalid query', [
        { path: 'sandbox', detail: `must be omitted or match the path: ${sandbox}` }
      ])
    }
    control.sandboxes.check(sandbox)
    if (operation.body !== undefined) this.#validator.body(operation.body, body)
    const request: ControlRequest = {
      params,
      query,
      body,
      sandbox,
      origin,
      signal: () => (disconnected ? AbortSignal.any([disconnected(), control.closing]) : control.closing)
    }
    try {
      const result = operation.handle(request, this.context, reply)
      if (operation.method !== 'GET') this.#publish(operation, sandbox, result)
      return result
    } catch (error) {
      if (!(error instanceof StateError)) throw error
      throw new Problem(400, 'invalid body', [{ path: error.path || '/', detail: error.message }])
    }
  }

  /** Notifies subscribers after completion. */
  #publish({ operationId }: ControlOperation, sandbox: string | undefined, result: unknown): void {
    const { changeListeners } = this.context.services.control
    const publish = () => {
      for (const notify of changeListeners) notify({ operation: operationId, sandbox: sandbox ?? null })
    }
    if (result instanceof Promise) result.then(publish, publish)
    else publish()
  }
}
