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

interface Row {
  id: string
  kind: Principal['kind']
  orgId: string
  roles: string
  accessList: string
  requiresAccessList: 0 | 1
}

/** A principal with its roles on its organization. */
interface FoundCaller {
  principal: Principal
  /** Whether it has roles on projects. */
  hasProjects: boolean
}

/** Tables of principals, roles and access lists. */
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
    FoundCaller | undefined
  >(
    ['principals', 'role_assignments', 'access_list_entries', 'organizations'],
    `SELECT ${columns('AND org_id = principals.org_id')}, EXISTS (
       SELECT 1 FROM role_assignments WHERE principal_id = principals.id AND project_id IS NOT NULL
     ) AS hasProjects FROM principals WHERE id = ?`,
    ([row]) => row && { principal: toPrincipal(row), hasProjects: row.hasProjects === 1 }
  )
  const rolesOf = statements.cached<[string, string], RoleAssignment, readonly RoleAssignment[]>(
    ['role_assignments'],
    `SELECT role_name AS roleName, org_id AS orgId, project_id AS projectId
     FROM role_assignments WHERE principal_id = ? AND project_id = ?`,
    rows => rows
  )
  const rolesOn = statements.read<[string], { principalId: string; roleName: string; projectId: string }>(
    `SELECT principal_id AS principalId, role_name AS roleName, project_id AS projectId
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
      const roles = new Map<string, RoleAssignment[]>()
      for (const { principalId, ...role } of rolesOn.all(projectId)) {
        roles.set(principalId, [...(roles.get(principalId) ?? []), { ...role, orgId: null }])
      }
      return roles
    },
    /** Returns a principal's organization. */
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
  const insertApiKey = statements.write<[string, string]>(
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
  const tokenLifetime = statements.cached<[string], { seconds: number | null }, number | undefined>(
    ['service_accounts'],
    'SELECT token_lifetime AS seconds FROM service_accounts WHERE client_id = ?',
    ([row]) => row?.seconds ?? undefined
  )
  const setTokenLifetime = statements.write<[number | null, string]>(
    'service_accounts',
    'UPDATE service_accounts SET token_lifetime = ? WHERE client_id = ?'
  )
  const secretHash = statements.value<[string], string>(
    'SELECT secret_hash FROM service_accounts WHERE client_id = ?'
  )

  return {
    insertApiKey(publicKey: string, ha1Hex: string): void {
      insertApiKey.run(publicKey, ha1Hex)
    },
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
    /** Returns the token lifetime in seconds; undefined: Atlas's. */
    tokenLifetime,
    setTokenLifetime(clientId: string, seconds: number | undefined): void {
      setTokenLifetime.run(seconds ?? null, clientId)
    },
    /** Returns the hash of a service account's secret. */
    secretHash: (clientId: string): string | undefined => secretHash.get(clientId) as string | undefined
  }
}

/** A stored token: its SHA-256, not its text. */
export interface IssuedToken {
  hash: string
  clientId: string
  /** Milliseconds since the epoch. */
  issued: number
  expires: number
  isRevoked: 0 | 1
}

/** Maximum tokens that are kept for a service account, revoked and expired ones included. */
const MAX_TOKENS = 10_000

/** Maximum number of expired tokens that a new token removes: removing thousands would block other requests. */
const FORGOTTEN_AT_ONCE = 100

/** Table of issued tokens: they survive a restart with a database file. */
export function tokensTable(statements: Statements) {
  const insert = statements.write<[Omit<IssuedToken, 'isRevoked'>]>(
    'issued_tokens',
    `INSERT INTO issued_tokens (hash, client_id, number, issued, expires, is_revoked)
     VALUES (:hash, :clientId, 1 + max(
       ifnull((SELECT max(number) FROM issued_tokens WHERE client_id = :clientId), 0),
       ifnull((SELECT counts_after FROM service_accounts WHERE client_id = :clientId), 0)
     ), :issued, :expires, 0)`
  )
  const find = statements.cached<[string], IssuedToken, IssuedToken | undefined>(
    ['issued_tokens'],
    `SELECT hash, client_id AS clientId, issued, expires, is_revoked AS isRevoked
     FROM issued_tokens WHERE hash = ?`,
    ([row]) => row
  )
  const forget = statements.write<[string, number]>(
    'issued_tokens',
    `DELETE FROM issued_tokens WHERE hash IN (
       SELECT hash FROM issued_tokens WHERE client_id = ? AND expires <= ? LIMIT ${FORGOTTEN_AT_ONCE}
     )`
  )
  const oldestKept = `(SELECT max(number) - ${MAX_TOKENS - 1} FROM issued_tokens WHERE client_id = :clientId)`
  const drop = statements.write<[{ clientId: string }]>(
    'issued_tokens',
    `DELETE FROM issued_tokens WHERE client_id = :clientId AND number < ${oldestKept}`
  )
  const dropped = statements.value<[{ clientId: string; expires: number }], 1>(
    `SELECT 1 FROM issued_tokens WHERE client_id = :clientId AND number = ${oldestKept} AND expires >= :expires`
  )
  const countActive = statements.value<[{ clientId: string; now: number; issuedAfter: number }], number>(
    `SELECT count(*) FROM service_accounts JOIN issued_tokens USING (client_id)
     WHERE client_id = :clientId AND number > counts_after AND is_revoked = 0
       AND expires > :now AND issued > :issuedAfter`
  )
  const forgetOrphans = statements.write<[number]>(
    'issued_tokens',
    'DELETE FROM issued_tokens WHERE expires <= ? AND client_id NOT IN (SELECT id FROM principals)'
  )
  const revoke = statements.write<[string, string]>(
    'issued_tokens',
    'UPDATE issued_tokens SET is_revoked = 1 WHERE hash = ? AND client_id = ?'
  )
  const revokeAll = statements.write('issued_tokens', 'UPDATE issued_tokens SET is_revoked = 1')
  const revokeOf = statements.write<[string]>(
    'issued_tokens',
    'UPDATE issued_tokens SET is_revoked = 1 WHERE client_id = ?'
  )
  const revokeIn = statements.write<[string]>(
    'issued_tokens',
    `UPDATE issued_tokens SET is_revoked = 1
     WHERE client_id IN (SELECT id FROM principals WHERE org_id = ?)`
  )

  return {
    /**
     * Stores an issued token and removes expired ones of its account, or its oldest ones if it has too many.
     *
     * @param now milliseconds since the epoch by the clock of the account
     */
    insert(token: Omit<IssuedToken, 'isRevoked'>, now: number): void {
      forget.run(token.clientId, now)
      insert.run(token)
      drop.run({ clientId: token.clientId })
    },
    find,
    /**
     * Returns the number of tokens of a service account that are neither expired nor revoked.
     *
     * @param issuedAfter milliseconds since the epoch: earlier tokens have expired
     */
    countActive: (clientId: string, now: number, issuedAfter: number): number =>
      countActive.get({ clientId, now, issuedAfter }) as number,
    /** Returns whether a service account has so many newer tokens that one with this expiry was removed. */
    isDropped: (clientId: string, expires: number): boolean =>
      dropped.get({ clientId, expires }) !== undefined,
    /** Revokes a token of a service account. */
    revoke(hash: string, clientId: string): void {
      revoke.run(hash, clientId)
    },
    /** Revokes all issued tokens, or those of a service account or an organization. */
    revokeIssued({
      clientId,
      orgId
    }: {
      clientId?: string | undefined
      orgId?: string | undefined
    } = {}): void {
      if (clientId !== undefined) revokeOf.run(clientId)
      else if (orgId !== undefined) revokeIn.run(orgId)
      else revokeAll.run()
    },
    /** Removes expired tokens of removed accounts; the others become valid again if the account is restored. */
    forgetOrphans(now: number): void {
      forgetOrphans.run(now)
    }
  }
}
