import type { CreatedSandbox, OrganizationList, PrincipalList } from '../../../../types/wire.d.ts'
import { type Identity, keyOf } from '../api/identity.ts'

/** Returns the principals whose secrets the mock exposes: those of the seed data. */
export function seedIdentities(principals: PrincipalList['results']): readonly Identity[] {
  return principals.flatMap(({ kind, id, secret, organization, roles, accessList }) =>
    secret === undefined
      ? []
      : [{ kind, id, secret, origin: 'seed' as const, organization, roles, accessList }]
  )
}

/** Returns the owner and the reader of a sandbox, each with an API key and a service account. */
export function sandboxIdentities({ id, name, owner, reader }: CreatedSandbox): readonly Identity[] {
  return (['ORG_OWNER', 'ORG_READ_ONLY'] as const).flatMap((roleName): Identity[] => {
    const { apiKey, serviceAccount } = roleName === 'ORG_OWNER' ? owner : reader
    const roles = [{ roleName, orgId: id }]
    const common = { origin: 'sandbox', sandboxName: name, organization: id, roles, accessList: [] } as const
    return [
      { ...common, kind: 'apiKey', id: apiKey.publicKey, secret: apiKey.privateKey },
      { ...common, kind: 'serviceAccount', id: serviceAccount.clientId, secret: serviceAccount.clientSecret }
    ]
  })
}

/** Returns the identity with a key. */
export function identityWithKey(
  identities: readonly Identity[],
  key: string | null | undefined
): Identity | undefined {
  return identities.find(identity => keyOf(identity) === key)
}

/** Returns the identity with a name in the address: the first with this ID, or the one with this key. */
export function identityNamed(
  identities: readonly Identity[],
  name: string | undefined
): Identity | undefined {
  return identities.find(({ id }) => id === name) ?? identityWithKey(identities, name)
}

/** Returns the name of an identity in the address. */
export function nameOfIdentity(identities: readonly Identity[], identity: Identity): string {
  const named = identityNamed(identities, identity.id) ?? identity
  return keyOf(named) === keyOf(identity) ? identity.id : keyOf(identity)
}

/** Returns the ID of a project by its name or ID. Names may repeat: prefers the identity's organization. */
export function projectNamed(
  organizations: OrganizationList['results'],
  name: string | undefined,
  identity: Identity | undefined
): string | undefined {
  const own = organizations.filter(({ id }) => id === identity?.organization)
  const all = [...own, ...organizations].flatMap(({ projects }) => projects)
  return all.find(project => project.name === name || project.id === name)?.id
}

/** Returns the name of a project, or its ID if another project has the same name. */
export function nameOfProject(organizations: OrganizationList['results'], projectId: string): string {
  const all = organizations.flatMap(({ projects }) => projects)
  const name = all.find(({ id }) => id === projectId)?.name
  return name !== undefined && all.filter(project => project.name === name).length === 1 ? name : projectId
}

/** Returns the ID of a project's organization; undefined: unknown. */
export function ownerOf(organizations: OrganizationList['results'], project: string | null) {
  return organizations.find(({ projects }) => projects.some(({ id }) => id === project))?.id
}

/** Removes duplicates. Of two identities with the same key, the later one is kept. */
export function uniqueIdentities(identities: readonly Identity[]): readonly Identity[] {
  return [...new Map(identities.map(identity => [keyOf(identity), identity])).values()]
}

/**
 * Returns the ID of the project to show. Keeps a selected project even if the identity has no access to it, so that
 * Atlas's error is visible.
 */
export function projectFor(
  organizations: OrganizationList['results'],
  identity: Identity | undefined,
  selected: string | undefined
): string | undefined {
  const all = organizations.flatMap(({ projects }) => projects)
  if (selected !== undefined && (all.length === 0 || all.some(({ id }) => id === selected))) return selected
  const granted = identity?.roles.find(role => role.groupId !== undefined)?.groupId
  const own = organizations.find(({ id }) => id === identity?.organization)?.projects[0]?.id
  return granted ?? own ?? all[0]?.id
}
