import type { Fields } from '../base/json.ts'
import { formatTime } from '../base/sources.ts'
import { AtlasError, type Rejection } from '../catalogue/errors.ts'
import type { PropertySchema, SecretShown } from '../catalogue/vocabulary.ts'
import type { StoredDocument } from '../store/documents.ts'
import type { IntegrationSettings, StoredIntegration } from '../store/integrations.ts'
import type { Project } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import { isWanted } from '../validation/body-schemas.ts'
import type { BodyValidator } from '../validation/body-validator.ts'
import type { IntegrationType, ServiceContext } from './registry.ts'

/** A project; or an organization, with its id twice. */
export type Owner = Pick<Project, 'id' | 'orgId'>

/** The settings in a body: fields with a value, and optional fields sent as null. */
export interface SettingsChange {
  set: IntegrationSettings
  cleared: string[]
}

/**
 * Validates a body and returns its settings without `id` and `type`.
 *
 * @throws {AtlasError} for the first error in the body
 */
export function readSettings(
  validator: BodyValidator,
  type: IntegrationType,
  body: unknown,
  purpose: 'create' | 'update'
): SettingsChange {
  const { set, cleared } = validator.validate(type.body, body, purpose)
  const { type: _type, ...settings } = set
  return { set: settings as IntegrationSettings, cleared }
}

/** The third-party integrations of projects, without HTTP and SQL. */
export class Integrations {
  readonly #table: Store['integrations']
  readonly #context: ServiceContext

  constructor(context: ServiceContext) {
    this.#table = context.store.integrations
    this.#context = context
  }

  /** Returns all integrations of a project in Atlas's fixed order, as in responses. */
  list(projectId: string): Fields[] {
    const { registry } = this.#context
    return this.#table
      .listByProject(projectId)
      .toSorted((a, b) => registry.ofRow(a.type).facts.order - registry.ofRow(b.type).facts.order)
      .map(row => this.present(row))
  }

  /** Returns a project's integration. @throws {AtlasError} INTEGRATION_NOT_CONFIGURED */
  find(projectId: string, type: IntegrationType): StoredIntegration {
    const row = this.#table.find(projectId, type.name)
    if (row) return row
    throw notConfigured(type)
  }

  /** Returns the settings in a body that creates an integration. @throws {AtlasError} for the first error in the body */
  read(type: IntegrationType, body: unknown): IntegrationSettings {
    return readSettings(this.#context.validator, type, body, 'create').set
  }

  /** Creates an integration. @returns INTEGRATION_ALREADY_CONFIGURED; undefined: created */
  create(project: Owner, type: IntegrationType, settings: IntegrationSettings): Rejection | undefined {
    const { id: projectId, orgId } = project
    const { sources } = this.#context
    const row = {
      id: sources.objectId(orgId),
      projectId,
      type: type.name,
      settings,
      created: sources.now(orgId)
    }
    if (this.#table.insert(row)) return undefined
    // Not thrown: a stack trace would take longer than the INSERT.
    return {
      id: 'INTEGRATION_ALREADY_CONFIGURED',
      parameters: [type.name],
      reason: { code: 'already-configured' }
    }
  }

  /**
   * Returns the project's settings of the type with a body merged into them; without settings, same as `read`.
   *
   * @throws {AtlasError} for the first error in the body
   */
  merge(project: Owner, type: IntegrationType, body: unknown): IntegrationSettings {
    const current = this.#table.find(project.id, type.name)
    if (!current) return this.read(type, body)
    return merge(type, current.settings, readSettings(this.#context.validator, type, body, 'update'))
  }

  /** Replaces the settings of the type under a new id. Must run in a transaction. @returns whether there were any */
  replace(project: Owner, type: IntegrationType, settings: IntegrationSettings): boolean {
    const existed = this.#table.remove(project.id, type.name)
    this.create(project, type, settings)
    return existed
  }

  /** Removes an integration. @throws {AtlasError} INTEGRATION_NOT_CONFIGURED */
  remove(projectId: string, type: IntegrationType): void {
    if (!this.#table.remove(projectId, type.name)) throw notConfigured(type)
  }

  /**
   * Returns an integration as in responses: keys in alphabetical order with `type` last, defaults filled in, secrets
   * redacted.
   */
  present(row: StoredIntegration): Fields {
    const type = this.#context.registry.ofRow(row.type)
    const wire: Record<string, unknown> = {}
    for (const [name, schema] of type.fields) {
      if (name > 'id') wire['id'] ??= row.id
      const value = redactField(row.settings[name], schema)
      if (value !== undefined) wire[name] = value
    }
    wire['id'] ??= row.id
    wire['type'] = row.type
    return wire
  }
}

/** Merges a change into settings. Null clears a field, unless POST requires the field: then null is ignored. */
function merge(
  { body }: IntegrationType,
  current: IntegrationSettings,
  { set, cleared }: SettingsChange
): IntegrationSettings {
  const dropped = new Set(cleared.filter(name => !body.requiredToCreate.includes(name)))
  const kept = Object.entries(current).filter(([name]) => !dropped.has(name))
  return { ...Object.fromEntries(kept), ...set }
}

function notConfigured(type: IntegrationType): AtlasError {
  return new AtlasError('INTEGRATION_NOT_CONFIGURED', [type.name], { code: 'not-configured' })
}

/**
 * Returns a field's value in responses; undefined: omitted. Secrets are redacted: the value itself, or members of
 * objects, whose keys are in alphabetical order.
 *
 * @param source of generated members
 */
export function redactField(stored: unknown, schema: PropertySchema, source?: Source): unknown {
  const value = stored ?? ('x-absent' in schema ? schema['x-absent'] : schema.default)
  const shown = schema['x-secret']?.shown
  if (typeof value === 'string') return shown ? redact(shown, value) : value
  if (Array.isArray(value)) {
    const { properties } = schema.items ?? {}
    return properties ? value.map(item => redactMembers(item as Fields, properties)) : value
  }
  return value && schema.properties ? redactMembers(value as Fields, schema.properties, source) : value
}

/** The integration that generated members depend on. */
type Source = Pick<StoredDocument, 'id' | 'created'>

/** Returns the members of an object that its schema defines and those that it generates, in alphabetical order. */
function redactMembers(
  object: Fields,
  schemas: Readonly<Record<string, PropertySchema>>,
  source?: Source
): object {
  const stored = Object.keys(object).filter(name => Object.hasOwn(schemas, name))
  const shown = stored.map(name => [name, redactField(object[name], schemas[name] as PropertySchema)])
  const generated = Object.entries(schemas).map(([name, schema]) => [
    name,
    source && isWanted(schema, object) ? generate(schema, source) : undefined
  ])
  const members = [...shown, ...generated] as [string, unknown][]
  return sortedFields(members)
}

/** Returns the members that a schema generates; undefined: none. */
function generate({ 'x-generated': members }: PropertySchema, { id, created }: Source): object | undefined {
  if (!members) return undefined
  const values = { '{id}': id, '{created}': formatTime(created) }
  const fill = (text: string) => text.replace(/\{\w+\}/g, name => values[name as keyof typeof values])
  return Object.fromEntries(Object.entries(members).map(([name, text]) => [name, fill(text)]))
}

/** Returns an object of the fields with a value, in alphabetical order. */
export function sortedFields(entries: readonly (readonly [name: string, value: unknown])[]): object {
  const present = entries.filter(([, value]) => value !== undefined)
  return Object.fromEntries(present.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/**
 * Returns settings with the stored secret in place of each value that equals its redaction, so that a client can
 * send a response back.
 */
export function keepSecrets(
  schemas: Readonly<Record<string, PropertySchema>>,
  stored: Fields,
  sent: Fields
): Record<string, unknown> {
  const entries = Object.entries(sent).map(([name, value]) => {
    const schema = schemas[name] as PropertySchema
    const before = stored[name]
    if (!before) return [name, value]
    if (schema['x-secret']) return [name, value === redactField(before, schema) ? before : value]
    if (schema.properties) return [name, keepSecrets(schema.properties, before as Fields, value as Fields)]
    if (!schema.items?.properties) return [name, value]
    return [name, keepSecretsOfItems(schema.items.properties, before as Fields[], value as Fields[])]
  })
  return Object.fromEntries(entries)
}

/** Returns items with stored secrets. Of several for the same redaction, each item gets the next, and then the last. */
function keepSecretsOfItems(
  schemas: Readonly<Record<string, PropertySchema>>,
  stored: readonly Fields[],
  sent: readonly Fields[]
): readonly Fields[] {
  const secrets = Object.entries(schemas).filter(([, schema]) => schema['x-secret'])
  if (secrets.length === 0) return sent
  const known = stored.flatMap(item =>
    secrets.map(([name, schema]) => ({
      key: secretKey(item, name, redactField(item[name], schema)),
      value: item[name]
    }))
  )
  const byKey = Map.groupBy(known, ({ key }) => key)
  return sent.map(item => {
    const kept: Record<string, unknown> = { ...item }
    for (const [name] of secrets) {
      const same = byKey.get(secretKey(item, name, item[name]))
      const next = same && same.length > 1 ? same.shift() : same?.[0]
      if (next && item[name] !== undefined) kept[name] = next.value
    }
    return kept
  })
}

/** Returns the key of a secret: its item (the header's name, or the notification's id), its field and its redaction. */
function secretKey({ name, notifierId }: Fields, field: string, redaction: unknown): string {
  // The names of headers ignore case.
  return JSON.stringify([name === undefined ? notifierId : String(name).toLowerCase(), field, redaction])
}

/** The mask of webhook templates, as in Atlas's own form. */
const MASKED = '******'

/**
 * Redacts a secret as Atlas does in responses.
 *
 * - `last4`: replaces all but the last four characters with `*`; all characters if there are at most four
 * - `url`: `scheme://host[:port]/****` and the last four characters; removes user information
 * - `masked`: always `******`
 *
 * @returns undefined for `never`
 */
export function redact(shown: SecretShown, value: string): string | undefined {
  switch (shown) {
    case 'plain':
      return value
    case 'never':
      return undefined
    case 'masked':
      return MASKED
    case 'last4': {
      const length = SURROGATE.test(value) ? [...value].length : value.length
      return length > 4 ? '*'.repeat(length - 4) + lastFour(value) : '*'.repeat(length)
    }
    case 'url': {
      const [, scheme = '', host = '', rest = ''] =
        /^([A-Za-z]+:\/\/)(?:[^/?#\\]*@)?([^/?#\\]*)(.*)$/s.exec(value) ?? []
      // The last four characters must not come from the user information.
      return `${scheme}${host}/****${lastFour(scheme + host + rest)}`
    }
  }
}

const SURROGATE = /[\ud800-\udfff]/

/** Returns the last four code points: half a surrogate pair is not valid UTF-8. */
function lastFour(text: string): string {
  const last = text.slice(-4)
  return SURROGATE.test(last) ? [...text.slice(-8)].slice(-4).join('') : last
}
