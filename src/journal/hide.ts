import { isObject, mapFields } from '../base/json.ts'
import { splitTarget } from '../base/request-target.ts'
import type { SecretShown } from '../catalogue/vocabulary.ts'
import { redact } from '../integrations/redaction.ts'
import { parseRecordedBody, type RawHeaders, type SecretSchema } from './bodies.ts'
import { groupValues, parsePairs } from './target.ts'

export const MASK = '****'

/** Shorter values are hidden, but not searched for elsewhere: they would match parts of ordinary words. */
export const MIN_SEARCHED = 6

/** With more hidden values than any request needs, the exchange shows no text: the search would take too long. */
const MAX_SEARCHED = 50

/** The last word of a name whose value is secret; headers arrive in lower case, so a compound may end in it. */
const SECRET_WORD =
  /(secret|token|password|passwd|credential|authorization)s?$|^(api|access|auth|client|license|private|routing|secret|service)?keys?$|^cookies?$|^referer$/

/** Caches {@link isSecretName}, which would take half the time of a search: entries repeat the same names. */
const secretNames = new Map<string, boolean>()

/** Limits of the cache: the number of names, and the length of a name. */
const [MAX_NAMES, MAX_LENGTH] = [1_000, 64]

export function isSecretName(name: string): boolean {
  const known = secretNames.get(name)
  if (known !== undefined) return known
  const words = name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? []
  const [before = '', last = ''] = ['', ...words].slice(-2).map(word => word.toLowerCase())
  const isSecret = SECRET_WORD.test(last) && !(/^keys?$/.test(last) && before === 'public')
  if (secretNames.size === MAX_NAMES) secretNames.clear()
  if (name.length <= MAX_LENGTH) secretNames.set(name, isSecret)
  return isSecret
}

/** Headers with their secrets hidden, by lower-case name. */
export type ShownHeaders = Record<string, string | string[]>

/**
 * Hides the secrets of one request and its response: credentials, what a schema marks, and values whose name says
 * that they are secret. Present all parts first, then {@link scrub} them: any part may repeat a value that another part hides.
 */
export class Secrets {
  /** What is shown, by hidden value. */
  readonly #hidden = new Map<string, string>()

  /** Returns path and query as received, and the parameters by name. */
  url(target: string): { url: string; path: string; query: Record<string, string | string[]> } {
    const { path, query } = splitTarget(target)
    const pairs = parsePairs(query ?? '').map(({ name, value = '', raw }) =>
      isSecretName(name) && value !== ''
        ? { name, value: this.#hide(value) as string, raw: this.#hidePair(raw) }
        : { name, value, raw }
    )
    const url = query === undefined ? path : `${path}?${pairs.map(({ raw }) => raw).join('&')}`
    return { url, path, query: groupValues(pairs) }
  }

  /** Hides the value of `name=value`, which another part may repeat as received. */
  #hidePair(raw: string): string {
    const start = raw.indexOf('=') + 1
    this.#hide(raw.slice(start))
    return raw.slice(0, start) + MASK
  }

  /** Hides the secrets of headers without presenting the headers. @param headers by lower-case name */
  hideHeaders(headers: RawHeaders): void {
    for (const name in headers) {
      if (isSecretName(name)) for (const value of [headers[name]].flat()) this.#header(name, String(value))
    }
  }

  headers(headers: RawHeaders): ShownHeaders {
    const shown = Object.entries(headers).flatMap(([given, value]) => {
      const name = given.toLowerCase()
      const show = (item: unknown) => this.#header(name, String(item))
      return value === undefined ? [] : [[name, Array.isArray(value) ? value.map(show) : show(value)]]
    })
    return Object.fromEntries(shown) as ShownHeaders
  }

  #header(name: string, value: string): string {
    if (!isSecretName(name)) return value
    if (!name.endsWith('authorization')) return String(this.#hide(value))
    // The scheme is not secret, nor is the nonce, which tells which challenge the request follows.
    const [scheme = ''] = /^(basic|bearer|digest) +(?=\S)/i.exec(value) ?? []
    const [nonce = ''] = (/^digest /i.test(scheme) && /\bnonce="[^"]+", ?/.exec(value)) || []
    const credentials = value.slice(scheme.length)
    if (/^basic /i.test(scheme))
      this.#hide(
        Buffer.from(credentials, 'base64')
          .toString()
          .replace(/^[^:]*:/, '')
      )
    return scheme + nonce + this.#hide(credentials)
  }

  /** Returns the value of a body, the text of a number or a string, or a description. */
  body(text: string | undefined, headers: RawHeaders, schema: SecretSchema): unknown {
    if (!text) return null
    const body = parseRecordedBody(text, headers)
    if (typeof body === 'string') return body
    return typeof body.value === 'object' && body.value ? this.json(body.value, schema) : text
  }

  /** Returns a value with the members hidden that the schema marks, or that it does not know and whose name says so. */
  json(value: unknown, schema: SecretSchema = {}): unknown {
    if (Array.isArray(value)) return value.map(item => this.json(item, schema.items))
    if (!isObject(value)) return value
    const { properties = {}, additionalProperties } = schema
    const label = 'value' in value && ['name', 'key'].find(name => typeof value[name] === 'string')
    return mapFields(value, (name, member) => {
      const known = (Object.hasOwn(properties, name) ? properties[name] : additionalProperties) || undefined
      if (known?.['x-secret']) return this.#hide(member, known['x-secret'].shown)
      if (known) return this.json(member, known)
      // In a pair, the name that it contains decides.
      const decisive = label && name === 'value' ? value[label] : name === label ? '' : name
      return isSecretName(String(decisive)) ? this.#hide(member) : this.json(member)
    })
  }

  #hide(value: unknown, shown?: SecretShown): unknown {
    if (value === '' || value === null) return value
    if (typeof value !== 'string') {
      if (typeof value === 'number') this.#hidden.set(String(value), MASK)
      if (typeof value === 'object') for (const member of Object.values(value)) this.#hide(member)
      return MASK
    }
    const isUrl = shown === 'url' && /^[a-z]+:\/\//i.test(value)
    // As Atlas redacts it: a client may have sent back what it received.
    const redacted = shown === 'last4' || isUrl ? redact(shown, value) : undefined
    const mask = redacted === value || !redacted?.includes(value) ? (redacted ?? MASK) : MASK
    if (!value.includes(MASK)) this.#hidden.set(value, mask)
    return mask
  }

  /** The hidden values, without those that are redacted already. */
  get values(): Iterable<string> {
    return this.#hidden.keys()
  }

  /** Replaces the hidden values, URL-encoded or not, in all values; names are not searched. */
  scrub<Shown>(shown: Shown): Shown {
    // The longest first: it may contain another.
    const hidden = [...this.#hidden]
      .filter(([value]) => value.length >= MIN_SEARCHED)
      .sort(([a], [b]) => b.length - a.length)
    if (hidden.length === 0) return shown
    const replace = (text: string) =>
      hidden.reduce(
        (rest, [value, mask]) => (rest.includes(value) ? rest.replaceAll(value, () => mask) : rest),
        text
      )
    const replaceEncoded = (piece: string) => {
      const text = decodeUrl(piece)
      const replaced = replace(text)
      return replaced === text ? piece : replaced
    }
    const clean = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(clean)
      if (isObject(value)) return mapFields(value, (_name, member) => clean(member))
      if (typeof value !== 'string' || value.length < MIN_SEARCHED) return value
      if (hidden.length > MAX_SEARCHED) return MASK
      const text = replace(value)
      if (!text.includes('%')) return text
      const decoded = decodeUrl(text)
      if (!hidden.some(([secret]) => decoded.includes(secret))) return text
      return text
        .split(/([/?&=\s])/)
        .map(replaceEncoded)
        .join('')
    }
    return clean(shown) as Shown
  }
}

/** Decodes a text of a query or a form; leaves what is not encoded validly. */
function decodeUrl(text: string): string {
  return text
    .replaceAll('+', ' ')
    .replace(/(?:%[0-9A-Fa-f]{2})+/g, codes => Buffer.from(codes.replaceAll('%', ''), 'hex').toString())
}
