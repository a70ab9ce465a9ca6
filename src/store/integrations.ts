import type { Statements } from './statements.ts'

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

export function integrationsTable(statements: Statements) {
  // The primary key detects a conflict atomically; a preceding query would race with other writers.
  const insert = statements.write<[string, string, string, string, number]>(
    'integrations',
    `INSERT INTO integrations (id, project_id, type, settings, created) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (project_id, type) DO NOTHING`
  )
  const find = statements.cached<[string, string], Row, StoredIntegration | undefined>(
    ['integrations'],
    `SELECT ${COLUMNS} FROM integrations WHERE project_id = ? AND type = ?`,
    ([row]) => row && toIntegration(row)
  )
  const remove = statements.write<[string, string]>(
    'integrations',
    'DELETE FROM integrations WHERE project_id = ? AND type = ?'
  )
  const listByProject = statements.cached<[string], Row, readonly StoredIntegration[]>(
    ['integrations'],
    `SELECT ${COLUMNS} FROM integrations WHERE project_id = ?`,
    rows => rows.map(toIntegration)
  )

  return {
    /** @returns false if the project already has an integration of the type */
    insert({ id, projectId, type, settings, created }: StoredIntegration): boolean {
      return insert.run(id, projectId, type, JSON.stringify(settings), created) > 0
    },
    find,
    /** @returns whether the integration existed */
    remove: (projectId: string, type: string): boolean => remove.run(projectId, type) > 0,
    listByProject
  }
}

function toIntegration({ id, projectId, type, settings, created }: Row): StoredIntegration {
  return { id, projectId, type, settings: JSON.parse(settings) as IntegrationSettings, created }
}
