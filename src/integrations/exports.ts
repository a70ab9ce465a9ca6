import { isObject } from '../base/json.ts'
import type { Sources } from '../base/sources.ts'
import { AtlasError } from '../catalogue/errors.ts'
import type { TypedResource } from '../catalogue/vocabulary.ts'
import type { StoredDocument } from '../store/documents.ts'
import type { Store } from '../store/store.ts'
import type { BodyValidator } from '../validation/body-validator.ts'
import { type DocumentSettings, Documents } from './documents.ts'
import { keepSecrets, redactField, sortedFields } from './presenter.ts'
import type { IntegrationType, Registry } from './registry.ts'

/** The resources that export logs and metrics; unlike `/integrations`, there can be several of the same type. */
export type StreamResource = Exclude<TypedResource, 'integrations'>

/** Log or metric integrations. */
export class LogAndMetricIntegrations extends Documents {
  readonly #registry: Registry
  readonly #validator: BodyValidator
  readonly #resource: StreamResource

  constructor(
    store: Pick<Store, 'documents'>,
    sources: Sources,
    registry: Registry,
    validator: BodyValidator,
    resource: StreamResource
  ) {
    super(
      store,
      sources,
      resource,
      id => new AtlasError('RESOURCE_NOT_FOUND', [id], { code: 'document-unknown' })
    )
    this.#registry = registry
    this.#validator = validator
    this.#resource = resource
  }

  /**
   * Validates a body, which names its type, and returns its settings with the type.
   *
   * @throws {AtlasError} for the first error in the body
   */
  read(body: unknown): DocumentSettings {
    const type = typeOf(this.#registry, this.#resource, body)
    return this.#validator.validate(type.body, body, 'create').set
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

  /** @throws {Error} if the type has no file */
  #storedType(settings: DocumentSettings): IntegrationType {
    const type = this.#registry.ofBody(this.#resource, settings)
    if (type) return type
    throw new Error(`the database contains ${this.#resource} of an unknown type`)
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
