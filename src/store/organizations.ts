import type { Statements } from './statements.ts'

export interface Organization {
  id: string
  name: string
  /** Milliseconds since the epoch. */
  created: number
  /** Whether callers without an access list are rejected. */
  requiresAccessList: boolean
}

type Row = Omit<Organization, 'requiresAccessList'> & { requiresAccessList: 0 | 1 }

const COLUMNS = 'id, name, created, requires_access_list AS requiresAccessList'

export function organizationsTable(statements: Statements) {
  const insert = statements.write<[Row]>(
    'organizations',
    `INSERT INTO organizations (id, name, created, requires_access_list)
     VALUES (@id, @name, @created, @requiresAccessList)`
  )
  const find = statements.cached<[string], Row, Organization | undefined>(
    ['organizations'],
    `SELECT ${COLUMNS} FROM organizations WHERE id = ?`,
    ([row]) => row && toOrganization(row)
  )
  const list = statements.read<[], Row>(`SELECT ${COLUMNS} FROM organizations ORDER BY rowid`)
  const remove = statements.write<[id: string]>('all', 'DELETE FROM organizations WHERE id = ?')
  const removeAll = statements.write('all', 'DELETE FROM organizations')
  const rowid = statements.value<[string], number>('SELECT rowid FROM organizations WHERE id = ?')
  const moveTo = statements.write<[number, string]>(
    'organizations',
    'UPDATE organizations SET rowid = ? WHERE id = ?'
  )

  return {
    insert(organization: Organization): void {
      insert.run({ ...organization, requiresAccessList: organization.requiresAccessList ? 1 : 0 })
    },
    find,
    /** Returns all organizations in creation order. */
    list: (): Organization[] => list.all().map(toOrganization),
    /** Removes an organization and its contents. */
    remove: remove.run,
    removeAll: removeAll.run,
    /** Replaces an organization with the one that `insert` inserts; it keeps its position in lists. */
    replace(id: string, insert: () => void): void {
      const position = rowid.get(id) as number
      remove.run(id)
      insert()
      moveTo.run(position, id)
    },
    isEmpty: (): boolean => list.get() === undefined
  }
}

function toOrganization(row: Row): Organization {
  return { ...row, requiresAccessList: row.requiresAccessList === 1 }
}

export function sandboxesTable(statements: Statements) {
  const insert = statements.write<[orgId: string, baseline: string]>(
    'sandboxes',
    'INSERT INTO sandboxes (org_id, baseline) VALUES (?, ?)'
  )
  const find = statements.value<[string], string>('SELECT baseline FROM sandboxes WHERE org_id = ?')
  const list = statements.value<[], string>(
    'SELECT org_id FROM sandboxes JOIN organizations ON id = org_id ORDER BY organizations.rowid'
  )

  return {
    insert: insert.run,
    /** Returns the state that a reset restores: an organization of the state document as JSON. */
    find: (orgId: string): string | undefined => find.get(orgId) as string | undefined,
    /** Returns the organization ids of all sandboxes in creation order. */
    list: (): string[] => list.all() as string[]
  }
}
