import type { DocumentResource } from '../catalogue/vocabulary.ts'
import type { Listing } from './database.ts'
import { OBJECT_SIZE } from './schema.ts'
import type { Statements } from './statements.ts'

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

/** Values that fields of the settings must have. */
export type DocumentFilter = Readonly<Record<string, string>>

const COLUMNS = 'id, project_id AS projectId, org_id AS orgId, settings, created, updated'

/** The documents of a resource all belong to projects, or all to organizations. */
const OF_OWNER = '(project_id = @ownerId OR org_id = @ownerId) AND resource = @resource'

export function documentsTable(statements: Statements) {
  const insert = statements.write<[Row & { resource: DocumentResource; size: number }]>(
    'documents',
    `INSERT INTO documents (id, project_id, org_id, resource, settings, size, created, updated)
     VALUES (@id, @projectId, @orgId, @resource, @settings, @size, @created, @updated)`
  )
  const update = statements.write<[string, number, number, string]>(
    'documents',
    'UPDATE documents SET settings = ?, size = ?, updated = ? WHERE id = ?'
  )
  const totalSize = statements.value<[string, string], number>(
    'SELECT ifnull(sum(size), 0) FROM documents WHERE project_id = ? OR org_id = ?'
  )
  const find = statements.read<[Owned & { id: string }], Row>(
    `SELECT ${COLUMNS} FROM documents WHERE id = @id AND ${OF_OWNER}`
  )
  const matching = `FROM documents WHERE ${OF_OWNER} AND NOT EXISTS (
    SELECT 1 FROM json_each(@filter) AS wanted WHERE settings ->> wanted.key IS NOT wanted.value
  )`
  const count = statements.value<[Owned & { filter: string }], number>(`SELECT count(*) ${matching}`)
  const page = statements.read<[Owned & { filter: string; start: number; count: number }], Row>(
    `SELECT ${COLUMNS} ${matching} ORDER BY rowid LIMIT @count OFFSET @start`
  )
  // Without filter and ORDER BY: an export reads the documents of each project, and they would take ten times as long.
  const list = statements.read<[Owned], Row & { place: number }>(
    `SELECT ${COLUMNS}, rowid AS place FROM documents WHERE ${OF_OWNER}`
  )
  const remove = statements.write<[id: string]>('documents', 'DELETE FROM documents WHERE id = ?')

  return {
    /** Returns the documents of a project or an organization in creation order. */
    listing(
      resource: DocumentResource,
      ownerId: string,
      filter: DocumentFilter = {}
    ): Listing<StoredDocument> {
      const query = { resource, ownerId, filter: JSON.stringify(filter) }
      return {
        total: count.get(query) as number,
        page: (start, length) => page.all({ ...query, start, count: length }).map(toDocument)
      }
    },
    /** @param shown bytes that responses show besides the settings */
    insert(resource: DocumentResource, document: StoredDocument, shown = 0): void {
      const settings = JSON.stringify(document.settings)
      insert.run({ ...document, resource, settings, size: sizeOf(settings) + shown })
    },
    /** Replaces the settings of a document. @param shown bytes that responses show besides the settings */
    update({ id, settings, updated }: StoredDocument, shown = 0): void {
      const text = JSON.stringify(settings)
      update.run(text, sizeOf(text) + shown, updated, id)
    },
    /** Returns the size of all documents of a project or an organization. */
    sizeOf: (ownerId: string): number => totalSize.get(ownerId, ownerId) as number,
    /** @param ownerId of a project or an organization */
    find(resource: DocumentResource, ownerId: string, id: string): StoredDocument | undefined {
      const row = find.get({ resource, ownerId, id })
      return row && toDocument(row)
    },
    /** Returns the documents of a project or an organization in creation order. */
    list: (resource: DocumentResource, ownerId: string): StoredDocument[] =>
      list
        .all({ resource, ownerId })
        .sort((a, b) => a.place - b.place)
        .map(({ place: _place, ...row }) => toDocument(row)),
    remove: remove.run
  }
}

function toDocument(row: Row): StoredDocument {
  return { ...row, settings: JSON.parse(row.settings) as Record<string, unknown> }
}

function sizeOf(settings: string): number {
  return settings.length + OBJECT_SIZE * (settings.split('{').length - 1)
}
