import {
  asObject,
  type Fields,
  findJsonProblem,
  findTooDeep,
  MAX_LEVELS,
  tryParseJson
} from '../base/json.ts'
import type { BodyKind } from '../catalogue/operation-facts.ts'
import type { SecretShown, TypedResource } from '../catalogue/vocabulary.ts'
import type { Registry } from '../integrations/registry.ts'
import { bodySchema } from '../validation/body-schemas.ts'
import type { Entry } from './entry.ts'
import { groupValues, parsePairs } from './target.ts'

/** Which members of a JSON value a schema knows, and which of them it marks as secret. */
export interface SecretSchema {
  type?: unknown
  properties?: Readonly<Record<string, SecretSchema>>
  items?: SecretSchema
  additionalProperties?: SecretSchema | false
  'x-secret'?: { shown: SecretShown }
}

export type RawHeaders = Readonly<Record<string, unknown>>

/** Returns the value of a body, a form as an object; a description of a body that is neither JSON nor a form. */
export function parseRecordedBody(text: string, headers: RawHeaders): { value: unknown } | string {
  const size = Buffer.byteLength(text)
  if (findTooDeep(text, MAX_LEVELS) !== undefined) {
    return `[${size} bytes, nested deeper than ${MAX_LEVELS} levels]`
  }
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    const isFormType = String(headers['content-type']).includes('x-www-form-urlencoded')
    const pairs = isFormType ? parsePairs(text) : []
    // JSON that was sent as a form would parse as one long name.
    const isForm = pairs.every(({ name, value }) => value !== undefined && /^[\w.-]+$/.test(name))
    if (pairs.length > 0 && isForm) return { value: groupValues(pairs) }
    const { line, column } = findJsonProblem(text)
    return `[${size} bytes, not JSON: line ${line}, column ${column}]`
  }
}

/** Returns the text of a recorded request body; undefined if none was read. */
export function bodyText({ body }: Entry): string | undefined {
  return body === undefined ? undefined : decodeBody(Buffer.from(body, 'latin1'))
}

/** Decodes a body, without the BOM, which a request may have. */
export function decodeBody(body: Buffer): string {
  return new TextDecoder().decode(body)
}

/** Returns the fields of a recorded request body; none if it is not an object. */
export function bodyFields(entry: Entry): Fields {
  const body = parseRecordedBody(bodyText(entry) ?? '', JSON.parse(entry.headers) as RawHeaders)
  return (typeof body === 'object' && asObject(body.value)) || {}
}

/** Parses a response body; undefined if it is not a JSON object. */
export function readResponse({ responseBody }: Entry): Fields | undefined {
  return responseBody === undefined ? undefined : asObject(tryParseJson(responseBody))
}

/** The members of token requests and responses, errors included, that are not secret; all others are. */
const TOKEN: SecretSchema = {
  properties: {
    client_id: {},
    detail: {},
    error: {},
    errorCode: {},
    error_description: {},
    expires_in: {},
    grant_type: {},
    parameters: {},
    reason: {},
    scope: {},
    token_type: {},
    token_type_hint: {}
  },
  additionalProperties: { 'x-secret': { shown: 'never' } }
}

/** The bodies of the resources without types. */
const BODIES: Record<Exclude<BodyKind, TypedResource | 'token'>, string> = {
  accessList: 'NetworkPermissionEntry',
  alertConfigs: 'GroupAlertsConfig',
  tenancy: 'Group'
}

/** The schemas that were created, by content: to create one for each entry would double the time of a list. */
const schemas = new WeakMap<Registry, Map<BodyKind | undefined, SecretSchema>>()

/** Returns the schema of an operation's bodies: of a resource of any type, in a list, a page or an envelope. */
export function secretSchema(registry: Registry, content: BodyKind | undefined): SecretSchema {
  if (content === 'token') return TOKEN
  const known = schemas.get(registry) ?? new Map<BodyKind | undefined, SecretSchema>()
  schemas.set(registry, known)
  const schema = known.get(content) ?? createSchema(registry, content)
  known.set(content, schema)
  return schema
}

function createSchema(registry: Registry, content: BodyKind | undefined): SecretSchema {
  const body = (BODIES as Partial<Record<string, string>>)[content ?? '']
  const types = registry.of(content).map(({ body, shownFields }) => ({ ...body.properties, ...shownFields }))
  const properties: Record<string, SecretSchema> = {}
  for (const fields of body ? [...types, bodySchema(body).properties] : types) {
    for (const [name, field] of Object.entries(fields)) {
      // A field is secret if one type marks it.
      if (!properties[name]?.['x-secret']) properties[name] = field
    }
  }
  const resource: SecretSchema = { properties }
  resource.items = resource
  properties['results'] = { items: resource }
  properties['content'] = resource
  return resource
}
