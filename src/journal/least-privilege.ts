import { presentRole, type WireRole } from '../auth/roles.ts'
import type { OperationFacts } from '../operation.ts'
import type { Principal, RoleAssignment } from '../store/principals.ts'
import { readAnswer } from './answer.ts'
import type { Entry } from './entry.ts'
import { asObject } from './json.ts'
import { type Call, needsOf } from './needs.ts'

/** What a caller's requests needed, against what it had: `LeastPrivilege` of `schemas/control/requests.json`. */
export interface LeastPrivilege {
  principal: string
  /** Roles that it has when this is asked, without those on projects that it made in the run; none where it is gone. */
  had: WireRole[]
  /** The smallest set of roles that would have done. */
  needed: WireRole[]
  /** Had, but not needed as they are. */
  unused: WireRole[]
  /** Needed, and no role that was had suffices. */
  missing: WireRole[]
  /** Requests that came to the role check. */
  requests: number
}

/** An entry whose caller came to the role check. */
type CheckedEntry = Entry & { principal: Pick<Principal, 'id' | 'orgId'>; operation: GuardedOperation }

type GuardedOperation = OperationFacts & Required<Pick<OperationFacts, 'permission'>>

/**
 * For each caller of a run of requests the smallest set of roles, in the order of their first requests.
 * Requests that were refused before the role check, or for belonging to another organization, do not count.
 *
 * @param rolesOf all roles of a principal: of a caller with many, an entry has only some
 */
export function leastPrivilege(
  entries: readonly Entry[],
  rolesOf: (principalId: string) => readonly RoleAssignment[]
): LeastPrivilege[] {
  const checked = entries.filter(isChecked)
  return [...Map.groupBy(checked, ({ principal }) => principal.id)].map(([id, made]) =>
    review(made, rolesOf(id))
  )
}

function isChecked(entry: Entry): entry is CheckedEntry {
  const { role, reason, principal, operation } = entry
  if (principal === undefined || !operation?.permission) return false
  // What belongs to another organization no role of the caller's opens.
  return role === 'accepted' || (role === 'refused' && reason?.code === 'role-insufficient')
}

function review(entries: readonly CheckedEntry[], roles: readonly RoleAssignment[]): LeastPrivilege {
  const { id, orgId } = (entries.at(-1) as CheckedEntry).principal
  // A project belongs to its creator: no role is needed there, and the one that it has was not given to it.
  const own = new Set(entries.map(createdProject))
  own.delete(undefined)
  const had = roles.filter(({ projectId }) => projectId === null || !own.has(projectId))
  const calls = entries.map(toCall).filter(({ projectId }) => !own.has(projectId))
  const needs = needsOf(calls, { orgId, roles: had })
  const needed = needs.flatMap(need => need.roles)
  const lacked = needs.filter(need => !need.isCovered).flatMap(need => need.roles)
  return {
    principal: id,
    had: had.map(presentRole),
    needed: needed.map(presentRole),
    unused: without(had, needed).map(presentRole),
    missing: without(lacked, had).map(presentRole),
    requests: entries.length
  }
}

function toCall(entry: CheckedEntry): Call {
  const { operation, projectId } = entry
  const named = operation.project === 'returned' ? answeredId(entry) : undefined
  return { permission: operation.permission, projectId: projectId ?? named }
}

function createdProject(entry: CheckedEntry): string | undefined {
  return entry.operation.project === 'created' && entry.status === 201 ? answeredId(entry) : undefined
}

/** The id in an answer, within its envelope or not. */
function answeredId(entry: Entry): string | undefined {
  const body = readAnswer(entry)
  const id = (asObject(body?.['content']) ?? body)?.['id']
  return typeof id === 'string' ? id : undefined
}

function without(roles: readonly RoleAssignment[], others: readonly RoleAssignment[]): RoleAssignment[] {
  const keyOf = ({ roleName, orgId, projectId }: RoleAssignment) => `${roleName} ${orgId ?? projectId}`
  const known = new Set(others.map(keyOf))
  return roles.filter(role => !known.has(keyOf(role)))
}
