import { useMemo } from 'react'
import type { Sandbox } from '../../../../types/wire.d.ts'
import type { Identity } from '../api/identity.ts'
import { useIdentities } from '../data/identity.ts'
import { go } from '../data/route.ts'
import { selectIdentity, selectProject } from '../data/session.ts'

/** Returns the owners of the sandboxes whose credentials this tab knows, by the id of the sandbox. */
export function useOwners(): ReadonlyMap<string, Identity> {
  const identities = useIdentities()
  return useMemo(() => {
    const owners = identities.filter(
      ({ origin, kind, roles }) =>
        origin === 'sandbox' && kind === 'apiKey' && roles.some(({ roleName }) => roleName === 'ORG_OWNER')
    )
    return new Map(owners.map(owner => [owner.organization ?? '', owner]))
  }, [identities])
}

/** Opens the integrations of a sandbox's first project as its owner. */
export function openAs(owner: Identity, { projects: [first] }: Pick<Sandbox, 'projects'>): void {
  selectIdentity(owner)
  if (first) selectProject(first.id)
  go('integrations')
}
