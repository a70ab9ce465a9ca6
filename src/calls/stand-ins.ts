import { isDeeper, isObject, tryParseJson } from '../base/json.ts'
import { splitTarget } from '../base/request-target.ts'
import { TextStandIns } from './text-stand-ins.ts'
import type { Vocabulary } from './vocabulary.ts'

/** The origin in place of the mock's own. */
export const ORIGIN = 'https://atlas.example.com'

/** Deeper bodies are replaced word by word: recursion over very deep values overflows the stack. */
const MAX_DEPTH = 64

/** Larger numbers may be keys written without quotes. */
const MAX_SHOWN_NUMBER = 1_000_000

/** Fields with names that Atlas defines and the mock does not list. */
const CODE_FIELDS = ['eventTypeName', 'fieldName', 'metricName', 'mode', 'operator', 'timeZoneId', 'units']

const WORDS = /[\p{L}\p{N}\p{M}\p{So}_-]+/gu

const TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?Z)?$/

/**
 * Replaces the values of a user by stand-ins: equal values by equal ones, of the same length and classes of
 * characters, so that what was valid stays valid, and what was invalid stays invalid. Nobody can compute a value from
 * its stand-in without the key.
 */
export class StandIns {
  readonly #texts: TextStandIns
  readonly #words: Vocabulary['words']
  readonly #secretFields: Vocabulary['secretFields']

  /** @param key 32 random bytes */
  constructor(key: Buffer, { words, secretFields }: Vocabulary) {
    this.#texts = new TextStandIns(key)
    this.#words = words
    this.#secretFields = secretFields
  }

  /** Returns a JSON value with stand-ins for names and values. @param name of the field with the value */
  value(value: unknown, name = ''): unknown {
    if (typeof value === 'string') {
      const shown = this.#secretFields.get(name)
      if (shown !== undefined) return shown === 'url' ? this.#hidden(value) : this.#texts.of(value, true)
      if (name === 'rel') return this.#relation(value)
      return CODE_FIELDS.includes(name) && /^[A-Z][A-Z0-9_]*$/.test(value) ? value : this.text(value)
    }
    if (typeof value === 'number') return this.#number(value)
    if (Array.isArray(value)) return value.map(item => this.value(item, name))
    if (!isObject(value)) return value
    const members = Object.entries(value).map(([member, item]) => [
      this.text(member),
      this.value(item, member)
    ])
    return Object.fromEntries(members)
  }

  /** Some relations of links are URLs of Atlas, others of the mock. */
  #relation(text: string): string {
    const [, host, name = ''] = /^https?:\/\/([^/]+)\/(\w+)$/.exec(text) ?? []
    if (host === undefined || !this.#words.has(name)) return this.text(text)
    return host === 'cloud.mongodb.com' ? text : `${ORIGIN}/${name}`
  }

  /** Returns the stand-in for a text that is not secret if it is a word of the vocabulary. */
  text(text: string): string {
    return this.#words.has(text) || TIME.test(text) ? text : this.#hidden(text)
  }

  /** Returns a parameter of an error with a stand-in: a path, or a value of the request. */
  parameter(text: string): string {
    if (text.startsWith('/')) return this.target(text)
    const [, name = ''] = /^(.*) must have (?:at most|between) \d/.exec(text) ?? []
    if (name !== '') return name.includes(' ') ? text : this.text(name) + text.slice(name.length)
    // A secret may be a word of the vocabulary.
    return this.#texts.known(text) ?? this.text(text)
  }

  /** Returns a body with stand-ins: JSON by its values, other text by its words. */
  body(text: string): string {
    const value = tryParseJson(text)
    if (value === undefined || isDeeper(value, MAX_DEPTH)) return this.words(text)
    return JSON.stringify(this.value(value))
  }

  /** Returns a text with stand-ins for all words that are not in the vocabulary. */
  words(text: string): string {
    return text.replace(WORDS, word => this.text(word))
  }

  /** Returns a header with media types: their words and dates are not a user's. */
  mediaTypes(text: string): string {
    const isKnown = (word: string) => /^[\d-]{1,10}$/.test(word) || this.#words.has(word.toLowerCase())
    return text.replace(WORDS, word => (isKnown(word) ? word : this.#hidden(word)))
  }

  /** Returns a request target with stand-ins. */
  target(target: string): string {
    const { path, query } = splitTarget(target)
    const segments = path.split('/').map(segment => this.#encoded(segment))
    if (query === undefined) return segments.join('/')
    const pairs = query.split('&').map(pair => {
      const [name = '', ...rest] = pair.split('=')
      const value = rest.join('=')
      const isShown =
        this.#words.has(name) && (/^(-?\d{0,6}|true|false)$/i.test(value) || this.#words.has(value))
      return [
        this.#encoded(name),
        ...(rest.length === 0 ? [] : [isShown ? value : this.#encoded(value)])
      ].join('=')
    })
    return `${segments.join('/')}?${pairs.join('&')}`
  }

  #encoded(text: string): string {
    let decoded: string
    try {
      decoded = decodeURIComponent(text)
    } catch {
      return this.words(text)
    }
    const mapped = this.text(decoded)
    if (mapped === decoded) return text
    // As in the original: a colon of an IPv6 address need not be encoded.
    return encodeURIComponent(mapped).replace(/%[2-7][\dA-F]/g, code => {
      const character = decodeURIComponent(code)
      return text.includes(character) ? character : code
    })
  }

  #number(value: number): number {
    if (Math.abs(value) < MAX_SHOWN_NUMBER) return value
    return Number(String(value).replace(/\d+/, digits => this.#texts.map(digits).replace(/^0/, '1')))
  }

  #hidden(text: string): string {
    const [, target = ''] = /^https?:\/\/[^/?#\\]*(.*)$/is.exec(text) ?? []
    const isLink = /^\/{1,2}api\/atlas\//.test(target)
    return isLink ? ORIGIN + withSortedQuery(this.target(target)) : this.#texts.of(text)
  }
}

/** Returns the target of a link with its query in the order of Atlas's links: by name, the page last. */
function withSortedQuery(target: string): string {
  const { path, query } = splitTarget(target)
  if (query === undefined) return target
  const pairs = query.split('&').map(pair => [pair.split('=', 1)[0] ?? '', pair] as const)
  const [paging, others] = [true, false].map(isPaging =>
    pairs.filter(([name]) => ['pageNum', 'itemsPerPage'].includes(name) === isPaging)
  )
  const sorted = [...(others?.toSorted(([a], [b]) => (a < b ? -1 : 1)) ?? []), ...(paging ?? [])]
  return `${path}?${sorted.map(([, pair]) => pair).join('&')}`
}
