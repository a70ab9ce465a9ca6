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
  Verification,
  VerifyBody
} from '../../types/wire.d.ts'
import type { ControlCaller } from './control-caller.ts'
import type {
  AlertsHandle,
  ClockHandle,
  FaultsHandle,
  RequestFilter,
  RequestsHandle,
  Scope
} from './handles.ts'

/** Creates the control plane of the mock, or of the caller's sandbox. */
export function createScope(caller: ControlCaller): Scope {
  return {
    faults: createFaults(caller),
    requests: createRequests(caller),
    clock: createClock(caller),
    alerts: createAlerts(caller),
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
    principals: () => caller.call<PrincipalList>('listPrincipals').results,
    organizations: () => caller.call<OrganizationList>('listAllOrganizations').results,
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
  const failed = () => caller.call<FailedVerification>('getFailedVerification').failed
  return {
    list: filter => caller.call<RequestList>('listRequests', { query: queryOf(filter) }).results,
    verify,
    assert(body) {
      const verification = verify(body)
      if (verification.pass) return
      throw new Error(describeFailure(verification, failed()))
    },
    failed,
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

function createAlerts(caller: ControlCaller): AlertsHandle {
  return {
    send: async body => await caller.call<Promise<Delivery>>('sendTestAlert', { body }),
    inbox: filter => caller.call<DeliveryList>('listDeliveries', { query: { ...filter } }).results
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
