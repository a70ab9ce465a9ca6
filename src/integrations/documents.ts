import { isObject } from '../base/json.ts'
import { AtlasError } from '../catalogue/errors.ts'
import { DOCUMENT_RESOURCES, type DocumentResource, type StreamResource } from '../catalogue/vocabulary.ts'
import { checkStored, type Listing } from '../store/database.ts'
import type { DocumentFilter, StoredDocument } from '../store/documents.ts'
import type { Store } from '../store/store.ts'
import type { Owner } from './integrations.ts'
import { keepSecrets, redactField, sortedFields } from './redaction.ts'
import type { IntegrationType, Registry, ServiceContext } from './registry.ts'

export type DocumentSettings = StoredDocument['settings']

/** The documents of one resource, each with an id within its project or organization; without HTTP and SQL. */
export abstract class Documents<Resource extends DocumentResource = DocumentResource> {
  protected readonly context: ServiceContext
  protected readonly resource: Resource
  readonly #table: Store['documents']

  constructor(context: ServiceContext, resource: Resource) {
    this.context = context
    this.resource = resource
    this.#table = context.store.documents
  }

  /** Returns the error for an unknown id. */
  protected abstract unknown(id: string, ownerId: string): AtlasError

  /** Returns the documents of a project or an organization in creation order. */
  listing(ownerId: string, filter?: DocumentFilter): Listing<StoredDocument> {
    return this.#table.listing(this.resource, ownerId, filter)
  }

  /** Returns a document, or undefined for an unknown id or one of another owner. */
  get(ownerId: string, id: string): StoredDocument | undefined {
    return this.#table.find(this.resource, ownerId, id)
  }

  /** @throws {AtlasError} for an unknown id, or one of another owner */
  find(ownerId: string, id: string): StoredDocument {
    const found = this.get(ownerId, id)
    if (found) return found
    throw this.unknown(id, ownerId)
  }

  /** @throws {AtlasError} STORAGE_LIMIT_EXCEEDED */
  create(owner: Owner, settings: DocumentSettings): StoredDocument {
    const now = this.context.sources.now(owner.orgId)
    // Not by the ids: a project may have the id of its organization.
    const isOrganization = DOCUMENT_RESOURCES[this.resource].owner === 'organization'
    const document = {
      id: this.context.sources.objectId(owner.orgId),
      projectId: isOrganization ? null : owner.id,
      orgId: isOrganization ? owner.id : null,
      settings,
      created: now,
      updated: now
    }
    this.#table.insert(this.resource, document, this.sizeShown(settings))
    checkStored(this.#table.sizeOf(owner.id))
    return document
  }

  /** Replaces the settings; id and creation time stay. @throws {AtlasError} STORAGE_LIMIT_EXCEEDED */
  replace({ id, orgId }: Owner, document: StoredDocument, settings: DocumentSettings): StoredDocument {
    const replaced = { ...document, settings, updated: this.context.sources.now(orgId) }
    this.#table.update(replaced, this.sizeShown(settings))
    checkStored(this.#table.sizeOf(id))
    return replaced
  }

  /** Returns the bytes that responses show besides the settings. */
  protected sizeShown(_settings: DocumentSettings): number {
    return 0
  }

  /** @throws {AtlasError} for an unknown id, or one of another owner */
  remove(ownerId: string, id: string): void {
    this.#table.remove(this.find(ownerId, id).id)
  }
}

export class LogAndMetricIntegrations extends Documents<StreamResource> {
  /**
   * Validates a body, which names its type, and returns its settings with the type.
   *
   * @throws {AtlasError} for the first error in the body
   */
  read(body: unknown): DocumentSettings {
    const type = typeOf(this.context.registry, this.resource, body)
    return this.context.validator.validate(type.body, body, 'create').set
  }

  /**
   * Returns the settings that replace those of a document; a redacted secret keeps its stored value.
   *
   * @throws {AtlasError} ATTRIBUTE_READ_ONLY
   */
  merge(current: StoredDocument, settings: DocumentSettings): DocumentSettings {
    const type = this.#storedType(settings)
    rejectChanges(type, current.settings, settings)
    return keepSecrets(type.body.properties, current.settings, settings)
  }

  /**
   * Checks that a project or organization may have one more document with these settings, besides the one that they replace.
   *
   * @throws {AtlasError} INTEGRATION_LIMIT_REACHED
   */
  checkLimits(ownerId: string, settings: DocumentSettings, current?: StoredDocument): void {
    for (const [name, { 'x-limits': limits }] of Object.entries(this.#storedType(settings).body.properties)) {
      const value = String(settings[name])
      const max = limits?.[value]
      if (max === undefined) continue
      const replaced = current?.settings[name] === value ? 1 : 0
      if (this.listing(ownerId, { [name]: value }).total - replaced < max) continue
      throw new AtlasError('INTEGRATION_LIMIT_REACHED', [value], { code: 'limit-reached' })
    }
  }

  /** Returns a document as in responses: keys in alphabetical order, secrets redacted. */
  present(document: StoredDocument): object {
    const { id, settings } = document
    const { fields, idField, typeField, name } = this.#storedType(settings)
    const shown = fields.map(
      ([field, schema]) =>
        [schema['x-shownAs'] ?? field, redactField(settings[field], schema, document)] as const
    )
    return sortedFields([...shown, [idField, id], [typeField, name]])
  }

  protected override unknown(id: string): AtlasError {
    return new AtlasError('RESOURCE_NOT_FOUND', [id], { code: 'document-unknown' })
  }

  /** @throws {Error} if the type has no file */
  #storedType(settings: DocumentSettings): IntegrationType {
    const type = this.context.registry.ofBody(this.resource, settings)
    if (type) return type
    throw new Error(`the database contains ${this.resource} of an unknown type`)
  }
}

/** Returns the type that a body names. @throws {AtlasError} INVALID_JSON, MISSING_ATTRIBUTE or INVALID_ENUM_VALUE */
function typeOf(registry: Registry, resource: StreamResource, body: unknown): IntegrationType {
  const typeField = registry.typeField(resource)
  if (!isObject(body)) throw new AtlasError('INVALID_JSON', [], { code: 'body-not-object' })
  const name = Object.hasOwn(body, typeField) ? body[typeField] : null
  const reason = { attribute: typeField }
  if (name === null)
    throw new AtlasError('MISSING_ATTRIBUTE', [typeField], { code: 'attribute-missing', ...reason })
  if (typeof name !== 'string') {
    throw new AtlasError('INVALID_JSON_ATTRIBUTE', [typeField], { code: 'attribute-type', ...reason })
  }
  const type = registry.ofBody(resource, { [typeField]: name })
  if (type) return type
  throw new AtlasError('INVALID_ENUM_VALUE', [name], { code: 'enum-value', ...reason })
}

function rejectChanges({ body }: IntegrationType, current: DocumentSettings, set: DocumentSettings): void {
  for (const [name, { 'x-immutable': error }] of Object.entries(body.properties)) {
    if (!error || current[name] === set[name]) continue
    throw new AtlasError(error.error, error.parameters ?? [], {
      code: 'attribute-immutable',
      attribute: name
    })
  }
}
