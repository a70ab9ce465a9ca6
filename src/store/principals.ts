import type { Database } from './database.ts'

/** A role on an organization or on a project: exactly one of the ids is null. */
export interface RoleAssignment {
  roleName: string
  orgId: string | null
  projectId: string | null
}

/** An API key or a service account. */
export interface Principal {
  /** Public key or client id. */
  id: string
  kind: 'apiKey' | 'serviceAccount'
  orgId: string
  roles: readonly RoleAssignment[]
  /** Addresses and CIDR blocks; empty: any address. */
  accessList: readonly string[]
  /** Whether its organization requires an access list. */
  requiresAccessList: boolean
}

interface Row {
  id: string
  kind: Principal['kind']
  orgId: string
  roles: string
  accessList: string
  requiresAccessList: 0 | 1
}

export type PrincipalsTable = ReturnType<typeof principalsTable>

/**
 * Maximum of project roles read for a caller. A caller gets a role on each project that it creates, and the cost of
 * a request and the size of a journal entry must not grow with them.
 */
export const CALLER_ROLES = 10

/** Maximum number of cached principals. */
const MAX_CACHED = 10_000

/** A number that no other content of a principal has. */
export const NEW_REVISION = 'abs(random() % 9007199254740992)'

/**
 * Tables of principals, roles and access lists. Whatever changes the roles or the access list of a principal, or
 * whether its organization requires one, must change its revision.
 */
export function principalsTable(db: Database) {
  const insert = db.prepare<[string, string, string]>(
    `INSERT INTO principals (id, kind, org_id, revision) VALUES (?, ?, ?, ${NEW_REVISION})`
  )
  const touch = db.prepare<[string]>(`UPDATE principals SET revision = ${NEW_REVISION} WHERE id = ?`)
  const insertRole = db.prepare<[string, string, string | null, string | null]>(
    'INSERT INTO role_assignments (principal_id, role_name, org_id, project_id) VALUES (?, ?, ?, ?)'
  )
  const insertEntry = db.prepare<[string, string]>(
    'INSERT INTO access_list_entries (principal_id, cidr) VALUES (?, ?)'
  )
  const removeRoles = db.prepare<[string]>('DELETE FROM role_assignments WHERE principal_id = ?')
  const removeEntries = db.prepare<[string]>('DELETE FROM access_list_entries WHERE principal_id = ?')
  const rolesAs =
    "json_group_array(json_object('roleName', role_name, 'orgId', org_id, 'projectId', project_id))"
  const columnsWith = (roles: string) => `id, kind, org_id AS orgId,
       (SELECT ${rolesAs} FROM ${roles}) AS roles,
       (SELECT json_group_array(cidr)
        FROM access_list_entries WHERE principal_id = principals.id) AS accessList,
       (SELECT requires_access_list FROM organizations WHERE id = principals.org_id) AS requiresAccessList`
  const own = 'SELECT * FROM role_assignments WHERE principal_id = principals.id'
  const columns = columnsWith(`(${own})`)
  // Selects by role name, the order of the index: all organization roles, and the first project roles.
  const callerColumns = columnsWith(
    `(SELECT * FROM (${own} AND role_name < 'ORG' LIMIT ${CALLER_ROLES}) UNION ALL ${own} AND role_name >= 'ORG')`
  )
  const find = db.prepare<[string], Row>(`SELECT ${columns} FROM principals WHERE id = ?`)
  const findCaller = db.prepare<[string], Row & { revision: number }>(
    `SELECT revision, ${callerColumns} FROM principals WHERE id = ?`
  )
  const rolesOnProject = db
    .prepare<[string, string], string>(
      `SELECT ${rolesAs} FROM role_assignments INDEXED BY role_assignments_by_project
       WHERE project_id = ? AND principal_id = ?`
    )
    .pluck()
  const rolesOn = db.prepare<[string], { principalId: string; roleName: string; projectId: string }>(
    `SELECT principal_id AS principalId, role_name AS roleName, project_id AS projectId
     FROM role_assignments INDEXED BY role_assignments_by_project WHERE project_id = ?`
  )
  const revisionOf = db.prepare<[string], number>('SELECT revision FROM principals WHERE id = ?').pluck()
  const organization = db.prepare<[string], string>('SELECT org_id FROM principals WHERE id = ?').pluck()
  const list = db.prepare<[string], Row>(
    `SELECT ${columns} FROM principals WHERE org_id = ? ORDER BY principals.rowid`
  )

  // Every request has a caller, and callers rarely change.
  const cache = new Map<string, { revision: number; principal: Principal }>()
  const read = (id: string, revision: number | undefined): Principal | undefined => {
    const cached = cache.get(id)
    if (cached?.revision === revision) return cached?.principal
    const row = findCaller.get(id)
    if (!row) return undefined
    if (cache.size >= MAX_CACHED) cache.clear()
    const principal = toPrincipal(row)
    cache.set(id, { revision: row.revision, principal })
    return principal
  }
  const insertRoles = (id: string, roles: readonly RoleAssignment[]) => {
    for (const { roleName, orgId, projectId } of roles) insertRole.run(id, roleName, orgId, projectId)
  }

  return {
    insert(principal: Omit<Principal, 'requiresAccessList'>): void {
      insert.run(principal.id, principal.kind, principal.orgId)
      insertRoles(principal.id, principal.roles)
      for (const cidr of principal.accessList) insertEntry.run(principal.id, cidr)
    },
    assignRole(principalId: string, role: RoleAssignment): void {
      insertRoles(principalId, [role])
      touch.run(principalId)
    },
    /** Replaces a principal's roles; requires a transaction. */
    setRoles(principalId: string, roles: readonly RoleAssignment[]): void {
      removeRoles.run(principalId)
      insertRoles(principalId, roles)
      touch.run(principalId)
    },
    /** Replaces a principal's access list; requires a transaction. */
    setAccessList(principalId: string, accessList: readonly string[]): void {
      removeEntries.run(principalId)
      for (const cidr of accessList) insertEntry.run(principalId, cidr)
      touch.run(principalId)
    },
    find(id: string): Principal | undefined {
      const row = find.get(id)
      return row && toPrincipal(row)
    },
    /** Returns a principal with all organization roles and at most {@link CALLER_ROLES} project roles. */
    findCaller(id: string): Principal | undefined {
      return read(id, revisionOf.get(id) as number | undefined)
    },
    /** Adds the roles on a project that {@link CALLER_ROLES} may have cut off. */
    withRolesOn(projectId: string, caller: Principal): Principal {
      if (caller.roles.length < CALLER_ROLES) return caller
      const others = caller.roles.filter(role => role.projectId !== projectId)
      const roles = JSON.parse(rolesOnProject.get(projectId, caller.id) as string) as RoleAssignment[]
      return { ...caller, roles: [...roles, ...others] }
    },
    /** Returns all roles on a project by principal. */
    rolesOn(projectId: string): ReadonlyMap<string, RoleAssignment[]> {
      const roles = new Map<string, RoleAssignment[]>()
      for (const { principalId, ...role } of rolesOn.all(projectId)) {
        roles.set(principalId, [...(roles.get(principalId) ?? []), { ...role, orgId: null }])
      }
      return roles
    },
    /** Returns a principal's organization. */
    organizationOf: (id: string): string | undefined => organization.get(id) as string | undefined,
    /** Returns an organization's principals in creation order. */
    listByOrganization: (orgId: string): Principal[] => list.all(orgId).map(toPrincipal)
  }
}

function toPrincipal(row: Row): Principal {
  return {
    id: row.id,
    kind: row.kind,
    orgId: row.orgId,
    roles: JSON.parse(row.roles) as RoleAssignment[],
    accessList: JSON.parse(row.accessList) as string[],
    requiresAccessList: row.requiresAccessList === 1
  }
}
