import type {
  AdvanceBody,
  AlertBody,
  Clock,
  ClockBody,
  Delivery,
  FailedVerification,
  Fault,
  FaultBody,
  Har,
  LeastPrivilege,
  NoncesBody,
  OrganizationList,
  Principal,
  PrincipalPatch,
  RecordedRequest,
  RequestFilter,
  ResetBody,
  RevokeBody,
  State,
  Stub,
  StubBody,
  Verification,
  VerifyBody,
  WaitBody
} from '../../types/wire.d.ts'

/** Faults of the mock or of one sandbox. */
export interface FaultsHandle {
  add(fault: FaultBody): Fault
  list(): Fault[]
  /** @throws {ControlProblem} 404 */
  get(id: string): Fault
  /** @throws {ControlProblem} 404 */
  remove(id: string): void
  clear(): void
  /** Asserts that every fault fired. @throws {Error} naming the others */
  assertFired(): void
}

/** Stubs of the mock or of one sandbox: responses for requests that the mock does not know. */
export interface StubsHandle {
  /** @throws {ControlProblem} 400 for a method and path that the mock serves itself */
  add(stub: StubBody): Stub
  list(): Stub[]
  /** @throws {ControlProblem} 404 */
  get(id: string): Stub
  /** @throws {ControlProblem} 404 */
  remove(id: string): void
  clear(): void
}

/** The journal of the mock or of one sandbox. */
export interface RequestsHandle {
  list(filter?: RequestFilter): RecordedRequest[]
  verify(expectation: VerifyBody): Verification
  /** Asserts that a verification passes. @throws {Error} with the nearest misses */
  assert(expectation: VerifyBody): void
  /** Returns the last failed verification since the journal was cleared; null: none failed. */
  failed(): FailedVerification['failed']
  /** Waits for matching requests. @throws {ControlProblem} 408 after the timeout */
  wait(expectation: WaitBody): Promise<Verification>
  har(filter?: RequestFilter): Har
  leastPrivilege(filter?: Pick<RequestFilter, 'principal' | 'since'>): LeastPrivilege['results']
  clear(): void
}

/** The clock of the mock or of one sandbox. */
export interface ClockHandle {
  read(): Clock
  set(clock: ClockBody): Clock
  /** Freezes the clock at a time, by default the current one. */
  freeze(now?: string): Clock
  /** Moves the time. @param distance milliseconds or an object; negative values go back */
  advance(distance: number | AdvanceBody): Clock
  release(): void
}

/** Test alerts of the mock or of one sandbox. */
export interface AlertsHandle {
  /** Posts an alert to the inbox, and to a project's webhook if `deliverTo` includes its host. */
  send(alert: AlertBody): Promise<Delivery>
  /** Returns deliveries, the oldest first. @param filter `limit`: maximum number; keeps the newest */
  inbox(filter?: { limit?: number }): Delivery[]
}

/** A saved state. */
export interface SnapshotHandle {
  name: string
  restore(): void
  remove(): void
}

/** The control plane of the mock or of one sandbox. */
export interface Scope {
  faults: FaultsHandle
  stubs: StubsHandle
  requests: RequestsHandle
  clock: ClockHandle
  alerts: AlertsHandle
  /** Restores the seed data, or the initial state of the sandbox. */
  reset(options?: ResetBody & { tokens?: 'revoke' }): void
  /** Saves the current state. @param name default: a generated one */
  snapshot(name?: string): SnapshotHandle
  exportState(): State
  importState(document: State): void
  expireNonces(options?: NoncesBody): void
  revokeTokens(options?: RevokeBody): void
  /** Returns API keys and service accounts, seeded ones first and with their valid secrets. */
  principals(): Principal[]
  /** Returns organizations with their projects in creation order. */
  organizations(): OrganizationList['results']
  patchPrincipal(id: string, patch: PrincipalPatch): Principal
}
