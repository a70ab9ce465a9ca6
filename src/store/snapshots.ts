import type { Database } from './database.ts'

/** Rows of one organization; without it, of all. */
type Scope = string | undefined

const PRINCIPALS = 'SELECT id FROM principals WHERE org_id = ?'

/** The tables that make up the state, parents first, each with the condition for one organization's rows. */
const STATE_TABLES: Readonly<Record<string, string>> = {
  organizations: 'id = ?',
  projects: 'org_id = ? ORDER BY rowid',
  principals: 'org_id = ?',
  api_keys: `public_key IN (${PRINCIPALS})`,
  service_accounts: `client_id IN (${PRINCIPALS})`,
  role_assignments: `principal_id IN (${PRINCIPALS})`,
  access_list_entries: `principal_id IN (${PRINCIPALS})`,
  integrations: 'project_id IN (SELECT id FROM projects WHERE org_id = ?)',
  sandboxes: 'org_id = ?'
}

/** A table's statements. */
interface Copier {
  capture: (id: number, scope: Scope) => void
  restore: (id: number) => void
  drop: (id: number) => void
  clear: () => void
}

/**
 * Copies of the state, kept in memory beside the database for as long as the process lives. Copying is one
 * statement for each table, so that a thousand rows take about a millisecond.
 */
export function snapshotTables(db: Database) {
  db.pragma('temp_store = MEMORY')
  db.exec(
    `CREATE TEMP TABLE snapshots (
       id INTEGER PRIMARY KEY, name TEXT NOT NULL, org_id TEXT NOT NULL, UNIQUE (name, org_id)
     ) STRICT`
  )
  const copiers = Object.entries(STATE_TABLES).map(([table, condition]) => createCopier(db, table, condition))
  const insert = db.prepare<[string, string]>('INSERT INTO snapshots (name, org_id) VALUES (?, ?)')
  const find = db
    .prepare<[string, string], number>('SELECT id FROM snapshots WHERE name = ? AND org_id = ?')
    .pluck()
  const list = db.prepare<[string], string>('SELECT name FROM snapshots WHERE org_id = ? ORDER BY id').pluck()
  const orphans = db
    .prepare<[], number>(
      "SELECT id FROM snapshots WHERE org_id <> '' AND org_id NOT IN (SELECT id FROM organizations)"
    )
    .pluck()
  const remove = db.prepare<[number]>('DELETE FROM snapshots WHERE id = ?')
  const removeOrganization = db.prepare<[string]>('DELETE FROM organizations WHERE id = ?')
  const placeOf = db.prepare<[string], number>('SELECT rowid FROM organizations WHERE id = ?').pluck()
  const moveTo = db.prepare<[number, string]>('UPDATE organizations SET rowid = ? WHERE id = ?')

  const idOf = (name: string, scope: Scope) => find.get(name, scope ?? '') as number | undefined
  const drop = (id: number) => {
    remove.run(id)
    for (const copier of copiers) copier.drop(id)
  }
  /** SQLite drops a whole table's rows at once only where no foreign key looks at them. */
  const withoutForeignKeys = (work: () => void) => {
    db.pragma('foreign_keys = OFF')
    try {
      db.transaction(work).immediate()
    } finally {
      db.pragma('foreign_keys = ON')
    }
  }
  const clear = () => {
    for (const copier of copiers) copier.clear()
  }
  /** Replaces an organization by what `fill` writes, at its place in the lists; wholly or not at all. */
  const replaceOne = (orgId: string, fill: () => void) => {
    db.transaction(() => {
      const place = placeOf.get(orgId) as number
      removeOrganization.run(orgId)
      fill()
      moveTo.run(place, orgId)
    }).immediate()
  }

  return {
    /** Copies the state, or one organization of it. @throws {Error} where there is a copy of that name */
    capture(name: string, orgId?: string): void {
      db.transaction(() => {
        const id = Number(insert.run(name, orgId ?? '').lastInsertRowid)
        for (const copier of copiers) copier.capture(id, orgId)
      }).immediate()
    },
    /** Puts a copy back. @returns false where there is none of that name */
    restore(name: string, orgId?: string): boolean {
      const id = idOf(name, orgId)
      if (id === undefined) return false
      const copyBack = () => {
        for (const copier of copiers) copier.restore(id)
      }
      if (orgId === undefined) {
        withoutForeignKeys(() => {
          clear()
          copyBack()
        })
      } else {
        replaceOne(orgId, copyBack)
      }
      return true
    },
    has: (name: string, orgId?: string): boolean => idOf(name, orgId) !== undefined,
    /** Removes the copies of organizations that are gone. */
    forgetOrphans(): void {
      for (const id of orphans.all() as number[]) db.transaction(drop)(id)
    },
    /** Names in the order of their making. */
    list: (orgId?: string): string[] => list.all(orgId ?? '') as string[],
    /** @returns whether there was one */
    remove(name: string, orgId?: string): boolean {
      const id = idOf(name, orgId)
      if (id !== undefined) db.transaction(drop)(id)
      return id !== undefined
    },
    replaceOne,
    /**
     * Replaces the whole state by what `fill` writes, wholly or not at all. Foreign keys are not looked at: what
     * it writes must fit together.
     */
    replaceAll(fill: () => void): void {
      withoutForeignKeys(() => {
        clear()
        fill()
      })
    }
  }
}

function createCopier(db: Database, table: string, condition: string): Copier {
  const columns = (db.pragma(`table_info(${table})`) as { name: string }[]).map(({ name }) => name).join(', ')
  const copy = `snapshot_${table}`
  db.exec(`CREATE TEMP TABLE ${copy} AS SELECT 0 AS snapshot, ${columns} FROM main.${table} WHERE false`)
  db.exec(`CREATE INDEX temp.${copy}_by_snapshot ON ${copy} (snapshot)`)
  const insert = `INSERT INTO ${copy} SELECT ?, ${columns} FROM main.${table}`
  const captureAll = db.prepare<[number]>(insert)
  const captureScope = db.prepare<[number, string]>(`${insert} WHERE ${condition}`)
  const restore = db.prepare<[number]>(
    `INSERT INTO main.${table} (${columns}) SELECT ${columns} FROM ${copy} WHERE snapshot = ?`
  )
  const drop = db.prepare<[number]>(`DELETE FROM ${copy} WHERE snapshot = ?`)
  const clear = db.prepare(`DELETE FROM main.${table}`)
  return {
    capture: (id, scope) => (scope === undefined ? captureAll.run(id) : captureScope.run(id, scope)),
    restore: id => restore.run(id),
    drop: id => drop.run(id),
    clear: () => clear.run()
  }
}
