import type { FastifyReply } from 'fastify'
import { ControlProblem, invalidBody } from '../control/problem.ts'
import { StateError } from '../state/document.ts'
import type { ControlContext, ControlOperation, ControlRequest } from './control-operation.ts'
import { validateBody, validateQuery } from './schemas.ts'

/** An unvalidated call of an operation. Its signal aborts when the client disconnects. */
export type ControlCall = Pick<ControlRequest, 'params' | 'query' | 'origin'> & Partial<ControlRequest>

/**
 * Validates a call, from HTTP or from this process, and runs the operation.
 *
 * @returns the response body
 * @throws {ControlProblem} for an invalid or rejected call
 */
export function dispatch(
  operation: ControlOperation,
  call: ControlCall,
  context: ControlContext,
  reply?: FastifyReply
): unknown {
  const { control, settings } = context.services
  if (control.closing.aborted) throw new ControlProblem(503, 'the mock is closed')
  if (!settings.control && !operation.isOpen) throw new ControlProblem(404, 'the control plane is off')
  const { params, query, origin } = call
  // JSON null counts as no body, and no body as an empty object.
  const body = call.body ?? {}
  validateQuery(operation, query, context)
  const querySandbox = query['sandbox'] as string | undefined
  const sandbox = call.sandbox ?? querySandbox
  if (querySandbox !== undefined && querySandbox !== sandbox) {
    throw new ControlProblem(400, 'invalid query', [
      { path: 'sandbox', detail: `must be omitted or match the path: ${sandbox}` }
    ])
  }
  control.sandboxes.check(sandbox)
  if (operation.body !== undefined) validateBody(operation.body, body, context)
  const signal = () => (call.signal ? AbortSignal.any([call.signal(), control.closing]) : control.closing)
  try {
    const result = operation.handle({ params, query, body, sandbox, origin, signal }, context, reply)
    if (operation.method === 'GET') return result
    const change = { operation: operation.operationId, sandbox: sandbox ?? null }
    const publish = () => {
      for (const notify of control.changeListeners) notify(change)
    }
    // Not before the operation is complete.
    if (result instanceof Promise) result.then(publish, publish)
    else publish()
    return result
  } catch (error) {
    if (!(error instanceof StateError)) throw error
    throw invalidBody(error.path || '/', error.message)
  }
}
