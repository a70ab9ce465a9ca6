import type { Database } from './database.ts'

/** A resource whose members have an id of their own. */
export type DocumentResource =
  | 'alertConfigs'
  | 'logIntegrations'
  | 'metricIntegrations'
  | 'orgLogIntegrations'

/** A member of such a resource; it belongs to a project or to an organization. */
export interface StoredDocument<Settings = Record<string, unknown>> {
  id: string
  projectId: string | null
  orgId: string | null
  /** Submitted values including secrets, without defaults. */
  settings: Settings
  /** Milliseconds since the epoch. */
  created: number
  updated: number
}

type Row = StoredDocument<string>

interface Owned {
  ownerId: string
  resource: DocumentResource
}

const COLUMNS = 'id, project_id AS projectId, org_id AS orgId, settings, created, updated'

/** The documents of a resource all belong to projects, or all to organizations. */
const OF_OWNER = '(project_id = @ownerId OR org_id = @ownerId) AND resource = @resource'

export function documentsTable(db: Database) {
  const insert = db.prepare<[Row & { resource: DocumentResource }]>(
    `INSERT INTO documents (id, project_id, org_id, resource, settings, created, updated)
     VALUES (@id, @projectId, @orgId, @resource, @settings, @created, @updated)`
  )
  const update = db.prepare<[string, number, string]>(
    'UPDATE documents SET settings = ?, updated = ? WHERE id = ?'
  )
  const find = db.prepare<[Owned & { id: string }], Row>(
    `SELECT ${COLUMNS} FROM documents WHERE id = @id AND ${OF_OWNER}`
  )
  const list = db.prepare<[Owned], Row>(`SELECT ${COLUMNS} FROM documents WHERE ${OF_OWNER} ORDER BY rowid`)
  const has = db.prepare<[Owned], 0 | 1>(`SELECT EXISTS (SELECT 1 FROM documents WHERE ${OF_OWNER})`).pluck()
  const remove = db.prepare<[string]>('DELETE FROM documents WHERE id = ?')

  /** Yields the documents of a project or an organization in creation order; parses each when it is needed. */
  function* each(resource: DocumentResource, ownerId: string): Generator<StoredDocument> {
    for (const row of list.all({ resource, ownerId })) yield toDocument(row)
  }

  return {
    each,
    insert(resource: DocumentResource, document: StoredDocument): void {
      insert.run({ ...document, resource, settings: JSON.stringify(document.settings) })
    },
    /** Replaces the settings of a document. */
    update({ id, settings, updated }: StoredDocument): void {
      update.run(JSON.stringify(settings), updated, id)
    },
    /** @param ownerId of a project or an organization */
    find(resource: DocumentResource, ownerId: string, id: string): StoredDocument | undefined {
      const row = find.get({ resource, ownerId, id })
      return row && toDocument(row)
    },
    /** Returns the documents of a project or an organization in creation order. */
    list: (resource: DocumentResource, ownerId: string): StoredDocument[] => [...each(resource, ownerId)],
    /** Returns whether a project or an organization has a document of the resource. */
    has: (resource: DocumentResource, ownerId: string): boolean => has.get({ resource, ownerId }) === 1,
    remove(id: string): void {
      remove.run(id)
    }
  }
}

function toDocument(row: Row): StoredDocument {
  return { ...row, settings: JSON.parse(row.settings) as Record<string, unknown> }
}
