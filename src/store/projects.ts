import type { Database } from './database.ts'

/** A project; Atlas's API calls it a group. */
export interface Project {
  id: string
  orgId: string
  name: string
  /** Milliseconds since the epoch. */
  created: number
}

export type ProjectsTable = ReturnType<typeof projectsTable>

export function projectsTable(db: Database) {
  const insert = db.prepare<[string, string, string, number]>(
    'INSERT INTO projects (id, org_id, name, created) VALUES (?, ?, ?, ?)'
  )
  const find = db.prepare<[string], Project>(
    'SELECT id, org_id AS orgId, name, created FROM projects WHERE id = ?'
  )

  return {
    insert(project: Project): void {
      insert.run(project.id, project.orgId, project.name, project.created)
    },
    find: (id: string): Project | undefined => find.get(id)
  }
}
