import type { PrincipalPatch } from '../../../types/wire.d.ts'
import { seededPrincipals } from '../../state/seeded.ts'
import { type ControlOperation, operation } from '../operation.ts'
import { Problem } from '../problem.ts'

/** Digest, tokens, keys and roles on demand. */
export const CREDENTIAL_OPERATIONS: readonly ControlOperation[] = [
  operation<{ singleUse?: boolean } | undefined>({
    operationId: 'expireNonces',
    method: 'POST',
    path: '/nonces/expire',
    summary: 'Expire All Nonces',
    description:
      'Digest nonces that were given out count as expired: the next use of one is answered with stale=true.',
    isScoped: true,
    body: 'NoncesBody',
    success: { status: 204 },
    problems: [404],
    handle({ body, sandbox }, { services }) {
      services.control.expireNonces(body, sandbox)
    }
  }),
  operation<{ clientId?: string } | undefined>({
    operationId: 'revokeTokens',
    method: 'POST',
    path: '/tokens/revoke',
    summary: 'Revoke Tokens',
    description: "Ends the bearer tokens that were given out: all, a sandbox's or a service account's.",
    isScoped: true,
    body: 'RevokeBody',
    success: { status: 204 },
    problems: [404],
    handle({ body, sandbox }, { services }) {
      const { clientId } = body ?? {}
      if (clientId !== undefined) {
        const { kind } = services.control.principals.describe(clientId, sandbox)
        if (kind !== 'serviceAccount') throw new Problem(404, `there is no service account ${clientId}`)
      }
      services.control.revokeTokens({ clientId }, sandbox)
    }
  }),
  operation({
    operationId: 'listPrincipals',
    method: 'GET',
    path: '/principals',
    summary: 'Return All API Keys and Service Accounts',
    description:
      "Those of the seed first, with the seed's secret where it is still in force; the mock knows no other secrets.",
    isScoped: true,
    success: { status: 200, schema: 'PrincipalList' },
    problems: [404],
    handle: ({ sandbox }, { services: { control, seed, store } }) => ({
      results: control.principals.list(seededPrincipals(seed, store), sandbox)
    })
  }),
  operation({
    operationId: 'getPrincipal',
    method: 'GET',
    path: '/principals/:id',
    summary: 'Return One API Key or Service Account',
    description: 'What it may do and from where; not its secret.',
    isScoped: true,
    success: { status: 200, schema: 'Principal' },
    problems: [404],
    handle: ({ params, sandbox }, { services }) =>
      services.control.principals.describe(params['id'] as string, sandbox)
  }),
  operation<PrincipalPatch>({
    operationId: 'patchPrincipal',
    method: 'PATCH',
    path: '/principals/:id',
    summary: 'Change One API Key or Service Account',
    description: 'Changes roles, access list, secret or the life of its tokens, from the next request on.',
    isScoped: true,
    body: 'PrincipalPatch',
    success: { status: 200, schema: 'Principal' },
    problems: [404],
    handle: ({ params, body, sandbox }, { services }) =>
      services.control.principals.patch(params['id'] as string, body, sandbox)
  })
]
