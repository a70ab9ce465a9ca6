import type { Registry } from '../integrations/registry.ts'
import { type Content, contentOf } from './content.ts'
import type { Entry } from './entry.ts'
import { fieldsOfType, presentField } from './field.ts'
import { parseHeaders } from './headers.ts'
import { asObject, type Fields, parseJson } from './json.ts'
import { bounded, MASK, type Masks, mapWithin } from './masks.ts'

/** What is no secret in an answer of the token endpoint. */
const TOKEN_FIELDS: ReadonlySet<string> = new Set(['expires_in', 'token_type'])

/** An answer's body as a JSON object, raw; undefined where it is none. */
export function readAnswer({ answerBody }: Entry): Fields | undefined {
  return answerBody === undefined ? undefined : asObject(parseJson(answerBody))
}

/** The errorCode that a client read, in the header or the body; of a token request, RFC 6749's error. */
export function errorCodeOf(entry: Entry): string | undefined {
  if (entry.status === undefined || entry.status < 400) return undefined
  const header = parseHeaders(entry.answerHeaders)['x-error-code']
  if (typeof header === 'string') return header
  const body = readAnswer(entry)
  return [body?.['errorCode'], body?.['error']].find(code => typeof code === 'string')
}

/**
 * An answer's body as it is shown.
 *
 * @param masks what was masked in the request: an error may echo it
 */
export function presentAnswerBody(entry: Entry, registry: Registry, masks: Masks): Fields | string | null {
  const { answerBody, status = 0, operationId } = entry
  if (!answerBody) return null
  const body = readAnswer(entry)
  if (body && status >= 400) return presentError(body, masks) as Fields
  const content = contentOf(operationId)
  if (!body || !content) return `[${Buffer.byteLength(answerBody)} bytes]`
  return PRESENTERS[content](body, registry, masks)
}

const PRESENTERS: Readonly<Record<Content, (body: Fields, registry: Registry, masks: Masks) => Fields>> = {
  integration: presentIntegrations,
  tenancy: body => bounded(body) as Fields,
  token: (body, _registry, masks) =>
    mapFields(body, (name, value) => (TOKEN_FIELDS.has(name) ? bounded(value) : masks.hideWhole(value)))
}

/** One integration, a page of them, or either in its envelope. */
function presentIntegrations(body: Fields, registry: Registry, masks: Masks): Fields {
  const one = (value: unknown): unknown => {
    const fields = asObject(value)
    return fields ? presentIntegrations(fields, registry, masks) : masks.hideWithin(value)
  }
  const { results } = body
  if (Array.isArray(results)) {
    return mapFields(body, (name, value) => (name === 'results' ? results.map(one) : bounded(value)))
  }
  if (asObject(body['content'])) {
    return mapFields(body, (name, value) => (name === 'content' ? one(value) : masks.hideWithin(value)))
  }
  const schemas = fieldsOfType(registry, body['type'])
  return mapFields(body, (name, value) => presentField(schemas, name, value, masks))
}

function presentError(value: unknown, masks: Masks, depth = 0): unknown {
  if (typeof value === 'string') return masks.scrub(value)
  const shown = mapWithin(value, depth, item => presentError(item, masks, depth + 1))
  const { parameters } = asObject(value) ?? {}
  const isHidden = Array.isArray(parameters) && parameters.some(item => masks.isShort(item))
  return isHidden ? { ...(shown as Fields), detail: MASK } : shown
}

function mapFields(fields: Fields, change: (name: string, value: unknown) => unknown): Fields {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, change(name, value)]))
}
