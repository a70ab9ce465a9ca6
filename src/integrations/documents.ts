import type { Sources } from '../base/sources.ts'
import type { AtlasError } from '../catalogue/errors.ts'
import { checkStored, type Listing } from '../store/database.ts'
import type { DocumentFilter, DocumentResource, StoredDocument } from '../store/documents.ts'
import type { Project } from '../store/projects.ts'
import type { Store } from '../store/store.ts'

export type DocumentSettings = StoredDocument['settings']

/** A project; or an organization, with its id twice. */
export type DocumentOwner = Pick<Project, 'id' | 'orgId'>

/** The documents of one resource, each with an id within its project or organization; without HTTP and SQL. */
export class Documents {
  readonly #table: Store['documents']
  readonly #resource: DocumentResource
  readonly #unknown: (id: string, ownerId: string) => AtlasError
  protected readonly sources: Sources

  /** @param unknown returns the error for an unknown id */
  constructor(
    { documents }: Pick<Store, 'documents'>,
    sources: Sources,
    resource: DocumentResource,
    unknown: (id: string, ownerId: string) => AtlasError
  ) {
    this.#table = documents
    this.sources = sources
    this.#resource = resource
    this.#unknown = unknown
  }

  /** Returns the documents of a project or an organization in creation order. */
  listing(ownerId: string, filter?: DocumentFilter): Listing<StoredDocument> {
    return this.#table.listing(this.#resource, ownerId, filter)
  }

  /** Returns a document, or undefined for an unknown id or one of another owner. */
  get(ownerId: string, id: string): StoredDocument | undefined {
    return this.#table.find(this.#resource, ownerId, id)
  }

  /** @throws {AtlasError} for an unknown id, or one of another owner */
  find(ownerId: string, id: string): StoredDocument {
    const found = this.get(ownerId, id)
    if (found) return found
    throw this.#unknown(id, ownerId)
  }

  /** @throws {AtlasError} STORAGE_LIMIT_EXCEEDED */
  create(owner: DocumentOwner, settings: DocumentSettings): StoredDocument {
    const now = this.sources.now(owner.orgId)
    // Not by the ids: a project may have the id of its organization.
    const isOrganization = this.#resource === 'orgLogIntegrations'
    const document = {
      id: this.sources.objectId(owner.orgId),
      projectId: isOrganization ? null : owner.id,
      orgId: isOrganization ? owner.id : null,
      settings,
      created: now,
      updated: now
    }
    this.#table.insert(this.#resource, document, this.sizeShown(settings))
    this.#checkSize(owner.id)
    return document
  }

  /** Replaces the settings; id and creation time stay. @throws {AtlasError} STORAGE_LIMIT_EXCEEDED */
  replace(
    { id, orgId }: DocumentOwner,
    document: StoredDocument,
    settings: DocumentSettings
  ): StoredDocument {
    const replaced = { ...document, settings, updated: this.sources.now(orgId) }
    this.#table.update(replaced, this.sizeShown(settings))
    this.#checkSize(id)
    return replaced
  }

  /** Returns the bytes that responses show besides the settings. */
  protected sizeShown(_settings: DocumentSettings): number {
    return 0
  }

  #checkSize(ownerId: string): void {
    checkStored(this.#table.sizeOf(ownerId))
  }

  /** @throws {AtlasError} for an unknown id, or one of another owner */
  remove(ownerId: string, id: string): void {
    this.#table.remove(this.find(ownerId, id).id)
  }
}
