import type { Identity } from '../atlas/identity.ts'
import { useSession } from '../state/session.ts'
import { useWords } from '../state/use-words.ts'
import { integrationWords } from './words.ts'

/** Tells what an identity may do, with the names of projects and organizations. */
export function useRights(): (identity: Identity) => string {
  const words = useWords(integrationWords)
  const organizations = useSession(({ organizations }) => organizations)
  const projects = organizations.flatMap(({ projects }) => projects)
  return ({ origin, roles, accessList }) => {
    if (origin === 'own') return words.rightsUnknown
    const told = roles.map(({ roleName, orgId, groupId }) => {
      if (groupId !== undefined) {
        return words.onProject(roleName, projects.find(({ id }) => id === groupId)?.name ?? groupId)
      }
      return words.inOrganization(roleName, organizations.find(({ id }) => id === orgId)?.name ?? orgId ?? '')
    })
    const fence = accessList.length > 0 ? [words.from(accessList.join(', '))] : []
    return [...(told.length === 0 ? [words.noRights] : told), ...fence].join(', ')
  }
}
