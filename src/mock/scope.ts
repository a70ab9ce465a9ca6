import type {
  AdvanceBody,
  Clock,
  ClockBody,
  Fault,
  FaultBody,
  Har,
  LeastPrivilege,
  NoncesBody,
  Principal,
  PrincipalPatch,
  RecordedRequest,
  RequestList,
  ResetBody,
  RevokeBody,
  SnapshotList,
  State,
  Verification,
  VerifyBody,
  WaitBody
} from '../../types/wire.d.ts'
import type { ControlCall, Dispatcher } from '../control/dispatcher.ts'
import type { ControlOperation } from '../control/operation.ts'
import { CONTROL_OPERATIONS } from '../control/operations.ts'

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
  /** Puts the seed back, or what the sandbox held at first. */
  reset(options?: ResetBody & { tokens?: 'revoke' }): void
  /** Copies the state. @param name by default one that nobody has */
  snapshot(name?: string): SnapshotHandle
  exportState(): State
  importState(document: State): void
  expireNonces(options?: NoncesBody): void
  revokeTokens(options?: RevokeBody): void
  patchPrincipal(id: string, patch: PrincipalPatch): Principal
}

const BY_ID = new Map(CONTROL_OPERATIONS.map(operation => [operation.operationId, operation]))

/** Calls the control plane's operations, narrowed to a sandbox where there is one. */
export class ControlCaller {
  readonly #dispatcher: Dispatcher
  readonly #origin: () => string
  readonly #sandbox: string | undefined

  constructor(dispatcher: Dispatcher, origin: () => string, sandbox?: string) {
    this.#dispatcher = dispatcher
    this.#origin = origin
    this.#sandbox = sandbox
  }

  call<T>(operationId: string, call: Omit<ControlCall, 'origin'> = {}): T {
    const operation = BY_ID.get(operationId) as ControlOperation
    const query = { ...call.query, ...(operation.isScoped && { sandbox: this.#sandbox }) }
    const given = Object.entries(query).filter(([, value]) => value !== undefined)
    return this.#dispatcher.run(operation, {
      ...call,
      // What the caller does with it afterwards is of no account, as over HTTP.
      body: structuredClone(call.body),
      query: Object.fromEntries(given),
      origin: this.#origin()
    }) as T
  }
}

export function createScope(caller: ControlCaller): Scope {
  return {
    faults: createFaults(caller),
    requests: createRequests(caller),
    clock: createClock(caller),
    reset: ({ tokens, ...body } = {}) => caller.call('reset', { body, query: { tokens } }),
    snapshot(given) {
      const name = given ?? freeName(caller)
      caller.call('createSnapshot', { body: { name } })
      return {
        name,
        restore: () => caller.call('restoreSnapshot', { params: { name } }),
        remove: () => caller.call('deleteSnapshot', { params: { name } })
      }
    },
    exportState: () => caller.call('getState'),
    importState: document => caller.call('putState', { body: document }),
    expireNonces: body => caller.call('expireNonces', { body }),
    revokeTokens: body => caller.call('revokeTokens', { body }),
    patchPrincipal: (id, body) => caller.call('patchPrincipal', { params: { id }, body })
  }
}

function freeName(caller: ControlCaller): string {
  const { results } = caller.call<SnapshotList>('listSnapshots')
  const taken = new Set(results.map(({ name }) => name))
  let number = taken.size + 1
  while (taken.has(`snapshot-${number}`)) number++
  return `snapshot-${number}`
}

function createFaults(caller: ControlCaller): FaultsHandle {
  const list = () => caller.call<{ results: Fault[] }>('listFaults').results
  return {
    add: body => caller.call('createFault', { body }),
    list,
    get: id => caller.call('getFault', { params: { id } }),
    remove: id => caller.call('deleteFault', { params: { id } }),
    clear: () => caller.call('deleteFaults'),
    assertFired() {
      const idle = list().filter(({ fired }) => !fired)
      if (idle.length === 0) return
      const names = idle.map(({ id, name, effect }) => `${name ?? id} (${effect.type})`)
      throw new Error(`faults that never fired: ${names.join(', ')}`)
    }
  }
}

function createRequests(caller: ControlCaller): RequestsHandle {
  const queryOf = (filter: RequestFilter = {}) => ({ ...filter })
  const verify = (body: VerifyBody) => caller.call<Verification>('verifyRequests', { body })
  return {
    list: filter => caller.call<RequestList>('listRequests', { query: queryOf(filter) }).results,
    verify,
    assert(body) {
      const verification = verify(body)
      if (verification.pass) return
      throw new Error(tell(verification))
    },
    wait: async body => await caller.call<Promise<Verification>>('waitForRequests', { body }),
    har: filter => caller.call('exportRequests', { query: queryOf(filter) }),
    leastPrivilege: filter =>
      caller.call<LeastPrivilege>('getLeastPrivilege', { query: queryOf(filter) }).results,
    clear: () => caller.call('deleteRequests')
  }
}

function createClock(caller: ControlCaller): ClockHandle {
  const set = (body: ClockBody) => caller.call<Clock>('putClock', { body })
  return {
    read: () => caller.call('getClock'),
    set,
    freeze: now => set({ ...(now !== undefined && { now }), frozen: true }),
    advance: distance =>
      caller.call('advanceClock', {
        body: typeof distance === 'number' ? { milliseconds: distance } : distance
      }),
    release: () => caller.call('releaseClock')
  }
}

/** A failed verification in words, one line for each miss. */
function tell({ expected, matched, nearest = [], offending = [] }: Verification): string {
  const lines = nearest.flatMap(({ request, misses }) => [
    `  nearest: #${request.id} ${request.method} ${request.url} ${request.status ?? 'no answer'}`,
    ...misses.map(({ at, why }) => `    ${at}: ${why}`)
  ])
  const many = offending.length > 0 ? [`  too many: ${offending.map(id => `#${id}`).join(', ')}`] : []
  return [`expected ${expected} of the requests, found ${matched}`, ...lines, ...many].join('\n')
}
