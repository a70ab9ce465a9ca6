import { asObject, type Fields, firstValues, tryParseJson } from '../base/json.ts'
import type { BodyKind } from '../catalogue/operation.ts'
import type { PropertySchema, SecretShown } from '../catalogue/vocabulary.ts'
import { redact } from '../integrations/presenter.ts'
import type { Registry } from '../integrations/registry.ts'
import { bodySchema, hasType } from '../validation/body-schemas.ts'
import type { Entry } from './entry.ts'
import { CLIENT_ID } from './headers.ts'
import { bounded, MASK, type Masks } from './masks.ts'
import { groupValues, isName, parsePairs, presentUrl } from './target.ts'

/** The fields of a request body, unmasked, and how to present them. */
interface Body {
  fields: Fields
  /** Returns a value as this body would show it in the field. */
  present(name: string, value: unknown, masks: Masks): unknown
}

/** Maximum values of a request body, nested ones included, that are shown: more would block other requests. */
const MAX_VALUES = 1_000

const PROJECT_FIELDS = bodySchema('Group').properties
const ENTRY_FIELDS = bodySchema('NetworkPermissionEntry').properties

/** Token request fields whose values are shown, if they have this form. */
const SHOWN_FORM_FIELDS: ReadonlyMap<string, RegExp> = new Map([
  // No digits: RFC 6749 and RFC 7009 have none in these values, but keys do.
  ['grant_type', /^[a-z_:-]{1,64}$/],
  ['token_type_hint', /^[a-z_]{1,64}$/],
  ['client_id', CLIENT_ID]
])

/**
 * Parses a request body.
 *
 * @returns a description if the body has no fields; undefined if the request has no body
 */
export function parseRecordedBody(entry: Entry, registry: Registry): Body | string | undefined {
  const { operation } = entry
  if (!entry.body) return undefined
  const body = Buffer.from(entry.body, 'latin1')
  const content = operation?.content
  if (content === 'token') return readForm(body)
  const value = tryParseJson(body)
  const fields = asObject(value)
  if (!fields) return `[${body.length} bytes, ${value === undefined ? 'not JSON' : 'not a JSON object'}]`
  const schemas = fieldsOf(registry, content, fields, entry.integrationType)
  return { fields, present: (name, item, masks) => maskField(schemas, name, item, masks) }
}

/** Returns a request body with its secrets masked. */
export function presentRequestBody(
  entry: Entry,
  registry: Registry,
  masks: Masks
): Fields | Fields[] | string | null {
  const entries = readEntries(entry)
  if (entries) {
    const first = firstValues(entries, MAX_VALUES)
    const shown = (first ?? entries).map(fields =>
      mapFields(fields, (name, value) => maskField(ENTRY_FIELDS, name, value, masks))
    )
    return first ? [...shown, leaveOut(masks)] : shown
  }
  const body = parseRecordedBody(entry, registry)
  if (typeof body !== 'object') return body ?? null
  const first = firstValues(body.fields, MAX_VALUES)
  const shown = mapFields(first ?? body.fields, (name, value) => body.present(name, value, masks))
  return first ? { ...shown, ...leaveOut(masks) } : shown
}

/** Returns the note in place of the values that are not shown. */
function leaveOut(masks: Masks): Fields {
  masks.hideTexts()
  return { '…': `[more than ${MAX_VALUES} values]` }
}

/** Returns the objects in a body that adds to an IP access list; undefined for any other body. */
function readEntries({ operation, body = '' }: Entry): Fields[] | undefined {
  const list = operation?.content === 'accessList' ? tryParseJson(Buffer.from(body, 'latin1')) : undefined
  return Array.isArray(list) && list.every(asObject) ? list : undefined
}

function readForm(body: Buffer): Body | string {
  const pairs = parsePairs(body.toString())
  // A JSON body sent as a form would parse as one long name.
  const isForm = pairs.every(({ name, value }) => value !== undefined && isName(name))
  if (!isForm) return `[${body.length} bytes, not a form]`
  return { fields: groupValues(pairs), present: presentFormField }
}

function presentFormField(name: string, value: unknown, masks: Masks): unknown {
  const form = SHOWN_FORM_FIELDS.get(name)
  return typeof value === 'string' && form?.test(value) ? value : masks.hideWithin(value)
}

/** Members of Atlas and OAuth errors and of the envelope. Other members come from faults and may be secrets. */
const ERROR_FIELDS: ReadonlySet<string> = new Set([
  'content',
  'detail',
  'error',
  'error_description',
  'errorCode',
  'parameters',
  'reason',
  'status'
])

/** Members of a token response that are not secret. */
const TOKEN_FIELDS: ReadonlySet<string> = new Set(['expires_in', 'token_type'])

/** Parses a response body, unmasked; undefined if it is not a JSON object. */
export function readResponse({ responseBody }: Entry): Fields | undefined {
  return responseBody === undefined ? undefined : asObject(tryParseJson(responseBody))
}

/**
 * Returns a response body with its secrets masked.
 *
 * @param masks masked values of the request, which an error may echo
 */
export function presentResponseBody(entry: Entry, registry: Registry, masks: Masks): Fields | string | null {
  const { responseBody, status = 0, operation } = entry
  if (!responseBody) return null
  const body = readResponse(entry)
  // Treat a fault's own body like an error, whatever its status: any member may be a secret.
  if (body && (status >= 400 || entry.fault?.effect === 'status')) return presentError(body, masks)
  if (!body || !operation) return `[${Buffer.byteLength(responseBody)} bytes]`
  switch (operation.content) {
    case 'tenancy':
      return mapFields(body, (name, value) => presentPlain(name, value, masks))
    case 'token':
      return mapFields(body, (name, value) =>
        TOKEN_FIELDS.has(name) ? bounded(value) : masks.hideWhole(value)
      )
    default:
      return presentSettings(body, operation.content, registry, masks)
  }
}

/** Presents a resource with secrets or a page of them, in an envelope or not. */
function presentSettings(body: Fields, content: BodyKind, registry: Registry, masks: Masks): Fields {
  const one = (value: unknown): unknown => {
    const fields = asObject(value)
    return fields ? presentSettings(fields, content, registry, masks) : masks.hideWithin(value)
  }
  const { results } = body
  if (Array.isArray(results)) {
    return mapFields(body, (name, value) =>
      name === 'results' ? results.map(one) : presentPlain(name, value, masks)
    )
  }
  if (asObject(body['content'])) {
    return mapFields(body, (name, value) => (name === 'content' ? one(value) : masks.hideWithin(value)))
  }
  const schemas = fieldsOf(registry, content, body, body['type'])
  return mapFields(body, (name, value) =>
    name === 'links' ? presentPlain(name, value, masks) : maskField(schemas, name, value, masks)
  )
}

/** Presents a member without secrets. Links repeat the received query, so their query is masked. */
function presentPlain(name: string, value: unknown, masks: Masks): unknown {
  if (name !== 'links' || !Array.isArray(value)) return bounded(value)
  return value.map(link => {
    const { href, ...rest } = asObject(link) ?? {}
    if (typeof href !== 'string') return bounded(link)
    const [origin = ''] = /^https?:\/\/[^/?#]*/i.exec(href) ?? []
    return { href: origin + presentUrl(href, masks), ...rest }
  })
}

function presentError(body: Fields, masks: Masks, isWithin = false): Fields {
  const { parameters } = body
  const isHidden = Array.isArray(parameters) && parameters.some(item => masks.isShort(item))
  return mapFields(body, (name, value) => {
    if (name === 'detail' && isHidden) return MASK
    if (!ERROR_FIELDS.has(name)) return masks.hideWithin(value)
    const content = name === 'content' && !isWithin ? asObject(value) : undefined
    if (content) return presentError(content, masks, true)
    const scrub = (item: unknown) => (typeof item === 'string' ? masks.scrub(item) : masks.hideWithin(item))
    return Array.isArray(value) ? value.map(scrub) : scrub(value)
  })
}

function mapFields(fields: Fields, change: (name: string, value: unknown) => unknown): Fields {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, change(name, value)]))
}

/** The schemas of body fields by name. */
type FieldSchemas = Readonly<Record<string, PropertySchema>>

/**
 * Returns the fields of a body; for an unknown type only the one that names it, so that the others are masked.
 *
 * @param integrationType of a third-party integration, whose body need not name it
 */
function fieldsOf(
  registry: Registry,
  content: BodyKind | undefined,
  body: Fields,
  integrationType: unknown
): FieldSchemas {
  if (content === 'tenancy') return PROJECT_FIELDS
  if (content === 'accessList') return ENTRY_FIELDS
  if (content === 'alertConfigs') return bodySchema('GroupAlertsConfig').properties
  const types = registry.of(content)
  const type = types.find(
    ({ name, typeField }) => name === (content === 'integrations' ? integrationType : body[typeField])
  )
  // A body may name another type than its path.
  const names = { description: 'Type.', enum: types.map(({ name }) => name) }
  const shown = types.map(({ typeField }) => [typeField, names] as const)
  return { ...type?.body.properties, ...type?.shownFields, ...Object.fromEntries(shown) }
}

/**
 * Returns a field's value as the journal shows it. Only valid values of known, non-secret fields are shown: any
 * other value may be a misplaced secret.
 */
function maskField(schemas: FieldSchemas, name: string, value: unknown, masks: Masks): unknown {
  if (value === null) return null
  const schema = Object.hasOwn(schemas, name) ? schemas[name] : undefined
  if (!schema) return masks.hideWithin(value)
  const secret = schema['x-secret']
  const { properties } = schema.items ?? {}
  if (properties && Array.isArray(value)) {
    return value.map(item => maskMembers(properties, item, masks))
  }
  if (schema.properties && asObject(value)) return maskMembers(schema.properties, value, masks)
  // Atlas's responses show such a URL in plain text; its user information or query may be a secret.
  if (isUrl(schema) && typeof value === 'string' && /[?@]/.test(value)) {
    return masks.hide(value, maskSecret('url', value))
  }
  if (!secret) return isValidValue(schema, value) ? bounded(value) : masks.hideWithin(value)
  if (typeof value !== 'string') return masks.hideWhole(value)
  return masks.hide(value, maskSecret(secret.shown, value))
}

function isUrl({ 'x-checks': checks = [] }: PropertySchema): boolean {
  return checks.some(check => 'url' in check)
}

function maskMembers(schemas: FieldSchemas, item: unknown, masks: Masks): unknown {
  const fields = asObject(item)
  if (!fields) return masks.hideWithin(item, 1)
  return mapFields(fields, (name, value) => maskField(schemas, name, value, masks))
}

function isValidValue(schema: Omit<PropertySchema, 'description'>, value: unknown): boolean {
  const { enum: allowed, items } = schema
  // Atlas rejects another case, but it is not a secret.
  if (allowed) {
    return typeof value === 'string' && allowed.some(item => item.toLowerCase() === value.toLowerCase())
  }
  if (items) return Array.isArray(value) && value.every(item => isValidValue(items, item))
  return hasType(schema, value)
}

/** Redacts a secret more strictly than an Atlas response, which shows some secrets in plain text. */
function maskSecret(shown: SecretShown, value: string): string {
  if (shown === 'never' || shown === 'plain') return MASK
  // The last four characters of a value that is not a URL may be the whole secret.
  if (shown === 'url' && !/^[A-Za-z]+:\/\//.test(value)) return MASK
  return redact(shown, value) as string
}
