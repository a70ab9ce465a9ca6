import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { OrganizationList, PaginatedAtlasGroup } from '../../../../types/wire.d.ts'
import { credentialsKey, type Identity } from '../api/identity.ts'
import { jsonOf } from '../api/json.ts'
import { sendRaw } from './atlas.ts'
import {
  identityNamed,
  identityWithKey,
  projectFor,
  projectNamed,
  seedIdentities,
  uniqueIdentities
} from './identities.ts'
import { isUnusable, useControlPlaneState, useOrganizations, usePrincipals, useSandboxes } from './queries.ts'
import { useParam } from './route.ts'
import { useSession } from './session.ts'

/** Returns all identities that the user can select. */
export function useIdentities(): readonly Identity[] {
  const { data } = usePrincipals()
  const { sandboxIdentities, ownIdentities } = useSession()
  return useMemo(() => {
    const principals = data?.results ?? []
    const existing = new Set(principals.map(({ id }) => id))
    const ofSandboxes = sandboxIdentities.filter(({ id }) => existing.has(id))
    return uniqueIdentities([...seedIdentities(principals), ...ofSandboxes, ...ownIdentities])
  }, [data, sandboxIdentities, ownIdentities])
}

/** Returns the selected identity; before one is selected, that of the address. */
export function useIdentity(): Identity | undefined {
  const identities = useIdentities()
  const key = useSession(({ identityKey }) => identityKey)
  const id = useParam('as')
  return identityWithKey(identities, key) ?? identityNamed(identities, id) ?? identities[0]
}

/** Returns the organizations with their projects; without the control plane, those that the Atlas API returns. */
export function useKnownOrganizations(): OrganizationList['results'] {
  const known = useOrganizations()
  const state = useControlPlaneState()
  const identity = useIdentity()
  const { data } = useQuery({
    queryKey: ['visible-projects', identity && credentialsKey(identity)],
    queryFn: () => loadOrganizations(identity as Identity),
    enabled: identity !== undefined && isUnusable(state)
  })
  return state === 'ready' ? known : (data ?? known)
}

/** Loads the projects that the identity can access; throws without them. Atlas does not return the names of their organizations. */
async function loadOrganizations(identity: Identity): Promise<OrganizationList['results']> {
  const request = { method: 'GET', target: '/api/atlas/v2/groups', isBackground: true }
  const exchanges = await sendRaw(identity, request)
  const list = jsonOf(exchanges.at(-1)?.response?.body ?? '') as Partial<PaginatedAtlasGroup> | undefined
  // Without a response, the known projects remain.
  if (!list?.results) throw new Error('no list of projects')
  const groups = Map.groupBy(list.results, ({ orgId }) => orgId)
  return [...groups].map(([id, projects]) => ({
    id,
    name: id,
    isSandbox: false,
    projects: projects.map(({ id = '', name }) => ({ id, name }))
  }))
}

/** Returns the ID of the selected project; before one is selected, that of the address. */
export function useProjectId(): string | undefined {
  const organizations = useKnownOrganizations()
  const identity = useIdentity()
  const selected = useSession(({ projectId }) => projectId)
  const name = useParam('project')
  return projectFor(organizations, identity, selected ?? projectNamed(organizations, name, identity))
}

/** Returns a function from the ID of an organization, sandbox or project to its name; unknown IDs stay unchanged. */
export function useNames(): (id: string) => string {
  const organizations = useKnownOrganizations()
  const sandboxes = useSandboxes()
  return useMemo(() => {
    const owners = [...organizations, ...sandboxes]
    const named = owners.flatMap(({ id, name, projects }) => [{ id, name }, ...projects])
    const names = new Map(named.map(({ id, name }) => [id, name]))
    return id => names.get(id) ?? id
  }, [organizations, sandboxes])
}
