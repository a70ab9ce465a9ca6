import { useEffect, useRef } from 'react'
import { keyOf } from '../api/identity.ts'
import { identityNamed, nameOfProject, projectFor, projectNamed } from './identities.ts'
import { useIdentities, useIdentity, useKnownOrganizations, useProjectId } from './identity.ts'
import { setParams, useHash, useParam } from './route.ts'
import { useSession } from './session.ts'

/**
 * Keeps identity and project in the page's address: `#/integrations?as=readonly&project=demo`. Selects those of an
 * opened address, and adds the selected ones to the address unless both are the defaults.
 */
export function useAddress(): void {
  const hash = useHash()
  const [as, project] = [useParam('as'), useParam('project')]
  const identities = useIdentities()
  const organizations = useKnownOrganizations()
  const identity = useIdentity()
  const projectId = useProjectId()
  const taken = useRef<string>(undefined)
  useEffect(() => {
    if (!identity || projectId === undefined) return
    const isOpened = taken.current !== hash
    taken.current = hash
    const wanted = isOpened ? identityNamed(identities, as) : undefined
    const wantedProject = isOpened ? projectNamed(organizations, project, wanted ?? identity) : undefined
    const isSelected =
      keyOf(wanted ?? identity) === keyOf(identity) && (wantedProject ?? projectId) === projectId
    if (isOpened && (wanted || wantedProject)) {
      useSession.setState({
        ...(wanted && { identityKey: keyOf(wanted) }),
        ...(wantedProject && { projectId: wantedProject })
      })
    }
    // The next run has the selected ones.
    if (!isSelected) return
    const [first] = identities
    const isFirst = first !== undefined && keyOf(identity) === keyOf(first)
    const isDefault = isFirst && projectId === projectFor(organizations, first, undefined)
    setParams({
      as: isDefault ? undefined : identity.id,
      project: isDefault ? undefined : nameOfProject(organizations, projectId)
    })
    taken.current = location.hash
  }, [hash, as, project, identities, organizations, identity, projectId])
}
