import type { Database } from './database.ts'

/** An organization created for one test. */
export interface Sandbox {
  orgId: string
  /** State that a reset restores: an organization of the state document as JSON. */
  baseline: string
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
