import type { RecordedRequest } from '../../../../types/wire.d.ts'
import type { Words } from '../words/words.ts'

type ExplainWords = Words['requests']['explain']
type Roles = NonNullable<RecordedRequest['role']['had']>

/** What an explanation says about a request, with names instead of ids. Empty strings: unknown. */
export interface Details {
  caller: string
  /** The caller's organization. */
  organization: string
  project: string
  /** The roles that permit the call, and the roles of the caller that count for it. */
  needed: string
  had: string
}

/** Maximum number of roles that are named; of more, the rest is counted. */
const NAMED = 3

/** Returns what an explanation says about a request. */
export function detailsOf(
  request: RecordedRequest,
  words: ExplainWords,
  nameOf: (id: string) => string
): Details {
  const { principal, project } = request
  const name = (id: string | null | undefined) => (id ? nameOf(id) : '')
  return {
    caller: principal?.id ?? '',
    organization: name(principal?.orgId),
    project: name(project),
    needed: neededOf(request, name(project), words),
    had: hadOf(request, words, name)
  }
}

/** Returns whether every caller may call an operation, which then returns only what the caller may see. */
export function isOpen({ project, role: { needed } }: RecordedRequest): boolean {
  return project === null && (needed?.organization.length ?? 0) > NAMED
}

/** Returns the caller's roles that permit the request. */
export function sufficientRoles({ project, principal, role }: RecordedRequest): Roles {
  const { needed, had } = role
  return (had ?? []).filter(({ roleName, groupId, orgId }) =>
    groupId === undefined
      ? orgId === principal?.orgId && needed?.organization.includes(roleName)
      : (project === null || groupId === project) && needed?.project.includes(roleName)
  )
}

/** Returns the required roles: `GROUP_OWNER on the project demo or ORG_OWNER on its organization`. */
function neededOf({ role: { needed } }: RecordedRequest, project: string, words: ExplainWords): string {
  const { project: onProject = [], organization = [] } = needed ?? {}
  const names = (roles: readonly string[]) => (roles.length > NAMED ? words.any : roles.join(words.or))
  const onOrganization = onProject.length === 0 ? words.onTheOrganization : words.onItsOrganization
  const places = [
    ...(onProject.length > 0 ? [words.onProject(names(onProject), project)] : []),
    ...(organization.length > 0 ? [onOrganization(names(organization))] : [])
  ]
  return places.join(words.orElse)
}

/** Returns the roles that count: the sufficient ones; else those on the project and its organization; else all. */
function hadOf(request: RecordedRequest, words: ExplainWords, name: (id?: string) => string): string {
  const { role, project, principal } = request
  const all = role.had ?? []
  const sufficient = role.decision === 'granted' ? sufficientRoles(request) : []
  const near = all.filter(
    ({ groupId, orgId }) => groupId === project || (orgId !== undefined && orgId === principal?.orgId)
  )
  const [roles = []] = [sufficient, near, all].filter(({ length }) => length > 0)
  if (roles.length === 0) return words.noRole
  const places = Map.groupBy(roles.slice(0, NAMED), ({ groupId, orgId }) => name(groupId ?? orgId))
  const named = [...places].map(([place, found]) =>
    words.rolesOn(found.map(({ roleName }) => roleName).join(words.comma), place)
  )
  return named.join(words.and) + (roles.length > NAMED ? words.more(roles.length - NAMED) : '')
}
