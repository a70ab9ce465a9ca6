import type { NoncesBody, PrincipalPatch, RevokeBody } from '../../../types/wire.d.ts'
import { ControlProblem } from '../../control/problem.ts'
import { seededPrincipals } from '../../state/seeded.ts'
import type { ControlOperation, ControlRequest } from '../control-operation.ts'

/** Nonces, tokens, API keys and service accounts. */
export const CREDENTIAL_OPERATIONS: readonly ControlOperation[] = [
  {
    operationId: 'expireNonces',
    method: 'POST',
    path: '/nonces/expire',
    summary: 'Expire All Nonces',
    description: 'Expires all issued Digest nonces: the next use of one returns a challenge with stale=true.',
    acceptsSandbox: true,
    body: 'NoncesBody',
    success: { status: 204 },
    handle({ body: { singleUse }, sandbox }: ControlRequest<NoncesBody>, { services }) {
      const { nonces } = services.control
      nonces.expire(sandbox)
      if (singleUse !== undefined) nonces.setSingleUse(singleUse, sandbox)
    }
  },
  {
    operationId: 'revokeTokens',
    method: 'POST',
    path: '/tokens/revoke',
    summary: 'Revoke Tokens',
    description: 'Revokes issued Bearer tokens: all, those of a sandbox or those of a service account.',
    acceptsSandbox: true,
    body: 'RevokeBody',
    success: { status: 204 },
    handle({ body: { clientId }, sandbox }: ControlRequest<RevokeBody>, { services }) {
      if (clientId !== undefined) {
        const { kind } = services.control.principals.describe(clientId, sandbox)
        if (kind !== 'serviceAccount') throw new ControlProblem(404, `unknown service account '${clientId}'`)
      }
      services.store.tokens.revokeIssued(sandbox, clientId)
    }
  },
  {
    operationId: 'listPrincipals',
    method: 'GET',
    path: '/principals',
    summary: 'Return All API Keys and Service Accounts',
    description:
      'Seeded principals first, with their secrets while these are valid. The mock does not store other secrets.',
    acceptsSandbox: true,
    success: { status: 200, schema: 'PrincipalList' },
    handle: ({ sandbox }, { services: { control, seed, store } }) => ({
      results: control.principals.list(seededPrincipals(seed, store), sandbox)
    })
  },
  {
    operationId: 'getPrincipal',
    method: 'GET',
    path: '/principals/{id}',
    summary: 'Return One API Key or Service Account',
    description: 'Roles and access list, without the secret.',
    acceptsSandbox: true,
    success: { status: 200, schema: 'Principal' },
    handle: ({ params, sandbox }, { services }) => services.control.principals.describe(params.id, sandbox)
  },
  {
    operationId: 'patchPrincipal',
    method: 'PATCH',
    path: '/principals/{id}',
    summary: 'Change One API Key or Service Account',
    description: 'Changes roles, access list, secret or token lifetime, effective with the next request.',
    acceptsSandbox: true,
    body: 'PrincipalPatch',
    success: { status: 200, schema: 'Principal' },
    handle: ({ params, body, sandbox }: ControlRequest<PrincipalPatch>, { services }) =>
      services.control.principals.patch(params.id, body, sandbox)
  }
]
