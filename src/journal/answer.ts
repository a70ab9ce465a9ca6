import type { Registry } from '../integrations/registry.ts'
import type { Content } from '../operation.ts'
import type { Entry } from './entry.ts'
import { fieldsOfType, presentField } from './field.ts'
import { parseHeaders } from './headers.ts'
import { asObject, type Fields, parseJson } from './json.ts'
import { bounded, MASK, type Masks } from './masks.ts'
import { presentUrl } from './target.ts'

/** Members of an error of Atlas or of OAuth, with its envelope; others, which a fault may send, may be secrets. */
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

/** What a code of an error looks like. */
const ERROR_CODE = /^\w{1,100}$/

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
  const isCode = (code: unknown) => typeof code === 'string' && ERROR_CODE.test(code)
  return [body?.['errorCode'], body?.['error']].find(isCode) as string | undefined
}

/**
 * An answer's body as it is shown.
 *
 * @param masks what was masked in the request: an error may echo it
 */
export function presentAnswerBody(entry: Entry, registry: Registry, masks: Masks): Fields | string | null {
  const { answerBody, status = 0, operation } = entry
  if (!answerBody) return null
  const body = readAnswer(entry)
  // Of what a fault sends nobody knows what it is, whatever its status.
  if (body && (status >= 400 || entry.fault?.effect === 'status')) return presentError(body, masks)
  const content = operation?.content
  if (!body || !content) return `[${Buffer.byteLength(answerBody)} bytes]`
  return PRESENTERS[content](body, registry, masks)
}

const PRESENTERS: Readonly<Record<Content, (body: Fields, registry: Registry, masks: Masks) => Fields>> = {
  integration: presentIntegrations,
  tenancy: (body, _registry, masks) => mapFields(body, (name, value) => presentPlain(name, value, masks)),
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

/** What holds no secret, but for the links of a list: they repeat the query that was sent. */
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
