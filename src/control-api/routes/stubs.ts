import type { StubBody } from '../../../types/wire.d.ts'
import type { ControlOperation, ControlRequest } from '../operation.ts'

/** Stubs. */
export const STUB_OPERATIONS: readonly ControlOperation[] = [
  {
    operationId: 'listStubs',
    method: 'GET',
    path: '/stubs',
    summary: 'Return All Stubs',
    description: 'All stubs in creation order.',
    acceptsSandbox: true,
    success: { status: 200, schema: 'StubList' },
    handle: ({ sandbox }, { services }) => ({ results: services.control.stubs.list(sandbox) })
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
    handle: ({ body, sandbox }: ControlRequest<StubBody>, { services }) =>
      services.control.stubs.add(body, sandbox)
  },
  {
    operationId: 'deleteStubs',
    method: 'DELETE',
    path: '/stubs',
    summary: 'Remove All Stubs',
    description: 'Removes all stubs or those of a sandbox.',
    acceptsSandbox: true,
    success: { status: 204 },
    handle: ({ sandbox }, { services }) => services.control.stubs.clear(sandbox)
  },
  {
    operationId: 'getStub',
    method: 'GET',
    path: '/stubs/:id',
    summary: 'Return One Stub',
    description: 'One stub.',
    acceptsSandbox: true,
    success: { status: 200, schema: 'Stub' },
    handle: ({ params, sandbox }, { services }) =>
      services.control.stubs.find(params['id'] as string, sandbox)
  },
  {
    operationId: 'deleteStub',
    method: 'DELETE',
    path: '/stubs/:id',
    summary: 'Remove One Stub',
    description: 'Removes one stub.',
    acceptsSandbox: true,
    success: { status: 204 },
    handle: ({ params, sandbox }, { services }) =>
      services.control.stubs.remove(params['id'] as string, sandbox)
  }
]
