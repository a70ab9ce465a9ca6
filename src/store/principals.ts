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

/** Tables of principals, roles and access lists. */
export function principalsTable(db: Database) {
  const insert = db.prepare<[string, string, string]>(
    'INSERT INTO principals (id, kind, org_id) VALUES (?, ?, ?)'
  )
  const insertRole = db.prepare<[string, string, string | null, string | null]>(
    'INSERT INTO role_assignments (principal_id, role_name, org_id, project_id) VALUES (?, ?, ?, ?)'
  )
  const insertEntry = db.prepare<[string, string]>(
    'INSERT INTO access_list_entries (principal_id, cidr) VALUES (?, ?)'
  )
  const removeRoles = db.prepare<[string]>('DELETE FROM role_assignments WHERE principal_id = ?')
  const removeEntries = db.prepare<[string]>('DELETE FROM access_list_entries WHERE principal_id = ?')
  const columns = (roleCondition: string) => `id, kind, org_id AS orgId,
       (SELECT json_group_array(json_object('roleName', role_name, 'orgId', org_id, 'projectId', project_id))
        FROM role_assignments WHERE principal_id = principals.id ${roleCondition}) AS roles,
       (SELECT json_group_array(cidr)
        FROM access_list_entries WHERE principal_id = principals.id) AS accessList,
       (SELECT requires_access_list FROM organizations WHERE id = principals.org_id) AS requiresAccessList`
  const find = db.prepare<[string], Row>(`SELECT ${columns('')} FROM principals WHERE id = ?`)
  const findCaller = db.prepare<[string | null, string], Row>(
    `SELECT ${columns('AND ifnull(org_id, project_id) IN (principals.org_id, ?)')}
     FROM principals WHERE id = ?`
  )
  const rolesOn = db.prepare<[string], { principalId: string; roleName: string; projectId: string }>(
    `SELECT principal_id AS principalId, role_name AS roleName, project_id AS projectId
     FROM role_assignments INDEXED BY role_assignments_by_project WHERE project_id = ?`
  )
  const organization = db.prepare<[string], string>('SELECT org_id FROM principals WHERE id = ?').pluck()
  const list = db.prepare<[string], Row>(
    `SELECT ${columns('')} FROM principals WHERE org_id = ? ORDER BY principals.rowid`
  )

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
    },
    /** Replaces a principal's roles; requires a transaction. */
    setRoles(principalId: string, roles: readonly RoleAssignment[]): void {
      removeRoles.run(principalId)
      insertRoles(principalId, roles)
    },
    /** Replaces a principal's access list; requires a transaction. */
    setAccessList(principalId: string, accessList: readonly string[]): void {
      removeEntries.run(principalId)
      for (const cidr of accessList) insertEntry.run(principalId, cidr)
    },
    find(id: string): Principal | undefined {
      const row = find.get(id)
      return row && toPrincipal(row)
    },
    /**
     * Returns a principal with its roles on its organization and on a project. A caller gets a role on each project
     * that it creates; the cost of a request must not grow with them.
     */
    findCaller(id: string, projectId?: string): Principal | undefined {
      const row = findCaller.get(projectId ?? null, id)
      return row && toPrincipal(row)
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
