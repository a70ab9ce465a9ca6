import type { Registry } from '../integrations/registry.ts'
import type { Content } from '../operation.ts'
import type { Entry } from './entry.ts'
import { asObject, type Fields, parseJson } from './json.ts'
import { bounded, MASK, type Masks } from './masks.ts'
import { fieldsOfType, presentField } from './present-field.ts'
import { presentUrl } from './target.ts'

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
  return responseBody === undefined ? undefined : asObject(parseJson(responseBody))
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
  const content = operation?.content
  if (!body || !content) return `[${Buffer.byteLength(responseBody)} bytes]`
  return PRESENTERS[content](body, registry, masks)
}

const PRESENTERS: Readonly<Record<Content, (body: Fields, registry: Registry, masks: Masks) => Fields>> = {
  integration: presentIntegrations,
  tenancy: (body, _registry, masks) => mapFields(body, (name, value) => presentPlain(name, value, masks)),
  token: (body, _registry, masks) =>
    mapFields(body, (name, value) => (TOKEN_FIELDS.has(name) ? bounded(value) : masks.hideWhole(value)))
}

/** Presents an integration or a page of integrations, in an envelope or not. */
function presentIntegrations(body: Fields, registry: Registry, masks: Masks): Fields {
  const one = (value: unknown): unknown => {
    const fields = asObject(value)
    return fields ? presentIntegrations(fields, registry, masks) : masks.hideWithin(value)
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
  const schemas = fieldsOfType(registry, body['type'])
  return mapFields(body, (name, value) => presentField(schemas, name, value, masks))
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
