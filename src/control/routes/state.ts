import { type ControlOperation, operation } from '../operation.ts'

/** Bytes of a state document: 100,000 integrations take about 30 MB. */
const STATE_LIMIT = 256 * 1_048_576

/** Export, import and snapshots. */
export const STATE_OPERATIONS: readonly ControlOperation[] = [
  operation({
    operationId: 'getState',
    method: 'GET',
    path: '/state',
    summary: 'Export the State',
    description:
      "The whole state as one document, or a sandbox's. It holds the integrations' secrets and the hashes of credentials.",
    isScoped: true,
    success: { status: 200, schema: 'State' },
    problems: [404],
    handle: ({ sandbox }, { services }) => services.control.state.export(sandbox)
  }),
  operation({
    operationId: 'putState',
    method: 'PUT',
    path: '/state',
    summary: 'Import the State',
    description:
      'Puts a document in place of the state, or of a sandbox; wholly or not at all. Documents of older versions are read too.',
    isScoped: true,
    body: 'State',
    bodyLimit: STATE_LIMIT,
    success: { status: 204 },
    problems: [404],
    handle({ body, sandbox }, { services }) {
      services.control.state.import(body, sandbox)
    }
  }),
  operation<{ name: string }>({
    operationId: 'createSnapshot',
    method: 'POST',
    path: '/snapshots',
    summary: 'Create One Snapshot',
    description: 'Copies the state under a name. Snapshots are kept until the process ends.',
    isScoped: true,
    body: 'SnapshotBody',
    success: { status: 201, schema: 'Snapshot' },
    problems: [404, 409],
    handle({ body: { name }, sandbox }, { services }) {
      services.control.state.capture(name, sandbox)
      return { name }
    }
  }),
  operation({
    operationId: 'listSnapshots',
    method: 'GET',
    path: '/snapshots',
    summary: 'Return All Snapshots',
    description: "All snapshots of the whole state, or a sandbox's own.",
    isScoped: true,
    success: { status: 200, schema: 'SnapshotList' },
    problems: [404],
    handle: ({ sandbox }, { services }) => ({
      results: services.control.state.snapshots(sandbox).map(name => ({ name }))
    })
  }),
  operation({
    operationId: 'restoreSnapshot',
    method: 'POST',
    path: '/snapshots/:name/restore',
    summary: 'Restore One Snapshot',
    description: 'Puts the copy back. Tokens and nonces that were given out stay good.',
    isScoped: true,
    success: { status: 204 },
    problems: [404],
    handle({ params, sandbox }, { services }) {
      services.control.state.restore(params['name'] as string, sandbox)
    }
  }),
  operation({
    operationId: 'deleteSnapshot',
    method: 'DELETE',
    path: '/snapshots/:name',
    summary: 'Remove One Snapshot',
    description: 'Removes the copy.',
    isScoped: true,
    success: { status: 204 },
    problems: [404],
    handle({ params, sandbox }, { services }) {
      services.control.state.removeSnapshot(params['name'] as string, sandbox)
    }
  })
]
