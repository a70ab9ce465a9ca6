import type { Database } from './database.ts'

/** Values of an integration's fields. */
export type IntegrationSettings = Record<string, string | boolean | null>

/** A stored integration: submitted values including secrets, without defaults. */
export interface StoredIntegration {
  id: string
  projectId: string
  type: string
  settings: IntegrationSettings
  /** Milliseconds since the epoch. */
  created: number
}

type Row = Omit<StoredIntegration, 'settings'> & { settings: string }

const COLUMNS = 'id, project_id AS projectId, type, settings, created'

export function integrationsTable(db: Database) {
  // The primary key detects a conflict atomically; a preceding query would race with other writers.
  const insert = db.prepare<[string, string, string, string, number]>(
    `INSERT INTO integrations (id, project_id, type, settings, created) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (project_id, type) DO NOTHING`
  )
  const find = db.prepare<[string, string], Row>(
    `SELECT ${COLUMNS} FROM integrations WHERE project_id = ? AND type = ?`
  )
  const remove = db.prepare<[string, string]>('DELETE FROM integrations WHERE project_id = ? AND type = ?')
  const listByProject = db.prepare<[string], Row>(`SELECT ${COLUMNS} FROM integrations WHERE project_id = ?`)

  return {
    /** @returns false if the project already has an integration of the type */
    insert({ id, projectId, type, settings, created }: StoredIntegration): boolean {
      return insert.run(id, projectId, type, JSON.stringify(settings), created).changes > 0
    },
    find(projectId: string, type: string): StoredIntegration | undefined {
      const row = find.get(projectId, type)
      return row && toIntegration(row)
    },
    /** @returns whether the integration existed */
    remove: (projectId: string, type: string): boolean => remove.run(projectId, type).changes > 0,
    listByProject(projectId: string): StoredIntegration[] {
      return listByProject.all(projectId).map(toIntegration)
    }
  }
}

function toIntegration({ id, projectId, type, settings, created }: Row): StoredIntegration {
  return { id, projectId, type, settings: JSON.parse(settings) as IntegrationSettings, created }
}
