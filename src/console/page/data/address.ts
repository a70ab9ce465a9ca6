import { useEffect, useRef } from 'react'
import { keyOf } from '../api/identity.ts'
import { useWords } from '../words/words.ts'
import { identityNamed, nameOfProject, projectFor, projectNamed } from './identities.ts'
import { useIdentities, useIdentity, useKnownOrganizations, useProjectId } from './identity.ts'
import { setParams, useHash, useParam } from './route.ts'
import { useSession } from './session.ts'
import { showToast } from './toast.ts'

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
  const identityKey = useSession(({ identityKey }) => identityKey)
  const { identity: words } = useWords()
  const taken = useRef<string>(undefined)
  useEffect(() => {
    if (!identity || projectId === undefined || organizations.length === 0) return
    // Entries of the history that were taken before keep their old parameters.
    const isOpened = taken.current !== hash && !history.state?.isTaken
    taken.current = hash
    history.replaceState({ isTaken: true }, '')
    // Entered credentials may have the ID of others.
    const isKept = as === identity.id && identityKey === keyOf(identity)
    const wanted = isOpened && !isKept ? identityNamed(identities, as) : undefined
    const wantedProject = isOpened ? projectNamed(organizations, project, wanted ?? identity) : undefined
    const isSelected =
      keyOf(wanted ?? identity) === keyOf(identity) && (wantedProject ?? projectId) === projectId
    if (isOpened && (wanted || wantedProject)) {
      useSession.setState({
        ...(wanted && { identityKey: keyOf(wanted) }),
        ...(wantedProject && { projectId: wantedProject })
      })
    }
    if (isOpened && as !== undefined && as !== identity.id && !wanted) showToast(words.unknown(as))
    if (isOpened && project !== undefined && !wantedProject) showToast(words.unknown(project))
    // Not selected yet: the effect runs again afterwards.
    if (!isSelected) return
    const [first] = identities
    const isFirst = first !== undefined && keyOf(identity) === keyOf(first)
    const isDefault = isFirst && projectId === projectFor(organizations, first, undefined)
    setParams({
      as: isDefault ? undefined : identity.id,
      project: isDefault ? undefined : nameOfProject(organizations, projectId)
    })
    taken.current = location.hash
  }, [hash, as, project, identities, organizations, identity, projectId, identityKey, words])
}
