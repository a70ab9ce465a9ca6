import type { Fields } from '../base/json.ts'
import { describeMissing, describeTypes } from '../base/schema-errors.ts'
import { parseTime } from '../base/sources.ts'
import type { PropertySchema } from '../catalogue/vocabulary.ts'
import { canonicalBlock } from '../http/addresses.ts'
import type { StreamResource } from '../integrations/exports.ts'
import type { Registry } from '../integrations/registry.ts'
import type { DocumentResource } from '../store/documents.ts'
import { bodySchema, hasType } from '../validation/body-schemas.ts'
import { type IntegrationState, type ProjectState, StateError } from './document.ts'

/** Checks the settings of a third-party integration. @throws {StateError} */
export function checkSettings(registry: Registry, { type, settings }: IntegrationState, path: string): void {
  const known = registry.thirdParty.find(({ name, facts }) => name === type && !facts.rejectedWith)
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
  if (missing !== undefined) throw new StateError(path, describeMissing(missing))
  checkFields(body.properties, settings, owner, path)
}

/** @throws {StateError} for an unknown type */
function findType(registry: Registry, resource: StreamResource, settings: Fields, path: string) {
  const type = registry.ofBody(resource, settings)
  if (type) return { owner: type.name, body: type.body }
  const names = registry.of(resource).map(({ name }) => name)
  throw new StateError(`${path}/${registry.typeField(resource)}`, `must be one of ${names.join(', ')}`)
}

/** Checks the IP access list of a project. @throws {StateError} for an invalid or duplicate block or a wrong time */
export function checkEntries(path: string, entries: ProjectState['accessList'] = []): void {
  const seen = new Set<string>()
  for (const [at, { cidrBlock, deleteAfterDate }] of entries.entries()) {
    const block = cidrBlock.includes('/') ? canonicalBlock(cidrBlock) : undefined
    if (block === undefined) throw new StateError(`${path}/${at}/cidrBlock`, 'must be an IPv4 or IPv6 block')
    if (seen.has(block)) throw new StateError(`${path}/${at}`, 'duplicate cidrBlock')
    seen.add(block)
    if (deleteAfterDate !== undefined && Number.isNaN(parseTime(deleteAfterDate))) {
      throw new StateError(`${path}/${at}/deleteAfterDate`, 'is not a valid time')
    }
  }
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
      throw new StateError(`${path}/${name}`, describeTypes([String(field.type)]))
  }
}
