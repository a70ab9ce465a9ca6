import type { ResetBody, SandboxBody, SnapshotBody } from '../../../types/wire.d.ts'
import type { ControlOperation, ControlRequest } from '../control-operation.ts'

/** Maximum bytes of a state document; 100,000 integrations take about 30 MB. */
const STATE_LIMIT = 256 * 1_048_576

/** Reset, sandboxes, export, import and snapshots. */
export const STATE_OPERATIONS: readonly ControlOperation[] = [
  {
    operationId: 'reset',
    method: 'POST',
    path: '/reset',
    summary: 'Reset to the Seed Data',
    description:
      'Restores the seed data and the stubs and faults of the files given at startup, and removes sandboxes and other stubs; for a sandbox, restores its initial state and removes its stubs. Clears faults, clock, journal, rate limits and inbox unless listed in `keep`. Snapshots remain; issued tokens and nonces stay valid.',
    acceptsSandbox: true,
    query: {
      tokens: { type: 'string', enum: ['revoke'], description: 'Revokes issued tokens.' }
    },
    body: 'ResetBody',
    success: { status: 204 },
    handle({ body, query, sandbox }: ControlRequest<ResetBody>, { services }) {
      services.control.reset(body, sandbox)
      if (query['tokens'] === 'revoke') services.store.tokens.revokeIssued(sandbox)
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
    success: { status: 201, schema: 'CreatedSandbox' },
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
    path: '/sandboxes/{id}',
    summary: 'Return One Sandbox',
    description: 'One sandbox without secrets.',
    success: { status: 200, schema: 'Sandbox' },
    handle: ({ params, origin }, { services }) => services.control.sandboxes.describe(params.id, origin)
  },
  {
    operationId: 'deleteSandbox',
    method: 'DELETE',
    path: '/sandboxes/{id}',
    summary: 'Remove One Sandbox',
    description: 'Removes a sandbox with its state, snapshots, stubs, faults, clock and journal.',
    success: { status: 204 },
    handle: ({ params }, { services }) => services.control.removeSandbox(params.id)
  },
  {
    operationId: 'getState',
    method: 'GET',
    path: '/state',
    summary: 'Export the State',
    description:
      'The state of the mock or of a sandbox as one document. It contains the secrets of integrations and the hashes of credentials.',
    acceptsSandbox: true,
    success: { status: 200, schema: 'State' },
    handle: ({ sandbox }, { services }) => services.control.state.export(sandbox)
  },
  {
    operationId: 'putState',
    method: 'PUT',
    path: '/state',
    summary: 'Import the State',
    description:
      'Replaces the state or a sandbox with a document atomically. The document for a sandbox must contain its organization and no other.',
    acceptsSandbox: true,
    body: 'State',
    bodyLimit: STATE_LIMIT,
    success: { status: 204 },
    handle: ({ body, sandbox }, { services }) => services.control.state.import(body, sandbox)
  },
  {
    operationId: 'createSnapshot',
    method: 'POST',
    path: '/snapshots',
    summary: 'Create One Snapshot',
    description:
      'Saves organizations, projects, integrations, API keys and service accounts under a name. Snapshots last until the process ends. The whole state and each sandbox have their own names.',
    acceptsSandbox: true,
    body: 'SnapshotBody',
    success: { status: 201, schema: 'Snapshot' },
    problems: [409],
    handle({ body: { name }, sandbox }: ControlRequest<SnapshotBody>, { services }) {
      services.control.state.capture(name, sandbox)
      return { name }
    }
  },
  {
    operationId: 'listSnapshots',
    method: 'GET',
    path: '/snapshots',
    summary: 'Return All Snapshots',
    description: 'All snapshots of the whole state, or those of a sandbox.',
    acceptsSandbox: true,
    success: { status: 200, schema: 'SnapshotList' },
    handle: ({ sandbox }, { services }) => ({
      results: services.control.state.snapshots(sandbox).map(name => ({ name }))
    })
  },
  {
    operationId: 'restoreSnapshot',
    method: 'POST',
    path: '/snapshots/{name}/restore',
    summary: 'Restore One Snapshot',
    description:
      'Restores the saved state. The whole state includes its sandboxes: those created later are removed. Issued tokens and nonces stay valid.',
    acceptsSandbox: true,
    success: { status: 204 },
    handle: ({ params, sandbox }, { services }) => services.control.state.restore(params.name, sandbox)
  },
  {
    operationId: 'deleteSnapshot',
    method: 'DELETE',
    path: '/snapshots/{name}',
    summary: 'Remove One Snapshot',
    description: 'Removes one snapshot.',
    acceptsSandbox: true,
    success: { status: 204 },
    handle: ({ params, sandbox }, { services }) => services.control.state.removeSnapshot(params.name, sandbox)
  }
]
