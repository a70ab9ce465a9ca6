import type { SnapshotBody } from '../../../types/wire.d.ts'
import type { ControlOperation, ControlRequest } from '../operation.ts'

/** Maximum bytes of a state document; 100,000 integrations take about 30 MB. */
const STATE_LIMIT = 256 * 1_048_576

/** Export, import and snapshots. */
export const STATE_OPERATIONS: readonly ControlOperation[] = [
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
    path: '/snapshots/:name/restore',
    summary: 'Restore One Snapshot',
    description:
      'Restores the saved state. The whole state includes its sandboxes: those created later are removed. Issued tokens and nonces stay valid.',
    acceptsSandbox: true,
    success: { status: 204 },
    handle: ({ params, sandbox }, { services }) =>
      services.control.state.restore(params['name'] as string, sandbox)
  },
  {
    operationId: 'deleteSnapshot',
    method: 'DELETE',
    path: '/snapshots/:name',
    summary: 'Remove One Snapshot',
    description: 'Removes one snapshot.',
    acceptsSandbox: true,
    success: { status: 204 },
    handle: ({ params, sandbox }, { services }) =>
      services.control.state.removeSnapshot(params['name'] as string, sandbox)
  }
]
