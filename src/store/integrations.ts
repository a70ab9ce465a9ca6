import type { Database } from './database.ts'

/** An integration as it is kept: what was sent, secrets as they are, nothing filled in. */
export interface StoredIntegration {
  id: string
  projectId: string
  type: string
  settings: Record<string, string | boolean | null>
  /** Milliseconds since the epoch. */
  created: number
}

interface Row {
  id: string
  project_id: string
  type: string
  settings: string
  created: number
}

export type IntegrationsTable = ReturnType<typeof integrationsTable>

export function integrationsTable(db: Database) {
  // The UNIQUE constraint decides, not a look-up before the write: two writers cannot both win.
  const insert = db.prepare<[string, string, string, string, number], Row>(
    `INSERT INTO integrations (id, project_id, type, settings, created) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (project_id, type) DO NOTHING RETURNING *`
  )
  const listByProject = db.prepare<[string], Row>('SELECT * FROM integrations WHERE project_id = ?')

  return {
    /** @returns undefined where the project has an integration of that type */
    insert(row: StoredIntegration): StoredIntegration | undefined {
      const kept = insert.get(row.id, row.projectId, row.type, JSON.stringify(row.settings), row.created)
      return kept && toIntegration(kept)
    },
    listByProject(projectId: string): StoredIntegration[] {
      return listByProject.all(projectId).map(toIntegration)
    }
  }
}

function toIntegration(row: Row): StoredIntegration {
  return {
    id: row.id,
    projectId: row.project_id,
    type: row.type,
    settings: JSON.parse(row.settings) as StoredIntegration['settings'],
    created: row.created
  }
}
