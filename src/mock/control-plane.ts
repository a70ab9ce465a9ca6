import type { CallsFile } from '../../types/calls.d.ts'
import type {
  AdvanceBody,
  AlertBody,
  Clock,
  ClockBody,
  Delivery,
  DeliveryList,
  Fault,
  FaultBody,
  Har,
  LeastPrivilege,
  NoncesBody,
  OrganizationList,
  Principal,
  PrincipalList,
  PrincipalPatch,
  RecordedRequest,
  RequestFilter,
  RequestList,
  ResetBody,
  RevokeBody,
  SnapshotList,
  State,
  Stub,
  StubBody,
  StubList,
  Verification,
  VerifyBody,
  WaitBody
} from '../../types/wire.d.ts'
import { type ControlCall, dispatch } from '../control-api/dispatcher.ts'
import type { ControlContext, ControlOperation } from '../control-api/operation.ts'
import { CONTROL_OPERATIONS } from '../control-api/operations.ts'

/** Calls an operation of the control plane. */
export type ControlCaller = <T>(operationId: string, call?: Omit<ControlCall, 'origin'>) => T

const OPERATIONS = new Map(CONTROL_OPERATIONS.map(operation => [operation.operationId, operation]))

/** Returns a function that calls the control plane of the mock or of a sandbox. @param origin base URL of the mock */
export function createCaller(context: ControlContext, origin: string, sandbox?: string): ControlCaller {
  return <T>(operationId: string, call: Omit<ControlCall, 'origin'> = {}) => {
    const operation = OPERATIONS.get(operationId) as ControlOperation
    const query = { ...call.query, ...(operation.acceptsSandbox && { sandbox }) }
    const given = Object.entries(query).filter(([, value]) => value !== undefined)
    // Body and result are copies: as over HTTP, later changes by the caller must not have an effect.
    const request = {
      ...call,
      body: structuredClone(call.body),
      query: Object.fromEntries(given),
      origin
    }
    const result = dispatch(operation, request, context)
    return (result instanceof Promise || operation.returnsCopy ? result : structuredClone(result)) as T
  }
}

/** A part of the control plane. Its functions are properties: tests pass them on, as in `afterEach(mock.reset)`. */
class Part {
  /** @internal */
  declare protected readonly call: ControlCaller

  /** @internal */
  constructor(call: ControlCaller) {
    // Not enumerable: it is not for users.
    Object.defineProperty(this, 'call', { value: call })
  }
}

/** Faults of the mock or of one sandbox. */
export class FaultsHandle extends Part {
  /** Adds a fault. @throws {ControlProblem} 400 for an invalid one */
  readonly add = (fault: FaultBody): Fault => this.call('createFault', { body: fault })

  /** Returns all faults in creation order. */
  readonly list = (): Fault[] => this.call<{ results: Fault[] }>('listFaults').results

  /** Returns a fault with its counters. @throws {ControlProblem} 404 */
  readonly get = (id: string): Fault => this.call('getFault', { params: { id } })

  /** Removes a fault. @throws {ControlProblem} 404 */
  readonly remove = (id: string): void => this.call('deleteFault', { params: { id } })

  /** Removes all faults. */
  readonly clear = (): void => this.call('deleteFaults')

  /** Asserts that every fault fired. @throws {Error} naming the others */
  readonly assertFired = (): void => {
    const idle = this.list().filter(({ fired }) => !fired)
    if (idle.length === 0) return
    throw new Error(`faults that never fired: ${idle.map(nameOf).join(', ')}`)
  }

  /**
   * Asserts that every fault fired as often as `first` allows, without `first` at least once.
   *
   * @throws {Error} naming the others
   */
  readonly assertUsedUp = (): void => {
    const { results } = this.call<{ results: Fault[] }>('listFaults', { query: { usedUp: false } })
    if (results.length === 0) return
    const left = results.map(fault => {
      const { first } = fault.when ?? {}
      return `${nameOf(fault)} ${first === undefined ? 'never fired' : `fired ${fault.hits} of ${first} times`}`
    })
    throw new Error(`faults that are not used up: ${left.join(', ')}`)
  }
}

/** Stubs of the mock or of one sandbox: responses for requests that the mock does not know. */
export class StubsHandle extends Part {
  /** Adds a stub. @throws {ControlProblem} 400 for a method and path that the mock serves itself */
  readonly add = (stub: StubBody): Stub => this.call('createStub', { body: stub })

  /** Returns all stubs in creation order. */
  readonly list = (): Stub[] => this.call<StubList>('listStubs').results

  /** Returns a stub. @throws {ControlProblem} 404 */
  readonly get = (id: string): Stub => this.call('getStub', { params: { id } })

  /** Removes a stub. @throws {ControlProblem} 404 */
  readonly remove = (id: string): void => this.call('deleteStub', { params: { id } })

  /** Removes all stubs. */
  readonly clear = (): void => this.call('deleteStubs')
}

/** The journal of the mock or of one sandbox. */
export class RequestsHandle extends Part {
  /** Returns the recorded requests that match a filter, the oldest first. */
  readonly list = (filter?: RequestFilter): RecordedRequest[] =>
    this.call<RequestList>('listRequests', { query: { ...filter } }).results

  /** Compares the recorded requests with an expectation. */
  readonly verify = (expectation: VerifyBody): Verification =>
    this.call('verifyRequests', { body: expectation })

  /** Asserts that a verification passes. @throws {Error} with what is needed to fix the test */
  readonly assert = (expectation: VerifyBody): void => {
    const { pass, message } = this.verify(expectation)
    if (!pass) throw new Error(message)
  }

  /** Waits for matching requests. @throws {ControlProblem} 408 after the timeout, with the text of `assert` */
  readonly wait = async (expectation: WaitBody): Promise<Verification> =>
    await this.call<Promise<Verification>>('waitForRequests', { body: expectation })

  /** Returns the journal as a table in plain text: time, method, path, status, reason. */
  readonly table = (filter?: RequestFilter): string => this.call('printRequests', { query: { ...filter } })

  /** Exports the recorded requests that match a filter as an HTTP archive (HAR 1.2), without secrets. */
  readonly har = (filter?: RequestFilter): Har => this.call('exportRequests', { query: { ...filter } })

  /** Returns the minimal roles of each caller, compared with its assigned roles. */
  readonly leastPrivilege = (
    filter?: Pick<RequestFilter, 'principal' | 'since'>
  ): LeastPrivilege['results'] =>
    this.call<LeastPrivilege>('getLeastPrivilege', { query: { ...filter } }).results

  /** Removes the recorded requests. */
  readonly clear = (): void => this.call('deleteRequests')
}

/** The clock of the mock or of one sandbox. */
export class ClockHandle extends Part {
  /** Returns the time. */
  readonly read = (): Clock => this.call('getClock')

  /** Sets the time, and freezes or releases the clock. */
  readonly set = (clock: ClockBody): Clock => this.call('putClock', { body: clock })

  /** Freezes the clock at a time, by default the current one. */
  readonly freeze = (now?: string): Clock => this.set({ ...(now !== undefined && { now }), frozen: true })

  /** Moves the time. @param distance milliseconds or an object; negative values go back */
  readonly advance = (distance: number | AdvanceBody): Clock =>
    this.call('advanceClock', {
      body: typeof distance === 'number' ? { milliseconds: distance } : distance
    })

  /** Returns the clock to the system time. */
  readonly release = (): void => this.call('releaseClock')
}

/** Test alerts of the mock or of one sandbox. */
export class AlertsHandle extends Part {
  /** Posts an alert to the inbox, and to a project's webhook if `deliverTo` includes its host. */
  readonly send = async (alert: AlertBody): Promise<Delivery> =>
    await this.call<Promise<Delivery>>('sendTestAlert', { body: alert })

  /** Returns deliveries, the oldest first. @param filter `limit`: maximum number; keeps the newest */
  readonly inbox = (filter?: { limit?: number }): Delivery[] =>
    this.call<DeliveryList>('listDeliveries', { query: { ...filter } }).results
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

  /** Restores the seed data, or the initial state of the sandbox. */
  readonly reset = (options: ResetBody & { tokens?: 'revoke' } = {}): void => {
    const { tokens, ...body } = options
    this.call('reset', { body, query: { tokens } })
  }

  /** Saves the current state. @param name default: a generated one */
  readonly snapshot = (name = freeName(this.call)): SnapshotHandle => {
    this.call('createSnapshot', { body: { name } })
    return {
      name,
      restore: () => this.call('restoreSnapshot', { params: { name } }),
      remove: () => this.call('deleteSnapshot', { params: { name } })
    }
  }

  /** Returns the whole state, or that of the sandbox. */
  readonly exportState = (): State => this.call('getState')

  /** Replaces the whole state, or that of the sandbox. */
  readonly importState = (document: State): void => this.call('putState', { body: document })

  /** Expires all issued Digest nonces. */
  readonly expireNonces = (options?: NoncesBody): void => this.call('expireNonces', { body: options })

  /** Revokes issued Bearer tokens: all, or those of a service account. */
  readonly revokeTokens = (options?: RevokeBody): void => this.call('revokeTokens', { body: options })

  /** Returns the calls recorded so far. @throws {ControlProblem} 409 without the setting `calls` */
  readonly calls = (): CallsFile => this.call('exportCalls')

  /** Returns API keys and service accounts, seeded ones first and with their valid secrets. */
  readonly principals = (): Principal[] => this.call<PrincipalList>('listPrincipals').results

  /** Returns organizations with their projects in creation order. */
  readonly organizations = (): OrganizationList['results'] =>
    this.call<OrganizationList>('listAllOrganizations').results

  /** Changes the roles, access list, secret or token lifetime of an API key or service account. */
  readonly patchPrincipal = (id: string, patch: PrincipalPatch): Principal =>
    this.call('patchPrincipal', { params: { id }, body: patch })
}

function nameOf({ id, name, effect, match = {} }: Fault): string {
  const call = [match.method, match.operation, match.path].filter(fact => fact !== undefined).join(' ')
  return `${name ?? id} (${effect.type}${call === '' ? '' : ` on ${call}`})`
}

function freeName(call: ControlCaller): string {
  const { results } = call<SnapshotList>('listSnapshots')
  const taken = new Set(results.map(({ name }) => name))
  let number = taken.size + 1
  while (taken.has(`snapshot-${number}`)) number++
  return `snapshot-${number}`
}
