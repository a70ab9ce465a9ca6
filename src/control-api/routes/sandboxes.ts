import type { ResetBody, SandboxBody } from '../../../types/wire.d.ts'
import type { ControlOperation, ControlRequest } from '../operation.ts'

/** Reset and sandboxes. */
export const SANDBOX_OPERATIONS: readonly ControlOperation[] = [
  {
    operationId: 'reset',
    method: 'POST',
    path: '/reset',
    summary: 'Reset to the Seed Data',
    description:
      'Restores the seed data and the stubs and faults of the files given at startup, and removes sandboxes and other stubs; for a sandbox, restores its initial state and removes its stubs. Clears faults, clock, journal, rate limits and inbox unless listed in `keep`. Issued tokens and nonces stay valid.',
    acceptsSandbox: true,
    query: {
      tokens: { type: 'string', enum: ['revoke'], description: 'Revokes issued tokens.' }
    },
    body: 'ResetBody',
    success: { status: 204 },
    handle({ body, query, sandbox }: ControlRequest<ResetBody>, { services }) {
      services.control.reset(body, sandbox)
      if (query['tokens'] === 'revoke') services.store.tokens.revokeIssued({ orgId: sandbox })
    }
  },
  {
    operationId: 'createSandbox',
    method: 'POST',
    path: '/sandboxes',
    summary: 'Create One Sandbox',
    description:
      'Creates an organization with projects, and an API key and a service account each for an owner and a reader. Only this response contains their secrets.',
    body: 'SandboxBody',
    success: { status: 201, schema: 'NewSandbox' },
    handle: ({ body, origin }: ControlRequest<SandboxBody>, { services }) =>
      services.control.createSandbox(body, origin)
  },
  {
    operationId: 'listSandboxes',
    method: 'GET',
    path: '/sandboxes',
    summary: 'Return All Sandboxes',
    description: 'All sandboxes without secrets.',
    success: { status: 200, schema: 'SandboxList' },
    handle: ({ origin }, { services }) => ({ results: services.control.sandboxes.list(origin) })
  },
  {
    operationId: 'getSandbox',
    method: 'GET',
    path: '/sandboxes/:id',
    summary: 'Return One Sandbox',
    description: 'One sandbox without secrets.',
    success: { status: 200, schema: 'Sandbox' },
    handle: ({ params, origin }, { services }) =>
      services.control.sandboxes.describe(params['id'] as string, origin)
  },
  {
    operationId: 'deleteSandbox',
    method: 'DELETE',
    path: '/sandboxes/:id',
    summary: 'Remove One Sandbox',
    description: 'Removes a sandbox with its state, faults, clock and journal.',
    success: { status: 204 },
    handle: ({ params }, { services }) => services.control.removeSandbox(params['id'] as string)
  }
]
