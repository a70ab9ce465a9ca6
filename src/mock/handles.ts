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
  ResetBody,
  RevokeBody,
  State,
  Verification,
  VerifyBody,
  WaitBody
} from '../../types/wire.d.ts'

/** Query parameters that narrow the journal. */
export interface RequestFilter {
  operation?: string
  method?: string
  /** Path without query; `*` stands for any run of characters. */
  path?: string
  principal?: string
  status?: number
  errorCode?: string
  fault?: string
  /** Only requests with a higher id. */
  since?: number
  /** The newest so many. */
  limit?: number
  /** false leaves out the first halves of Digest calls. */
  challenges?: boolean
}

/** The fault plan, of everything or of one sandbox. */
export interface FaultsHandle {
  add(fault: FaultBody): Fault
  list(): Fault[]
  /** @throws {Problem} 404 */
  get(id: string): Fault
  /** @throws {Problem} 404 */
  remove(id: string): void
  clear(): void
  /** @throws {Error} naming the faults that never fired */
  assertFired(): void
}

/** The journal, of everything or of one sandbox. */
export interface RequestsHandle {
  list(filter?: RequestFilter): RecordedRequest[]
  verify(expectation: VerifyBody): Verification
  /** @throws {Error} with the nearest misses */
  assert(expectation: VerifyBody): void
  /** The last verification that did not pass, until the journal is emptied; null: there is none. */
  failed(): FailedVerification['failed']
  /** @throws {Problem} 408 when the requests do not come in time */
  wait(expectation: WaitBody): Promise<Verification>
  har(filter?: RequestFilter): Har
  leastPrivilege(filter?: Pick<RequestFilter, 'principal' | 'since'>): LeastPrivilege['results']
  clear(): void
}

/** The clock, of everything or of one sandbox. */
export interface ClockHandle {
  read(): Clock
  set(clock: ClockBody): Clock
  /** Lets it stand still, now or at a time. */
  freeze(now?: string): Clock
  /** @param distance milliseconds, or seconds and milliseconds by name; negative: back */
  advance(distance: number | AdvanceBody): Clock
  release(): void
}

/** Test alerts, of everything or of one sandbox. */
export interface AlertsHandle {
  /** Posts an alert to a project's webhook, which is the inbox unless `deliverTo` names its host. */
  send(alert: AlertBody): Promise<Delivery>
  /** What was posted, the oldest first. @param filter `limit`: the newest so many */
  inbox(filter?: { limit?: number }): Delivery[]
}

/** A copy of the state that can be put back. */
export interface SnapshotHandle {
  name: string
  restore(): void
  remove(): void
}

/** What a test can do beyond Atlas, with everything or with one sandbox. */
export interface Scope {
  faults: FaultsHandle
  requests: RequestsHandle
  clock: ClockHandle
  alerts: AlertsHandle
  /** Puts the seed back, or what the sandbox held at first. */
  reset(options?: ResetBody & { tokens?: 'revoke' }): void
  /** Copies the state. @param name by default one that nobody has */
  snapshot(name?: string): SnapshotHandle
  exportState(): State
  importState(document: State): void
  expireNonces(options?: NoncesBody): void
  revokeTokens(options?: RevokeBody): void
  /** API keys and service accounts, those of the seed first and with their secrets where these are in force. */
  principals(): Principal[]
  /** Organizations with their projects in the order of their creation. */
  organizations(): OrganizationList['results']
  patchPrincipal(id: string, patch: PrincipalPatch): Principal
}
