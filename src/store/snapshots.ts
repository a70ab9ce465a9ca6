import type { Database } from './database.ts'

const PRINCIPALS = 'SELECT id FROM principals WHERE org_id = @org'

/** Tables of the state, parents first, with the condition for the rows of the organization `@org`. */
const STATE_TABLES: Readonly<Record<string, string>> = {
  organizations: 'id = @org',
  projects: 'org_id = @org ORDER BY rowid',
  principals: 'org_id = @org',
  api_keys: `public_key IN (${PRINCIPALS})`,
  service_accounts: `client_id IN (${PRINCIPALS})`,
  role_assignments: `principal_id IN (${PRINCIPALS})`,
  access_list_entries: `principal_id IN (${PRINCIPALS})`,
  integrations: 'project_id IN (SELECT id FROM projects WHERE org_id = @org)',
  documents: 'org_id = @org OR project_id IN (SELECT id FROM projects WHERE org_id = @org) ORDER BY rowid',
  stubs: 'org_id = @org ORDER BY rowid',
  sandboxes: 'org_id = @org'
}

const CLEAR = Object.keys(STATE_TABLES)
  .map(table => `DELETE FROM main.${table};`)
  .join('')

/** Snapshots of the state in temporary tables, and the replacement of the state. */
export function snapshotTables(db: Database) {
  const removeOrganization = db.prepare<[string]>('DELETE FROM organizations WHERE id = ?')
  const rowidOf = db.prepare<[string], number>('SELECT rowid FROM organizations WHERE id = ?').pluck()
  const moveTo = db.prepare<[number, string]>('UPDATE organizations SET rowid = ? WHERE id = ?')
  let created: ReturnType<typeof createTables> | undefined
  // Most processes take no snapshot, and the tables take a sixth of the time of a start.
  const tables = () => {
    created ??= createTables(db)
    return created
  }
  const idOf = (name: string, orgId: string | undefined) =>
    tables().find.get(name, orgId ?? '') as number | undefined
  const drop = (id: number) => {
    tables().remove.run(id)
    for (const copier of tables().copiers) copier.drop(id)
  }
  /**
   * Atomically replaces the whole state with the rows that `fill` inserts, which must be consistent: foreign keys are
   * off, because they would disable SQLite's truncate optimization.
   */
  const replaceAll = (fill: () => void) => {
    db.pragma('foreign_keys = OFF')
    try {
      db.transaction(() => {
        db.exec(CLEAR)
        fill()
      }).immediate()
    } finally {
      db.pragma('foreign_keys = ON')
    }
  }
  /** Atomically replaces an organization with the rows that `fill` inserts and keeps its position in lists. */
  const replaceOne = (orgId: string, fill: () => void) => {
    db.transaction(() => {
      const rowid = rowidOf.get(orgId) as number
      removeOrganization.run(orgId)
      fill()
      moveTo.run(rowid, orgId)
    }).immediate()
  }

  return {
    /** Creates a snapshot of the state or of one organization. @throws {Error} if the name is taken */
    capture(name: string, orgId?: string): void {
      const { insert, copiers } = tables()
      db.transaction(() => {
        const id = Number(insert.run(name, orgId ?? '').lastInsertRowid)
        for (const copier of copiers) copier.capture(id, orgId)
      }).immediate()
    },
    /** Restores a snapshot. @returns false if it does not exist */
    restore(name: string, orgId?: string): boolean {
      const id = idOf(name, orgId)
      if (id === undefined) return false
      const copyBack = () => {
        for (const copier of tables().copiers) copier.restore(id)
      }
      if (orgId === undefined) replaceAll(copyBack)
      else replaceOne(orgId, copyBack)
      return true
    },
    has: (name: string, orgId?: string): boolean => idOf(name, orgId) !== undefined,
    /** Removes the snapshots of removed organizations. */
    forgetOrphans(): void {
      for (const id of (created?.orphans.all() ?? []) as number[]) db.transaction(drop)(id)
    },
    /** Returns names in creation order. */
    list: (orgId?: string): string[] => tables().list.all(orgId ?? '') as string[],
    /** @returns whether the snapshot existed */
    remove(name: string, orgId?: string): boolean {
      const id = idOf(name, orgId)
      if (id !== undefined) db.transaction(drop)(id)
      return id !== undefined
    },
    replaceOne,
    replaceAll
  }
}

/**
 * Creates the tables of snapshots, in memory, and prepares their statements. Each copy is one statement for each table:
 * a thousand rows take about a millisecond.
 */
function createTables(db: Database) {
  db.pragma('temp_store = MEMORY')
  db.exec(
    `CREATE TEMP TABLE snapshots (
       id INTEGER PRIMARY KEY, name TEXT NOT NULL, org_id TEXT NOT NULL, UNIQUE (name, org_id)
     ) STRICT`
  )
  return {
    copiers: Object.entries(STATE_TABLES).map(([table, condition]) => createCopier(db, table, condition)),
    insert: db.prepare<[string, string]>('INSERT INTO snapshots (name, org_id) VALUES (?, ?)'),
    find: db
      .prepare<[string, string], number>('SELECT id FROM snapshots WHERE name = ? AND org_id = ?')
      .pluck(),
    list: db.prepare<[string], string>('SELECT name FROM snapshots WHERE org_id = ? ORDER BY id').pluck(),
    orphans: db
      .prepare<[], number>(
        "SELECT id FROM snapshots WHERE org_id <> '' AND org_id NOT IN (SELECT id FROM organizations)"
      )
      .pluck(),
    remove: db.prepare<[number]>('DELETE FROM snapshots WHERE id = ?')
  }
}

/** Creates the table for the copies of one table and prepares its statements. */
function createCopier(db: Database, table: string, condition: string) {
  const columns = (db.pragma(`table_info(${table})`) as { name: string }[]).map(({ name }) => name).join(', ')
  const copy = `snapshot_${table}`
  db.exec(`CREATE TEMP TABLE ${copy} AS SELECT 0 AS snapshot, ${columns} FROM main.${table} WHERE false`)
  db.exec(`CREATE INDEX temp.${copy}_by_snapshot ON ${copy} (snapshot)`)
  const insert = `INSERT INTO ${copy} SELECT @id, ${columns} FROM main.${table}`
  const captureAll = db.prepare<[{ id: number }]>(insert)
  const captureOrganization = db.prepare<[{ id: number; org: string }]>(`${insert} WHERE ${condition}`)
  const restore = db.prepare<[number]>(
    `INSERT INTO main.${table} (${columns}) SELECT ${columns} FROM ${copy} WHERE snapshot = ?`
  )
  const drop = db.prepare<[number]>(`DELETE FROM ${copy} WHERE snapshot = ?`)
  return {
    capture: (id: number, orgId: string | undefined) =>
      orgId === undefined ? captureAll.run({ id }) : captureOrganization.run({ id, org: orgId }),
    restore: (id: number) => restore.run(id),
    drop: (id: number) => drop.run(id)
  }
}
