import type {
  Clock,
  ClockBody,
  Delivery,
  DeliveryList,
  FailedVerification,
  Fault,
  LeastPrivilege,
  Miss,
  OrganizationList,
  PrincipalList,
  RequestList,
  SnapshotList,
  StubList,
  Verification,
  VerifyBody
} from '../../types/wire.d.ts'
import { type ControlCall, dispatch } from '../control-api/dispatcher.ts'
import type { ControlContext, ControlOperation } from '../control-api/operation.ts'
import { CONTROL_OPERATIONS } from '../control-api/operations.ts'
import type {
  AlertsHandle,
  ClockHandle,
  FaultsHandle,
  RequestsHandle,
  Scope,
  StubsHandle
} from './handles.ts'

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
    return (result instanceof Promise ? result : structuredClone(result)) as T
  }
}

/** Creates the control plane of the mock or of a sandbox. */
export function createScope(call: ControlCaller): Scope {
  return {
    faults: createFaults(call),
    stubs: createStubs(call),
    requests: createRequests(call),
    clock: createClock(call),
    alerts: createAlerts(call),
    reset: ({ tokens, ...body } = {}) => call('reset', { body, query: { tokens } }),
    snapshot(name = freeName(call)) {
      call('createSnapshot', { body: { name } })
      return {
        name,
        restore: () => call('restoreSnapshot', { params: { name } }),
        remove: () => call('deleteSnapshot', { params: { name } })
      }
    },
    exportState: () => call('getState'),
    importState: document => call('putState', { body: document }),
    expireNonces: body => call('expireNonces', { body }),
    revokeTokens: body => call('revokeTokens', { body }),
    principals: () => call<PrincipalList>('listPrincipals').results,
    organizations: () => call<OrganizationList>('listAllOrganizations').results,
    patchPrincipal: (id, body) => call('patchPrincipal', { params: { id }, body })
  }
}

function freeName(call: ControlCaller): string {
  const { results } = call<SnapshotList>('listSnapshots')
  const taken = new Set(results.map(({ name }) => name))
  let number = taken.size + 1
  while (taken.has(`snapshot-${number}`)) number++
  return `snapshot-${number}`
}

function createFaults(call: ControlCaller): FaultsHandle {
  const list = () => call<{ results: Fault[] }>('listFaults').results
  return {
    add: body => call('createFault', { body }),
    list,
    get: id => call('getFault', { params: { id } }),
    remove: id => call('deleteFault', { params: { id } }),
    clear: () => call('deleteFaults'),
    assertFired() {
      const idle = list().filter(({ fired }) => !fired)
      if (idle.length === 0) return
      const names = idle.map(({ id, name, effect }) => `${name ?? id} (${effect.type})`)
      throw new Error(`faults that never fired: ${names.join(', ')}`)
    }
  }
}

function createStubs(call: ControlCaller): StubsHandle {
  return {
    add: body => call('createStub', { body }),
    list: () => call<StubList>('listStubs').results,
    get: id => call('getStub', { params: { id } }),
    remove: id => call('deleteStub', { params: { id } }),
    clear: () => call('deleteStubs')
  }
}

function createRequests(call: ControlCaller): RequestsHandle {
  const verify = (body: VerifyBody) => call<Verification>('verifyRequests', { body })
  const failed = () => call<FailedVerification>('getFailedVerification').failed
  return {
    list: filter => call<RequestList>('listRequests', { query: { ...filter } }).results,
    verify,
    assert(body) {
      const verification = verify(body)
      if (!verification.pass) throw new Error(describeFailure(verification, failed()))
    },
    failed,
    wait: async body => await call<Promise<Verification>>('waitForRequests', { body }),
    har: filter => call('exportRequests', { query: { ...filter } }),
    leastPrivilege: filter => call<LeastPrivilege>('getLeastPrivilege', { query: { ...filter } }).results,
    clear: () => call('deleteRequests')
  }
}

function createClock(call: ControlCaller): ClockHandle {
  const set = (body: ClockBody) => call<Clock>('putClock', { body })
  return {
    read: () => call('getClock'),
    set,
    freeze: now => set({ ...(now !== undefined && { now }), frozen: true }),
    advance: distance =>
      call('advanceClock', {
        body: typeof distance === 'number' ? { milliseconds: distance } : distance
      }),
    release: () => call('releaseClock')
  }
}

function createAlerts(call: ControlCaller): AlertsHandle {
  return {
    send: async body => await call<Promise<Delivery>>('sendTestAlert', { body }),
    inbox: filter => call<DeliveryList>('listDeliveries', { query: { ...filter } }).results
  }
}

/** Describes a failed verification: the expectation without values that may be secret, and the misses. */
function describeFailure(
  { expected, matched, nearest = [], offending = [] }: Verification,
  failed: FailedVerification['failed']
): string {
  const lines = nearest.flatMap(({ request, misses }) => [
    `  nearest: #${request.id} ${request.method} ${request.url} ${request.status ?? 'no response'}`,
    ...misses.map(miss => `    ${describeMiss(miss)}`)
  ])
  const many = offending.length > 0 ? [`  too many: ${offending.map(id => `#${id}`).join(', ')}`] : []
  const { count: _count, since: _since, ...expectation } = { ...failed?.asked }
  const what = `  expectation: ${JSON.stringify(expectation)}`
  return [`verification failed: expected ${expected}, found ${matched}`, what, ...lines, ...many].join('\n')
}

function describeMiss({ at, code, expected, actual }: Miss): string {
  const found = code === 'different' && actual !== undefined ? `was ${JSON.stringify(actual)}` : code
  const allowed = expected?.map(value => JSON.stringify(value)).join(' or ')
  return allowed === undefined ? `${at}: ${code}` : `${at}: expected ${allowed}, ${found}`
}
