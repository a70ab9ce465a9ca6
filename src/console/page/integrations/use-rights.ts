import type { Identity } from '../atlas/identity.ts'
import { usePreferences } from '../state/preferences.ts'
import { useNames } from '../state/use-names.ts'
import { useWords } from '../state/use-words.ts'
import { list } from '../words/format.ts'
import { integrationWords } from './words.ts'

/** Tells what an identity may do, with the names of projects and organizations. */
export function useRights(): (identity: Identity) => string {
  const words = useWords(integrationWords)
  const language = usePreferences(({ language }) => language)
  const nameOf = useNames()
  return ({ origin, roles, accessList }) => {
    if (origin === 'own') return words.rightsUnknown
    const told = roles.map(({ roleName, orgId = '', groupId }) =>
      groupId === undefined
        ? words.inOrganization(roleName, nameOf(orgId))
        : words.onProject(roleName, nameOf(groupId))
    )
    const fence = accessList.length > 0 ? [words.from(list(accessList, language))] : []
    return list([...(told.length === 0 ? [words.noRights] : told), ...fence], language)
  }
}
