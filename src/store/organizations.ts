import type { Database } from './database.ts'

export interface Organization {
  id: string
  name: string
  /** Milliseconds since the epoch. */
  created: number
}

/** An organization created for one test. */
export interface Sandbox {
  orgId: string
  /** State that a reset restores: an organization of the state document as JSON. */
  baseline: string
}

export function organizationsTable(db: Database) {
  const insert = db.prepare<[string, string, number]>(
    'INSERT INTO organizations (id, name, created) VALUES (?, ?, ?)'
  )
  const find = db.prepare<[string], Organization>('SELECT id, name, created FROM organizations WHERE id = ?')
  const list = db.prepare<[], Organization>('SELECT id, name, created FROM organizations ORDER BY rowid')
  const remove = db.prepare<[string]>('DELETE FROM organizations WHERE id = ?')

  return {
    insert(organization: Organization): void {
      insert.run(organization.id, organization.name, organization.created)
    },
    find: (id: string): Organization | undefined => find.get(id),
    /** Returns all organizations in creation order. */
    list: (): Organization[] => list.all(),
    /** Removes an organization and its contents. @returns whether the organization existed */
    remove: (id: string): boolean => remove.run(id).changes > 0,
    isEmpty: (): boolean => list.get() === undefined
  }
}

export function sandboxesTable(db: Database) {
  const insert = db.prepare<[string, string]>('INSERT INTO sandboxes (org_id, baseline) VALUES (?, ?)')
  const find = db.prepare<[string], Sandbox>(
    'SELECT org_id AS orgId, baseline FROM sandboxes WHERE org_id = ?'
  )
  const list = db
    .prepare<[], string>(
      'SELECT org_id FROM sandboxes JOIN organizations ON id = org_id ORDER BY organizations.rowid'
    )
    .pluck()
  const count = db.prepare<[], number>('SELECT count(*) FROM sandboxes').pluck()

  return {
    insert({ orgId, baseline }: Sandbox): void {
      insert.run(orgId, baseline)
    },
    find: (orgId: string): Sandbox | undefined => find.get(orgId),
    /** Returns the organization ids of all sandboxes in creation order. */
    list: (): string[] => list.all() as string[],
    count: (): number => count.get() as number
  }
}
