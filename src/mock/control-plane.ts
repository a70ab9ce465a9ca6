import type { CallsFile } from '../../types/calls.d.ts'
import type {
  AdvanceBody,
  AlertBody,
  Clock,
  ControlFunctions,
  ResetBody,
  TypeMatch,
  VerifyBody,
  WaitBody
} from '../../types/wire.d.ts'
import { parameterNames } from '../base/request-target.ts'
import { faultName } from '../control/faults.ts'
import type { ControlContext } from '../control-api/control-operation.ts'
import { type ControlCall, dispatch } from '../control-api/dispatcher.ts'
import { CONTROL_OPERATIONS } from '../control-api/operations.ts'

/**
 * Returns the operations as functions of path parameter, body and query, for the mock or for a sandbox.
 *
 * @param origin base URL of the mock
 */
export function createFunctions(context: ControlContext, origin: string, sandbox?: string): ControlFunctions {
  const functions = CONTROL_OPERATIONS.map(operation => {
    const call = (...args: unknown[]) => {
      const params = Object.fromEntries(parameterNames(operation.path).map(name => [name, args.shift()]))
      // Body and result are copies: as over HTTP, later changes by the caller must not have an effect.
      const body = operation.body === undefined ? undefined : structuredClone(args.shift())
      const query = {
        ...(operation.query && (args.shift() as object)),
        ...(operation.acceptsSandbox && { sandbox })
      }
      const given = Object.entries(query).filter(([, value]) => value !== undefined)
      const request = { params, body, query: Object.fromEntries(given), origin } as ControlCall
      const result = dispatch(operation, request, context)
      if (result instanceof Promise) return result
      const copy = operation.returnsCopy ? result : structuredClone(result)
      return Object(copy).results ?? copy
    }
    return [operation.operationId, call]
  })
  return Object.fromEntries(functions) as ControlFunctions
}

/** A part of the control plane. Its functions are properties: tests pass them on, as in `afterEach(mock.reset)`. */
class Part {
  readonly #call: ControlFunctions

  /** @internal */
  constructor(call: ControlFunctions) {
    this.#call = call
  }

  /** @internal */
  protected get call(): ControlFunctions {
    return this.#call
  }
}

/** Faults of the mock or of one sandbox. */
export class FaultsHandle extends Part {
  /** Adds a fault. @throws {ControlProblem} 400 for an invalid one */
  readonly add = this.call.createFault
  /** Returns all faults in creation order. */
  readonly list = this.call.listFaults
  /** Returns a fault with its counters. @throws {ControlProblem} 404 */
  readonly get = this.call.getFault
  /** Removes a fault. @throws {ControlProblem} 404 */
  readonly remove = this.call.deleteFault
  /** Removes all faults. */
  readonly clear = this.call.deleteFaults
  /** Asserts that every fault fired. @throws {Error} naming the others */
  readonly assertFired = (): void => {
    const idle = this.list({ fired: false })
    if (idle.length > 0) throw new Error(`faults that never fired: ${idle.map(faultName).join(', ')}`)
  }
  /**
   * Asserts that every fault fired as often as `first` allows, without `first` at least once.
   *
   * @throws {Error} naming the others
   */
  readonly assertUsedUp = (): void => {
    const left = this.list({ usedUp: false }).map(fault => {
      const { first } = fault.when ?? {}
      return `${faultName(fault)} ${first === undefined ? 'never fired' : `fired ${fault.hits} of ${first} times`}`
    })
    if (left.length > 0) throw new Error(`faults that are not used up: ${left.join(', ')}`)
  }
}

/** Stubs of the mock or of one sandbox: responses for requests that the mock does not know. */
export class StubsHandle extends Part {
  /** Adds a stub. @throws {ControlProblem} 400 for a method and path that the mock serves itself */
  readonly add = this.call.createStub
  /** Returns all stubs in creation order. */
  readonly list = this.call.listStubs
  /** Returns a stub. @throws {ControlProblem} 404 */
  readonly get = this.call.getStub
  /** Removes a stub. @throws {ControlProblem} 404 */
  readonly remove = this.call.deleteStub
  /** Removes all stubs. */
  readonly clear = this.call.deleteStubs
}

/** The journal of the mock or of one sandbox. */
export class RequestsHandle extends Part {
  /** Returns the recorded requests that match a filter, the oldest first. */
  readonly list = this.call.listRequests
  /** Compares the recorded requests with an expectation. */
  readonly verify = this.call.verifyRequests
  /** Asserts that a verification passes. @throws {Error} with what is needed to fix the test */
  readonly assert = <Type extends TypeMatch>(expectation: VerifyBody<Type>): void => {
    const { pass, message } = this.verify(expectation)
    if (!pass) throw new Error(message)
  }
  /** Waits for matching requests. @throws {ControlProblem} 408 after the timeout, with the text of `assert` */
  readonly wait = async <Type extends TypeMatch>(expectation: WaitBody<Type>) =>
    await this.call.waitForRequests(expectation)
  /** Asserts that there is no advice. @throws {Error} with the advice */
  readonly assertNoAdvice = (): void => {
    const found = this.call.listAdvice()
    const lines = found.map(({ code, requests, text }) => `${code}, requests ${requests.join(', ')}: ${text}`)
    if (lines.length > 0) throw new Error(lines.join('\n'))
  }
  /** Returns the journal as a table in plain text: time, method, path, status, reason; then the alerts of the inbox. */
  readonly table = this.call.printRequests
  /** Exports the recorded requests that match a filter as an HTTP archive (HAR 1.2), without secrets. */
  readonly har = this.call.exportRequests
  /** Removes the recorded requests. */
  readonly clear = this.call.deleteRequests
}

/** The clock of the mock or of one sandbox. */
export class ClockHandle extends Part {
  /** Returns the time. */
  readonly read = this.call.getClock
  /** Sets the time, and freezes or releases the clock. */
  readonly set = this.call.putClock
  /** Freezes the clock at a time, by default the current one. */
  readonly freeze = (now?: string): Clock => this.set({ ...(now !== undefined && { now }), frozen: true })
  /** Moves the time; negative values go back. @throws {TypeError} for a number, which has no unit */
  readonly advance = (distance: AdvanceBody): Clock => {
    // A caller in JavaScript has no type check.
    if (typeof distance !== 'number') return this.call.advanceClock(distance)
    throw new TypeError('clock.advance takes an object such as { seconds: 3600 }, not a number')
  }
  /** Returns the clock to the system time. */
  readonly release = this.call.releaseClock
}

/** Test alerts of the mock or of one sandbox. */
export class AlertsHandle extends Part {
  /** Posts an alert to the inbox, and to a project's webhook if `deliverTo` includes its host. */
  readonly send = async (alert: AlertBody) => await this.call.sendTestAlert(alert)
  /** Returns deliveries, the oldest first. `limit`: maximum number; keeps the newest */
  readonly inbox = this.call.listDeliveries
}

/** A saved state. */
export interface SnapshotHandle {
  /** Name of the snapshot. */
  name: string
  /** Restores the saved state. */
  restore(): void
  /** Removes the snapshot. */
  remove(): void
}

/** The control plane of the mock or of one sandbox. */
export class ControlPlane extends Part {
  /** Makes requests fail or stall. */
  readonly faults = new FaultsHandle(this.call)
  /** Responds to requests that the mock does not know. */
  readonly stubs = new StubsHandle(this.call)
  /** Lists and verifies the requests of clients. */
  readonly requests = new RequestsHandle(this.call)
  /** Controls the time. */
  readonly clock = new ClockHandle(this.call)
  /** Sends test alerts and shows the inbox. */
  readonly alerts = new AlertsHandle(this.call)
  /** Returns what clients did that will hurt on Atlas, although the mock accepted it. */
  readonly advice = this.call.listAdvice
  /** Restores the seed data, or the initial state of the sandbox. */
  readonly reset = ({ tokens, ...body }: ResetBody & { tokens?: 'revoke' } = {}): void =>
    this.call.reset(body, tokens && { tokens })
  /** Saves the current state. @param name default: a generated one */
  readonly snapshot = (name = freeName(this.call)): SnapshotHandle => {
    this.call.createSnapshot({ name })
    return {
      name,
      restore: () => this.call.restoreSnapshot(name),
      remove: () => this.call.deleteSnapshot(name)
    }
  }
  /** Returns the whole state, or that of the sandbox. */
  readonly exportState = this.call.getState
  /** Replaces the whole state, or that of the sandbox. */
  readonly importState = this.call.putState
  /** Expires all issued Digest nonces. */
  readonly expireNonces = this.call.expireNonces
  /** Revokes issued Bearer tokens: all, or those of a service account. */
  readonly revokeTokens = this.call.revokeTokens
  /** Returns the calls recorded so far. @throws {ControlProblem} 409 without the setting `calls` */
  readonly calls = this.call.exportCalls as unknown as () => CallsFile
  /** Returns API keys and service accounts, seeded ones first and with their valid secrets. */
  readonly principals = this.call.listPrincipals
  /** Returns organizations with their projects in creation order. */
  readonly organizations = this.call.listAllOrganizations
  /** Changes the roles, access list, secret or token lifetime of an API key or service account. */
  readonly patchPrincipal = this.call.patchPrincipal
}

function freeName(call: ControlFunctions): string {
  const taken = call.listSnapshots().map(({ name }) => name)
  let number = taken.length + 1
  while (taken.includes(`snapshot-${number}`)) number++
  return `snapshot-${number}`
}
