import type { RecordedRequest } from '../../../../types/wire.d.ts'
import type { explainWords, Told } from './explain-words.ts'

type Words = (typeof explainWords)['en']
type Had = NonNullable<RecordedRequest['role']['had']>

/** So many roles are named; more than that are said to be any, or counted. */
const FEW = 3

/** What is to be said of a request, with names in place of ids where they are known. */
export function tell(
  request: RecordedRequest,
  words: Words,
  nameOf: (id: string) => string | undefined
): Told {
  const { principal, project } = request
  const name = (id: string | null | undefined) => (id ? (nameOf(id) ?? id) : '')
  return {
    caller: principal?.id ?? '',
    organization: name(principal?.orgId),
    project: name(project),
    needed: neededOf(request, name(project), words),
    had: hadOf(request, words, name)
  }
}

/** Whether an operation is for everybody, who then sees the own things only. */
export function isOpen({ project, role: { needed } }: RecordedRequest): boolean {
  return project === null && (needed?.organization.length ?? 0) > FEW
}

/** The caller's roles that let the request through. */
export function sufficientRoles({ project, principal, role }: RecordedRequest): Had {
  const { needed, had } = role
  return (had ?? []).filter(({ roleName, groupId, orgId }) =>
    groupId === undefined
      ? orgId === principal?.orgId && needed?.organization.includes(roleName)
      : (project === null || groupId === project) && needed?.project.includes(roleName)
  )
}

/** The roles that would do, such as "GROUP_OWNER on the project demo or ORG_OWNER on its organization". */
function neededOf({ role: { needed } }: RecordedRequest, project: string, words: Words): string {
  const { project: onProject = [], organization = [] } = needed ?? {}
  const told = (roles: readonly string[]) => (roles.length > FEW ? words.any : roles.join(words.or))
  const onOrganization = onProject.length === 0 ? words.onTheOrganization : words.onOrganization
  const places = [
    ...(onProject.length > 0 ? [words.onProject(told(onProject), project)] : []),
    ...(organization.length > 0 ? [onOrganization(told(organization))] : [])
  ]
  return places.join(words.orElse)
}

/** The roles that count: those that suffice; else those on the project and its organization; else all. */
function hadOf(request: RecordedRequest, words: Words, name: (id: string | undefined) => string): string {
  const { role, project, principal } = request
  const all = role.had ?? []
  const sufficient = role.decision === 'granted' ? sufficientRoles(request) : []
  const near = all.filter(
    ({ groupId, orgId }) => groupId === project || (orgId !== undefined && orgId === principal?.orgId)
  )
  const [roles = []] = [sufficient, near, all].filter(({ length }) => length > 0)
  if (roles.length === 0) return words.noRole
  const places = Map.groupBy(roles.slice(0, FEW), ({ groupId, orgId }) => name(groupId ?? orgId))
  const told = [...places].map(([place, found]) =>
    words.rolesOn(found.map(({ roleName }) => roleName).join(words.comma), place)
  )
  return told.join(words.and) + (roles.length > FEW ? words.more(roles.length - FEW) : '')
}
