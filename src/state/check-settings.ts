import { bodySchema, hasType } from '../body-schemas.ts'
import type { ExportResource } from '../integrations/exports.ts'
import type { Registry } from '../integrations/registry.ts'
import type { DocumentResource } from '../store/documents.ts'
import type { PropertySchema } from '../vocabulary.ts'
import { depthError, type IntegrationState, StateError } from './document.ts'

type Fields = Readonly<Record<string, unknown>>

/** Checks the settings of a third-party integration. @throws {StateError} */
export function checkSettings(registry: Registry, { type, settings }: IntegrationState, path: string): void {
  const known = registry.types.find(({ name, facts }) => name === type && !facts.refused)
  if (!known) throw new StateError(`${path}/type`, `unknown integration type '${type}'`)
  checkFields(Object.fromEntries(known.fields), settings, type, `${path}/settings`)
}

/** Checks the settings of a document, which name their type. @throws {StateError} */
export function checkDocument(
  registry: Registry,
  resource: DocumentResource,
  settings: Fields,
  path: string
): void {
  const { owner, body } =
    resource === 'alertConfigs'
      ? { owner: resource, body: bodySchema('GroupAlertsConfig') }
      : findType(registry, resource, settings, path)
  // A member that is null counts as absent.
  const missing = body.required.find(name => !Object.hasOwn(settings, name) || settings[name] === null)
  if (missing !== undefined) throw new StateError(path, `must have required property '${missing}'`)
  checkFields(body.properties, settings, owner, path)
}

/** @throws {StateError} for an unknown type */
function findType(registry: Registry, resource: ExportResource, settings: Fields, path: string) {
  const type = registry.named(resource, settings)
  if (type) return { owner: type.name, body: type.body }
  const names = registry.of(resource).map(({ name }) => name)
  throw new StateError(`${path}/${registry.typeField(resource)}`, `must be one of ${names.join(', ')}`)
}

/** Checks names and JSON types only: the rules for values may have changed since the export. */
function checkFields(
  fields: Readonly<Record<string, PropertySchema>>,
  settings: Fields,
  owner: string,
  path: string
): void {
  for (const [name, value] of Object.entries(settings)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (!field) throw new StateError(`${path}/${name}`, `unknown field of ${owner}`)
    if (value !== null && !hasType(field, value))
      throw new StateError(`${path}/${name}`, `must be ${field.type}`)
    const error = depthError(value)
    if (error !== undefined) throw new StateError(`${path}/${name}`, error)
  }
}
