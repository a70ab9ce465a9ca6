import type { Statements } from './statements.ts'

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

interface Row extends Pick<Principal, 'id' | 'kind' | 'orgId'> {
  roles: string
  accessList: string
  requiresAccessList: 0 | 1
}

export function principalsTable(statements: Statements) {
  const insert = statements.write<[string, string, string]>(
    'principals',
    'INSERT INTO principals (id, kind, org_id) VALUES (?, ?, ?)'
  )
  const insertRole = statements.write<[string, string, string | null, string | null]>(
    'role_assignments',
    'INSERT INTO role_assignments (principal_id, role_name, org_id, project_id) VALUES (?, ?, ?, ?)'
  )
  const insertEntry = statements.write<[string, string]>(
    'access_list_entries',
    'INSERT INTO access_list_entries (principal_id, cidr) VALUES (?, ?)'
  )
  const removeRoles = statements.write<[string]>(
    'role_assignments',
    'DELETE FROM role_assignments WHERE principal_id = ?'
  )
  const removeEntries = statements.write<[string]>(
    'access_list_entries',
    'DELETE FROM access_list_entries WHERE principal_id = ?'
  )
  const columns = (roleCondition: string) => `id, kind, org_id AS orgId,
       (SELECT json_group_array(json_object('roleName', role_name, 'orgId', org_id, 'projectId', project_id))
        FROM role_assignments WHERE principal_id = principals.id ${roleCondition}) AS roles,
       (SELECT json_group_array(cidr)
        FROM access_list_entries WHERE principal_id = principals.id) AS accessList,
       (SELECT requires_access_list FROM organizations WHERE id = principals.org_id) AS requiresAccessList`
  const find = statements.read<[string], Row>(`SELECT ${columns('')} FROM principals WHERE id = ?`)
  // Two queries: the first is the same for all projects, and most callers need no other.
  const findInOrganization = statements.cached<
    [string],
    Row & { hasProjects: 0 | 1 },
    { principal: Principal; hasProjects: 0 | 1 } | undefined
  >(
    ['principals', 'role_assignments', 'access_list_entries', 'organizations'],
    `SELECT ${columns('AND org_id = principals.org_id')}, EXISTS (
       SELECT 1 FROM role_assignments WHERE principal_id = principals.id AND project_id IS NOT NULL
     ) AS hasProjects FROM principals WHERE id = ?`,
    ([row]) => row && { principal: toPrincipal(row), hasProjects: row.hasProjects }
  )
  const rolesOf = statements.cached<[string, string], RoleAssignment, readonly RoleAssignment[]>(
    ['role_assignments'],
    `SELECT role_name AS roleName, org_id AS orgId, project_id AS projectId
     FROM role_assignments WHERE principal_id = ? AND project_id = ?`,
    rows => rows
  )
  const rolesOn = statements.read<[string], RoleAssignment & { principalId: string }>(
    `SELECT principal_id AS principalId, role_name AS roleName, org_id AS orgId, project_id AS projectId
     FROM role_assignments INDEXED BY role_assignments_by_project WHERE project_id = ?`
  )
  const organizationOf = statements.cached<[string], { orgId: string }, string | undefined>(
    ['principals'],
    'SELECT org_id AS orgId FROM principals WHERE id = ?',
    ([row]) => row?.orgId
  )
  const list = statements.read<[string], Row>(
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
      const { principal, hasProjects } = findInOrganization(id) ?? {}
      if (!principal || !hasProjects || projectId === undefined) return principal
      const roles = rolesOf(id, projectId)
      return roles.length === 0 ? principal : { ...principal, roles: [...principal.roles, ...roles] }
    },
    /** Returns all roles on a project by principal. */
    rolesOn(projectId: string): ReadonlyMap<string, RoleAssignment[]> {
      return Map.groupBy(rolesOn.all(projectId), ({ principalId }) => principalId)
    },
    organizationOf,
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

/** Tables of hashed credentials: HA1 of API keys, secret hashes of service accounts. */
export function credentialsTables(statements: Statements) {
  const insertApiKey = statements.write<[publicKey: string, ha1: string]>(
    'api_keys',
    'INSERT INTO api_keys (public_key, ha1) VALUES (?, ?)'
  )
  const ha1 = statements.cached<[string], { ha1: string }, string | undefined>(
    ['api_keys'],
    'SELECT ha1 FROM api_keys WHERE public_key = ?',
    ([row]) => row?.ha1
  )
  const setHa1 = statements.write<[string, string]>(
    'api_keys',
    'UPDATE api_keys SET ha1 = ? WHERE public_key = ?'
  )
  const insertServiceAccount = statements.write<
    [{ clientId: string; hash: string; lifetime: number | null }]
  >(
    'service_accounts',
    `INSERT INTO service_accounts (client_id, secret_hash, token_lifetime, counts_after)
     VALUES (:clientId, :hash, :lifetime,
       (SELECT ifnull(max(number), 0) FROM issued_tokens WHERE client_id = :clientId))`
  )
  const setSecretHash = statements.write<[string, string]>(
    'service_accounts',
    'UPDATE service_accounts SET secret_hash = ? WHERE client_id = ?'
  )
  const tokenLifetime = statements.cached<[string], { seconds: number | null }, number | null>(
    ['service_accounts'],
    'SELECT token_lifetime AS seconds FROM service_accounts WHERE client_id = ?',
    ([row]) => row?.seconds ?? null
  )
  const setTokenLifetime = statements.write<[number | null, string]>(
    'service_accounts',
    'UPDATE service_accounts SET token_lifetime = ? WHERE client_id = ?'
  )
  const secretHash = statements.value<[string], string>(
    'SELECT secret_hash FROM service_accounts WHERE client_id = ?'
  )

  return {
    insertApiKey: insertApiKey.run,
    /** Returns the HA1 of an API key as hex. */
    ha1,
    setHa1(publicKey: string, ha1Hex: string): void {
      setHa1.run(ha1Hex, publicKey)
    },
    insertServiceAccount(clientId: string, hash: string, lifetime?: number): void {
      insertServiceAccount.run({ clientId, hash, lifetime: lifetime ?? null })
    },
    setSecretHash(clientId: string, hash: string): void {
      setSecretHash.run(hash, clientId)
    },
    /** Returns the token lifetime in seconds; null: Atlas's. */
    tokenLifetime,
    setTokenLifetime(clientId: string, seconds: number | undefined): void {
      setTokenLifetime.run(seconds ?? null, clientId)
    },
    /** Returns the hash of a service account's secret. */
    secretHash: (clientId: string): string | undefined => secretHash.get(clientId) as string | undefined
  }
}
