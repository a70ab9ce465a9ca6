import type { Database } from './database.ts'

/** A resource whose members have an id of their own; also its path segment. */
export type DocumentResource = 'alertConfigs' | 'logIntegrations' | 'metricIntegrations'

/** A member of such a resource. */
export interface StoredDocument<Settings = Record<string, unknown>> {
  id: string
  projectId: string
  /** Submitted values including secrets, without defaults. */
  settings: Settings
  /** Milliseconds since the epoch. */
  created: number
  updated: number
}

type Row = StoredDocument<string>

const COLUMNS = 'id, project_id AS projectId, settings, created, updated'

export function documentsTable(db: Database) {
  const insert = db.prepare<[string, string, string, string, number, number]>(
    'INSERT INTO documents (id, project_id, resource, settings, created, updated) VALUES (?, ?, ?, ?, ?, ?)'
  )
  const update = db.prepare<[string, number, string]>(
    'UPDATE documents SET settings = ?, updated = ? WHERE id = ?'
  )
  const find = db.prepare<[string, string, string], Row>(
    `SELECT ${COLUMNS} FROM documents WHERE id = ? AND project_id = ? AND resource = ?`
  )
  const list = db.prepare<[string, string], Row>(
    `SELECT ${COLUMNS} FROM documents WHERE project_id = ? AND resource = ? ORDER BY rowid`
  )
  const has = db
    .prepare<[string, string], 0 | 1>(
      'SELECT EXISTS (SELECT 1 FROM documents WHERE project_id = ? AND resource = ?)'
    )
    .pluck()
  const remove = db.prepare<[string]>('DELETE FROM documents WHERE id = ?')

  /** Yields a project's documents in creation order; parses each when it is needed. */
  function* each(resource: DocumentResource, projectId: string): Generator<StoredDocument> {
    for (const row of list.all(projectId, resource)) yield toDocument(row)
  }

  return {
    each,
    insert(resource: DocumentResource, { id, projectId, settings, created, updated }: StoredDocument): void {
      insert.run(id, projectId, resource, JSON.stringify(settings), created, updated)
    },
    /** Replaces the settings of a document. */
    update({ id, settings, updated }: StoredDocument): void {
      update.run(JSON.stringify(settings), updated, id)
    },
    find(resource: DocumentResource, projectId: string, id: string): StoredDocument | undefined {
      const row = find.get(id, projectId, resource)
      return row && toDocument(row)
    },
    /** Returns a project's documents in creation order. */
    list: (resource: DocumentResource, projectId: string): StoredDocument[] => [...each(resource, projectId)],
    /** Returns whether a project has a document of the resource. */
    has: (resource: DocumentResource, projectId: string): boolean => has.get(projectId, resource) === 1,
    remove(id: string): void {
      remove.run(id)
    }
  }
}

function toDocument(row: Row): StoredDocument {
  return { ...row, settings: JSON.parse(row.settings) as Record<string, unknown> }
}
