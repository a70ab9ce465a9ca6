import type { NewSandbox, OrganizationList, PrincipalList } from '../../../../types/wire.d.ts'
import { type Identity, keyOf } from '../atlas/identity.ts'

/** The principals whose secrets the mock tells: those of the seed that are still in force. */
export function seededIdentities(principals: PrincipalList['results']): readonly Identity[] {
  return principals.flatMap(({ kind, id, secret, organization, roles, accessList }) =>
    secret === undefined
      ? []
      : [{ kind, id, secret, origin: 'seed' as const, organization, roles, accessList }]
  )
}

/** The owner and the reader of a sandbox, each as an API key and as a service account. */
export function sandboxIdentities({ id, owner, reader }: NewSandbox): readonly Identity[] {
  const pairs = [
    [owner, 'ORG_OWNER'],
    [reader, 'ORG_READ_ONLY']
  ] as const
  return pairs.flatMap(([{ apiKey, serviceAccount }, roleName]) => {
    const common = {
      origin: 'sandbox' as const,
      organization: id,
      roles: [{ roleName, orgId: id }],
      accessList: []
    }
    return [
      { ...common, kind: 'apiKey' as const, id: apiKey.publicKey, secret: apiKey.privateKey },
      {
        ...common,
        kind: 'serviceAccount' as const,
        id: serviceAccount.clientId,
        secret: serviceAccount.clientSecret
      }
    ]
  })
}

/** Each identity once; of two with the same key the later, whose secret or roles may be others. */
export function uniqueIdentities(identities: readonly Identity[]): readonly Identity[] {
  return [...new Map(identities.map(identity => [keyOf(identity), identity])).values()]
}

/**
 * The project to act on. One that is there stays chosen, also one that the identity may not see: that is worth
 * showing; so does one that was typed in where none are known.
 */
export function fittingProject(
  organizations: OrganizationList['results'],
  identity: Identity | undefined,
  chosen: string | undefined
): string | undefined {
  const all = organizations.flatMap(({ projects }) => projects)
  if (all.length === 0 && chosen !== undefined) return chosen
  if (all.some(({ id }) => id === chosen)) return chosen
  const granted = identity?.roles.find(role => role.groupId !== undefined)?.groupId
  const own = organizations.find(({ id }) => id === identity?.organization)?.projects[0]?.id
  return granted ?? own ?? all[0]?.id
}
