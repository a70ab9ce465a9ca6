import { type ControlCall, dispatch } from '../control-api/dispatcher.ts'
import type { ControlContext, ControlOperation } from '../control-api/operation.ts'
import { CONTROL_OPERATIONS } from '../control-api/operations.ts'

const BY_ID = new Map(CONTROL_OPERATIONS.map(operation => [operation.operationId, operation]))

/** Calls operations of the control plane, optionally for one sandbox. */
export class ControlCaller {
  readonly #context: ControlContext
  readonly #origin: () => string
  readonly #sandbox: string | undefined

  constructor(context: ControlContext, origin: () => string, sandbox?: string) {
    this.#context = context
    this.#origin = origin
    this.#sandbox = sandbox
  }

  call<T>(operationId: string, call: Omit<ControlCall, 'origin'> = {}): T {
    const operation = BY_ID.get(operationId) as ControlOperation
    const query = { ...call.query, ...(operation.isScoped && { sandbox: this.#sandbox }) }
    const given = Object.entries(query).filter(([, value]) => value !== undefined)
    const request = {
      ...call,
      // As over HTTP, later changes by the caller must not have an effect.
      body: structuredClone(call.body),
      query: Object.fromEntries(given),
      origin: this.#origin()
    }
    return dispatch(operation, request, this.#context) as T
  }
}
