import type { AtlasError } from '../errors.ts'
import type { Sources } from '../sources.ts'
import type { DocumentResource, StoredDocument } from '../store/documents.ts'
import type { Project } from '../store/projects.ts'
import type { Store } from '../store/store.ts'

type Settings = StoredDocument['settings']

/** The documents of one resource: members of a project with an id of their own. */
export interface DocumentService {
  /** Returns a project's documents in creation order. */
  list(projectId: string): StoredDocument[]
  /** @throws {AtlasError} for an unknown id, or one of another project */
  find(projectId: string, id: string): StoredDocument
  create(project: Pick<Project, 'id' | 'orgId'>, settings: Settings): StoredDocument
  /** Replaces the settings; id and creation time stay. */
  replace(project: Pick<Project, 'orgId'>, document: StoredDocument, settings: Settings): StoredDocument
  /** @throws {AtlasError} for an unknown id, or one of another project */
  remove(projectId: string, id: string): void
}

/** @param unknown returns the error for an unknown id */
export function createDocumentService(
  { documents }: Pick<Store, 'documents'>,
  sources: Sources,
  resource: DocumentResource,
  unknown: (id: string) => AtlasError
): DocumentService {
  const service: DocumentService = {
    list: projectId => documents.list(resource, projectId),
    find(projectId, id) {
      const found = documents.find(resource, projectId, id)
      if (found) return found
      throw unknown(id)
    },
    create({ id: projectId, orgId }, settings) {
      const now = sources.now(orgId)
      const document = { id: sources.objectId(orgId), projectId, settings, created: now, updated: now }
      documents.insert(resource, document)
      return document
    },
    replace({ orgId }, document, settings) {
      const replaced = { ...document, settings, updated: sources.now(orgId) }
      documents.update(replaced)
      return replaced
    },
    remove: (projectId, id) => documents.remove(service.find(projectId, id).id)
  }
  return service
}
