import type * as wire from '../../types/wire.d.ts'
import { presentRole } from '../auth/roles.ts'
import type { OperationFacts } from '../operation.ts'
import type { Principal, RoleAssignment } from '../store/principals.ts'
import type { Entry } from './entry.ts'
import { asObject } from './json.ts'
import { type Call, minimalRoles } from './minimal-roles.ts'
import { readResponse } from './response-body.ts'

/** The roles that a caller has, and those that its requests need. */
export type LeastPrivilege = wire.LeastPrivilege['results'][number]

/** An entry that reached the role check. */
type CheckedEntry = Entry & { principal: Pick<Principal, 'id' | 'orgId'>; operation: GuardedOperation }

type GuardedOperation = OperationFacts & Required<Pick<OperationFacts, 'permission'>>

/**
 * Returns for each caller the smallest set of roles that permits its requests, in the order of first requests.
 * Ignores requests rejected before the role check, and those on resources of another organization.
 *
 * @param rolesOf returns all roles of a principal; an entry may have only some of them
 */
export function leastPrivilege(
  entries: readonly Entry[],
  rolesOf: (principalId: string) => readonly RoleAssignment[]
): LeastPrivilege[] {
  const checked = entries.filter(isChecked)
  return [...Map.groupBy(checked, ({ principal }) => principal.id)].map(([id, requests]) =>
    review(requests, rolesOf(id))
  )
}

function isChecked(entry: Entry): entry is CheckedEntry {
  const { role, reason, principal, operation } = entry
  if (principal === undefined || !operation?.permission) return false
  // Ignore rejections such as `project-foreign`: no role permits access to another organization.
  return role === 'accepted' || (role === 'refused' && reason?.code === 'role-insufficient')
}

function review(entries: readonly CheckedEntry[], roles: readonly RoleAssignment[]): LeastPrivilege {
  const { id, orgId } = (entries.at(-1) as CheckedEntry).principal
  // A caller owns the projects that it creates: ignore its role and its calls there.
  const created = new Set(entries.map(createdProject))
  created.delete(undefined)
  const had = roles.filter(({ projectId }) => projectId === null || !created.has(projectId))
  const calls = entries.map(toCall).filter(({ projectId }) => !created.has(projectId))
  const minimal = minimalRoles(calls, { orgId, roles: had })
  const needed = minimal.flatMap(set => set.roles)
  const uncovered = minimal.filter(set => !set.isCovered).flatMap(set => set.roles)
  return {
    principal: id,
    had: had.map(presentRole),
    needed: needed.map(presentRole),
    unused: without(had, needed).map(presentRole),
    missing: without(uncovered, had).map(presentRole),
    requests: entries.length
  }
}

function toCall(entry: CheckedEntry): Call {
  const { operation, projectId } = entry
  const returned = operation.project === 'returned' ? responseId(entry) : undefined
  return { permission: operation.permission, projectId: projectId ?? returned }
}

function createdProject(entry: CheckedEntry): string | undefined {
  return entry.operation.project === 'created' && entry.status === 201 ? responseId(entry) : undefined
}

/** Returns the id in a response body, in an envelope or not. */
function responseId(entry: Entry): string | undefined {
  const body = readResponse(entry)
  const id = (asObject(body?.['content']) ?? body)?.['id']
  return typeof id === 'string' ? id : undefined
}

function without(roles: readonly RoleAssignment[], others: readonly RoleAssignment[]): RoleAssignment[] {
  const keyOf = ({ roleName, orgId, projectId }: RoleAssignment) => `${roleName} ${orgId ?? projectId}`
  const known = new Set(others.map(keyOf))
  return roles.filter(role => !known.has(keyOf(role)))
}
