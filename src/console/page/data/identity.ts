import { useEffect, useMemo } from 'react'
import { type Identity, keyOf } from '../api/identity.ts'
import { useWords } from '../words/words.ts'
import {
  identityNamed,
  nameOfIdentity,
  nameOfProject,
  projectFor,
  projectNamed,
  seedIdentities,
  uniqueIdentities
} from './identities.ts'
import { useOrganizations, usePrincipals, useSandboxes } from './queries.ts'
import { setParams, useParam } from './route.ts'
import { useSession } from './session.ts'
import { showToast } from './toast.ts'

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

/** Returns the identity in the address; the first, if the address has none. */
export function useIdentity(): Identity | undefined {
  const identities = useIdentities()
  const name = useParam('as')
  return name === undefined ? identities[0] : identityNamed(identities, name)
}

/** Returns the ID of the project in the address, else of the identity's first one. */
export function useProjectId(): string | undefined {
  const organizations = useOrganizations()
  const identity = useIdentity()
  return projectFor(organizations, identity, projectNamed(organizations, useParam('project'), identity))
}

/** Returns a function that puts an identity and a project into the address, unless both are the defaults. */
export function useSelect(): (identity: Identity, projectId: string | undefined) => void {
  const identities = useIdentities()
  const organizations = useOrganizations()
  return (identity, projectId = projectFor(organizations, identity, undefined)) => {
    const [first] = identities
    const isDefault =
      first && keyOf(first) === keyOf(identity) && projectId === projectFor(organizations, first, undefined)
    setParams({
      as: isDefault ? undefined : nameOfIdentity(identities, identity),
      project: isDefault || projectId === undefined ? undefined : nameOfProject(organizations, projectId)
    })
  }
}

/** Reports an identity or a project in the address that does not exist. */
export function useUnknownNames(): void {
  const { identity: words } = useWords()
  const identities = useIdentities()
  const organizations = useOrganizations()
  const identity = useIdentity()
  const [as, project] = [useParam('as'), useParam('project')]
  const isKnown = as === undefined || identityNamed(identities, as) !== undefined
  const isProjectKnown = project === undefined || projectNamed(organizations, project, identity) !== undefined
  const isLoaded = identities.length > 0 && organizations.length > 0
  useEffect(() => {
    if (isLoaded && !isKnown) showToast(words.unknown(as))
    else if (isLoaded && !isProjectKnown) showToast(words.unknown(project))
  }, [as, project, isLoaded, isKnown, isProjectKnown, words])
}

/** Returns a function from the ID of an organization, sandbox or project to its name; unknown IDs stay unchanged. */
export function useNames(): (id: string) => string {
  const organizations = useOrganizations()
  const sandboxes = useSandboxes()
  return useMemo(() => {
    const owners = [...organizations, ...sandboxes]
    const named = owners.flatMap(({ id, name, projects }) => [{ id, name }, ...projects])
    const names = new Map(named.map(({ id, name }) => [id, name]))
    return id => names.get(id) ?? id
  }, [organizations, sandboxes])
}
