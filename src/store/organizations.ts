import type { Database } from './database.ts'

export interface Organization {
  id: string
  name: string
  /** Milliseconds since the epoch. */
  created: number
}

export function organizationsTable(db: Database) {
  const insert = db.prepare<[string, string, number]>(
    'INSERT INTO organizations (id, name, created) VALUES (?, ?, ?)'
  )
  const find = db.prepare<[string], Organization>('SELECT id, name, created FROM organizations WHERE id = ?')
  const list = db.prepare<[], Organization>('SELECT id, name, created FROM organizations ORDER BY rowid')
  const remove = db.prepare<[string]>('DELETE FROM organizations WHERE id = ?')
  const any = db.prepare<[], { id: string }>('SELECT id FROM organizations LIMIT 1')

  return {
    insert(organization: Organization): void {
      insert.run(organization.id, organization.name, organization.created)
    },
    find: (id: string): Organization | undefined => find.get(id),
    /** Returns all organizations in creation order. */
    list: (): Organization[] => list.all(),
    /** Removes an organization and its contents. @returns whether the organization existed */
    remove: (id: string): boolean => remove.run(id).changes > 0,
    isEmpty: (): boolean => any.get() === undefined
  }
}
