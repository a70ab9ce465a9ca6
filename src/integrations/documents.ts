import type { AtlasError } from '../errors.ts'
import type { Sources } from '../sources.ts'
import type { DocumentResource, StoredDocument } from '../store/documents.ts'
import type { Project } from '../store/projects.ts'
import type { Store } from '../store/store.ts'

export type DocumentSettings = StoredDocument['settings']

/** The documents of one resource, each with an id within its project; without HTTP and SQL. */
export class Documents {
  readonly #table: Store['documents']
  readonly #resource: DocumentResource
  readonly #unknown: (id: string) => AtlasError
  protected readonly sources: Sources

  /** @param unknown returns the error for an unknown id */
  constructor(
    { documents }: Pick<Store, 'documents'>,
    sources: Sources,
    resource: DocumentResource,
    unknown: (id: string) => AtlasError
  ) {
    this.#table = documents
    this.sources = sources
    this.#resource = resource
    this.#unknown = unknown
  }

  /** Returns a project's documents in creation order. */
  list(projectId: string): StoredDocument[] {
    return this.#table.list(this.#resource, projectId)
  }

  /** @throws {AtlasError} for an unknown id, or one of another project */
  find(projectId: string, id: string): StoredDocument {
    const found = this.#table.find(this.#resource, projectId, id)
    if (found) return found
    throw this.#unknown(id)
  }

  create(
    { id: projectId, orgId }: Pick<Project, 'id' | 'orgId'>,
    settings: DocumentSettings
  ): StoredDocument {
    const now = this.sources.now(orgId)
    const document = { id: this.sources.objectId(orgId), projectId, settings, created: now, updated: now }
    this.#table.insert(this.#resource, document)
    return document
  }

  /** Replaces the settings; id and creation time stay. */
  replace(
    { orgId }: Pick<Project, 'orgId'>,
    document: StoredDocument,
    settings: DocumentSettings
  ): StoredDocument {
    const replaced = { ...document, settings, updated: this.sources.now(orgId) }
    this.#table.update(replaced)
    return replaced
  }

  /** @throws {AtlasError} for an unknown id, or one of another project */
  remove(projectId: string, id: string): void {
    this.#table.remove(this.find(projectId, id).id)
  }
}
