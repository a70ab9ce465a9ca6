import type { Fault, FaultBody, StubBody } from '../../../types/wire.d.ts'
import type { ControlOperation, ControlRequest } from '../control-operation.ts'

/** Faults and stubs. */
export const OVERRIDE_OPERATIONS: readonly ControlOperation[] = [
  {
    operationId: 'listFaults',
    method: 'GET',
    path: '/faults',
    summary: 'Return All Faults',
    description: 'All faults with their counters, in creation order.',
    acceptsSandbox: true,
    query: {
      fired: { type: 'boolean', description: 'Only faults that have fired (true) or never fired (false).' },
      usedUp: {
        type: 'boolean',
        description:
          'Only faults that are used up (true) or not (false): they fired as often as `first` allows, without `first` at least once.'
      }
    },
    success: { status: 200, schema: 'FaultList' },
    handle: ({ sandbox, query: { fired, usedUp } }, { services }) => ({
      results: services.faults
        .list(sandbox)
        .filter(fault => fired === undefined || fault.fired === fired)
        .filter(fault => usedUp === undefined || isUsedUp(fault) === usedUp)
    })
  },
  {
    operationId: 'createFault',
    method: 'POST',
    path: '/faults',
    summary: 'Create One Fault',
    description:
      'Adds a fault. At most one fault fires on a request: the stages are checked in order, within a stage the faults in creation order, and the first that is due fires. A fired fault prevents state changes unless its effect is `delay` or `slow` or its stage is `after-commit`.',
    acceptsSandbox: true,
    body: 'FaultBody',
    success: { status: 201, schema: 'Fault' },
    handle: ({ body, sandbox }: ControlRequest<FaultBody>, { services }) => services.faults.add(body, sandbox)
  },
  {
    operationId: 'deleteFaults',
    method: 'DELETE',
    path: '/faults',
    summary: 'Remove All Faults',
    description: 'Removes all faults or those of a sandbox.',
    acceptsSandbox: true,
    success: { status: 204 },
    handle: ({ sandbox }, { services }) => services.faults.clear(sandbox)
  },
  {
    operationId: 'getFault',
    method: 'GET',
    path: '/faults/{id}',
    summary: 'Return One Fault',
    description: 'One fault with its counters.',
    acceptsSandbox: true,
    success: { status: 200, schema: 'Fault' },
    handle: ({ params, sandbox }, { services }) => services.faults.find(params.id, sandbox)
  },
  {
    operationId: 'deleteFault',
    method: 'DELETE',
    path: '/faults/{id}',
    summary: 'Remove One Fault',
    description: 'Removes one fault.',
    acceptsSandbox: true,
    success: { status: 204 },
    handle: ({ params, sandbox }, { services }) => services.faults.remove(params.id, sandbox)
  },
  {
    operationId: 'listStubs',
    method: 'GET',
    path: '/stubs',
    summary: 'Return All Stubs',
    description: 'All stubs in creation order.',
    acceptsSandbox: true,
    success: { status: 200, schema: 'StubList' },
    handle: ({ sandbox }, { services }) => ({ results: services.stubs.list(sandbox) })
  },
  {
    operationId: 'createStub',
    method: 'POST',
    path: '/stubs',
    summary: 'Create One Stub',
    description:
      'Adds a response for a method and path that the mock does not know. Of the stubs that match a request, the newest responds. The caller must authenticate from an allowed address, unless the stub is anonymous; version, project and roles are not checked. Faults apply as on other paths; `Prefer` precedes stubs.',
    acceptsSandbox: true,
    body: 'StubBody',
    success: { status: 201, schema: 'Stub' },
    handle: ({ body, sandbox }: ControlRequest<StubBody>, { services }) => services.stubs.add(body, sandbox)
  },
  {
    operationId: 'deleteStubs',
    method: 'DELETE',
    path: '/stubs',
    summary: 'Remove All Stubs',
    description: 'Removes all stubs or those of a sandbox.',
    acceptsSandbox: true,
    success: { status: 204 },
    handle: ({ sandbox }, { services }) => services.stubs.clear(sandbox)
  },
  {
    operationId: 'getStub',
    method: 'GET',
    path: '/stubs/{id}',
    summary: 'Return One Stub',
    description: 'One stub.',
    acceptsSandbox: true,
    success: { status: 200, schema: 'Stub' },
    handle: ({ params, sandbox }, { services }) => services.stubs.find(params.id, sandbox)
  },
  {
    operationId: 'deleteStub',
    method: 'DELETE',
    path: '/stubs/{id}',
    summary: 'Remove One Stub',
    description: 'Removes one stub.',
    acceptsSandbox: true,
    success: { status: 204 },
    handle: ({ params, sandbox }, { services }) => services.stubs.remove(params.id, sandbox)
  }
]

/** Returns whether a fault fired as often as it could, or at least once without a limit. */
function isUsedUp({ hits, when }: Fault): boolean {
  return hits >= (when?.first ?? 1)
}
