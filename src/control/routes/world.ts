import type { SandboxBody } from '../../../types/wire.d.ts'
import type { ResetOptions } from '../control.ts'
import { type ControlOperation, operation } from '../operation.ts'

/** Reset and sandboxes. */
export const WORLD_OPERATIONS: readonly ControlOperation[] = [
  operation<Pick<ResetOptions, 'keep'> | undefined>({
    operationId: 'reset',
    method: 'POST',
    path: '/reset',
    summary: 'Put the Seed Back',
    description:
      'Puts the seed back, or what a sandbox held at first, and clears faults, clock, journal, rate windows and inbox unless they are to be kept. Tokens and nonces that were given out stay good.',
    isScoped: true,
    query: {
      tokens: { type: 'string', enum: ['revoke'], description: 'Ends the tokens that were given out.' }
    },
    body: 'ResetBody',
    success: { status: 204 },
    problems: [404],
    handle({ body, query, sandbox }, { services }) {
      services.control.reset({ keep: body?.keep, revokeTokens: query['tokens'] === 'revoke' }, sandbox)
    }
  }),
  operation<SandboxBody | undefined>({
    operationId: 'createSandbox',
    method: 'POST',
    path: '/sandboxes',
    summary: 'Create One Sandbox',
    description:
      "Makes an organization of its own with projects, an owner's and a reader's API key and service account. Their secrets are in this answer only.",
    body: 'SandboxBody',
    success: { status: 201, schema: 'NewSandbox' },
    handle: ({ body, origin }, { services }) => services.control.sandboxes.create(body ?? {}, origin)
  }),
  operation({
    operationId: 'listSandboxes',
    method: 'GET',
    path: '/sandboxes',
    summary: 'Return All Sandboxes',
    description: 'All sandboxes, without their secrets.',
    success: { status: 200, schema: 'SandboxList' },
    handle: ({ origin }, { services }) => ({ results: services.control.sandboxes.list(origin) })
  }),
  operation({
    operationId: 'getSandbox',
    method: 'GET',
    path: '/sandboxes/:id',
    summary: 'Return One Sandbox',
    description: 'One sandbox, without its secrets.',
    success: { status: 200, schema: 'Sandbox' },
    problems: [404],
    handle: ({ params, origin }, { services }) =>
      services.control.sandboxes.describe(params['id'] as string, origin)
  }),
  operation({
    operationId: 'deleteSandbox',
    method: 'DELETE',
    path: '/sandboxes/:id',
    summary: 'Remove One Sandbox',
    description: 'Removes a sandbox with all that belongs to it: state, faults, clock, journal.',
    success: { status: 204 },
    problems: [404],
    handle({ params }, { services }) {
      services.control.removeSandbox(params['id'] as string)
    }
  })
]
