import type { BodyValidator } from '../body-validator.ts'
import { AtlasError } from '../errors.ts'
import type { Sources } from '../sources.ts'
import type { StoredDocument } from '../store/documents.ts'
import type { Store } from '../store/store.ts'
import type { TypedResource } from '../vocabulary.ts'
import { createDocumentService, type DocumentService } from './documents.ts'
import { keepSecrets, presentField } from './presenter.ts'
import type { IntegrationType, Registry } from './registry.ts'

/** The resources that export logs and metrics; unlike `/integrations`, they have several members of a type. */
export type ExportResource = Exclude<TypedResource, 'integrations'>

type Settings = StoredDocument['settings']

/** Log or metric integrations, without HTTP and SQL. */
export interface ExportService extends DocumentService {
  /**
   * Validates a body, which names its type, and returns its settings with the type.
   *
   * @param current the document that the settings replace; a redacted secret keeps its stored value
   * @throws {AtlasError} for the first error in the body
   */
  read(body: unknown, current?: StoredDocument): Settings
  /**
   * Checks that a project may have one more document with these settings, besides the one that they replace.
   *
   * @throws {AtlasError} INTEGRATION_LIMIT_REACHED
   */
  checkLimits(projectId: string, settings: Settings, current?: StoredDocument): void
  /** Returns a document as in responses: keys in alphabetical order, secrets redacted. */
  present(document: StoredDocument): object
}

export function createExportService(
  store: Pick<Store, 'documents'>,
  registry: Registry,
  validator: BodyValidator,
  sources: Sources,
  resource: ExportResource
): ExportService {
  const documents = createDocumentService(
    store,
    sources,
    resource,
    id => new AtlasError('RESOURCE_NOT_FOUND', [id], { code: 'document-unknown' })
  )
  return {
    ...documents,
    read(body, current) {
      const type = typeOf(registry, resource, body)
      const { set } = validator.validate(type.body, body, 'create')
      if (current) rejectChanges(type, current.settings, set)
      return current ? keepSecrets(type.body.properties, current.settings, set) : set
    },
    checkLimits(projectId, settings, current) {
      const others = documents.list(projectId).filter(({ id }) => id !== current?.id)
      const type = storedType(registry, resource, settings)
      for (const [name, { 'x-limits': limits }] of Object.entries(type.body.properties)) {
        const value = String(settings[name])
        const max = limits?.[value] ?? Number.POSITIVE_INFINITY
        if (others.filter(other => other.settings[name] === value).length < max) continue
        throw new AtlasError('INTEGRATION_LIMIT_REACHED', [value], { code: 'limit-reached' })
      }
    },
    present: document => presentExport(storedType(registry, resource, document.settings), document)
  }
}

/** Returns the type that a body names. @throws {AtlasError} INVALID_JSON, MISSING_ATTRIBUTE or INVALID_ENUM_VALUE */
function typeOf(registry: Registry, resource: ExportResource, body: unknown): IntegrationType {
  const types = registry.of(resource)
  const typeField = types[0]?.typeField ?? 'type'
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new AtlasError('INVALID_JSON', [], { code: 'body-not-object' })
  }
  const name = Object.hasOwn(body, typeField) ? (body as Settings)[typeField] : null
  const reason = { attribute: typeField }
  if (name === null)
    throw new AtlasError('MISSING_ATTRIBUTE', [typeField], { code: 'attribute-missing', ...reason })
  if (typeof name !== 'string') {
    throw new AtlasError('INVALID_JSON_ATTRIBUTE', [typeField], { code: 'attribute-type', ...reason })
  }
  const type = types.find(candidate => candidate.name === name)
  if (type) return type
  throw new AtlasError('INVALID_ENUM_VALUE', [name], { code: 'enum-value', ...reason })
}

/** @throws {Error} if the type has no file */
function storedType(registry: Registry, resource: ExportResource, settings: Settings): IntegrationType {
  const type = registry.of(resource).find(({ name, typeField }) => settings[typeField] === name)
  if (type) return type
  throw new Error(`the database has a member of ${resource} with an unknown type`)
}

function rejectChanges({ body }: IntegrationType, current: Settings, set: Settings): void {
  for (const [name, { 'x-immutable': error }] of Object.entries(body.properties)) {
    if (!error || current[name] === set[name]) continue
    throw new AtlasError(error.error, error.parameters ?? [], {
      code: 'attribute-immutable',
      attribute: name
    })
  }
}

function presentExport(
  { fields, idField, typeField, name }: IntegrationType,
  document: StoredDocument
): object {
  const settings = fields.map(([field, schema]) => [
    schema['x-shownAs'] ?? field,
    presentField(document.settings[field], schema)
  ])
  const entries = [...settings, [idField, document.id], [typeField, name]] as [string, unknown][]
  const present = entries.filter(([, value]) => value !== undefined)
  return Object.fromEntries(present.sort(([a], [b]) => (a < b ? -1 : 1)))
}
