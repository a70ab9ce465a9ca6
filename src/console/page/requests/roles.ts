import type { RecordedRequest } from '../../../../types/wire.d.ts'
import type { Words } from '../words/words.ts'

type ExplainWords = Words['requests']['explain']
type NameOf = (id: string) => string

/**
 * Returns the roles that permit a request, on the project or its organization.
 *
 * @param limit of more roles in one place, none is named
 */
export function neededRoles(
  { project, role: { needed } }: RecordedRequest,
  words: ExplainWords,
  nameOf: NameOf,
  limit = Number.POSITIVE_INFINITY
): readonly string[] {
  const { project: onProject = [], organization = [] } = needed ?? {}
  const names = (roles: readonly string[]) => (roles.length > limit ? words.any : roles.join(words.or))
  const onOrganization = onProject.length === 0 ? words.onTheOrganization : words.onItsOrganization
  return [
    ...(onProject.length > 0 ? [words.onProject(names(onProject), project ? nameOf(project) : '')] : []),
    ...(organization.length > 0 ? [onOrganization(names(organization))] : [])
  ]
}

/** Returns the caller's roles, each with its project or organization. */
export function heldRoles({ role }: RecordedRequest, words: ExplainWords, nameOf: NameOf): readonly string[] {
  return (role.had ?? []).map(({ roleName, groupId, orgId }) =>
    words.roleOn(roleName, nameOf(groupId ?? orgId ?? ''))
  )
}
