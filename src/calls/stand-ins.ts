import { createHash } from 'node:crypto'
import ipaddr from 'ipaddr.js'
import { isObject, tryParseJson } from '../base/json.ts'
import { splitTarget } from '../base/request-target.ts'
import { isCidr } from '../http/addresses.ts'
import { redact } from '../integrations/presenter.ts'
import type { Vocabulary } from './vocabulary.ts'

/** The origin in place of the mock's own. */
export const ORIGIN = 'https://atlas.example.com'

/** Longer texts are not kept: they rarely occur twice. */
const MAX_KEPT = 256

/** Deeper bodies are replaced word by word: recursion over very deep values overflows the stack. */
const MAX_DEPTH = 64

/** Larger numbers may be keys written without quotes. */
const MAX_SHOWN_NUMBER = 1_000_000

/** Fields with names that Atlas defines and the mock does not list. */
const CODE_FIELDS = ['eventTypeName', 'fieldName', 'metricName', 'mode', 'operator', 'timeZoneId', 'units']

/** Top-level domains and second-level domains that nobody can own (RFC 2606, RFC 6761), and this machine. */
const RESERVED_HOST =
  /(^|\.)(example(\.(com|net|org))?|invalid|localhost|test)$|^127(\.\d{1,3}){3}$|^\[::1\]$/i

const WORDS = /[\p{L}\p{N}_-]+/gu

const TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?Z)?$/

/**
 * Replaces the values of a user by stand-ins: equal values by equal ones, of the same length and classes of
 * characters, so that what was valid stays valid, and what was invalid stays invalid. Nobody can compute a value from
 * its stand-in without the key.
 */
export class StandIns {
  readonly #key: Buffer
  readonly #words: Vocabulary['words']
  readonly #secretFields: Vocabulary['secretFields']
  readonly #known = new Map<string, string>()
  /** Stand-ins for short texts. */
  readonly #used = new Set<string>()

  /** @param key 32 random bytes */
  constructor(key: Buffer, { words, secretFields }: Vocabulary) {
    this.#key = key
    this.#words = words
    this.#secretFields = secretFields
  }

  /** Returns a JSON value with stand-ins for names and values. @param name of the field with the value */
  value(value: unknown, name = ''): unknown {
    if (typeof value === 'string') {
      if (this.#secretFields.has(name)) return this.#hidden(value)
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
    return this.#known.get(text) ?? this.text(text)
  }

  /** Returns a body with stand-ins: JSON by its values, other text by its words. */
  body(text: string): string {
    const value = tryParseJson(text)
    if (value === undefined || isDeep(value)) return this.words(text)
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
    return Number(String(value).replace(/\d+/, digits => this.#map(digits).replace(/^0/, '1')))
  }

  #hidden(text: string): string {
    const known = this.#known.get(text)
    if (known !== undefined) return known
    let standIn = this.#create(text)
    // Short names may get the same one.
    for (let attempt = 0; text.length <= 4 && this.#used.has(standIn) && attempt < 99; attempt++) {
      standIn = this.#map(text, `${text}\0${attempt}`)
    }
    if (text.length <= 4) this.#used.add(standIn)
    if (text.length <= MAX_KEPT) this.#known.set(text, standIn)
    return standIn
  }

  #create(text: string): string {
    const [, stars, shown = ''] = /^(\*+)(.{0,4})$/su.exec(text) ?? []
    if (stars !== undefined) return stars + this.#map(shown)
    if (/^https?:\/\//i.test(text)) return this.#url(text)
    const [, local, domain = ''] = /^([^@\s]+)@([^@\s]+)$/.exec(text) ?? []
    if (local !== undefined) return `${this.#map(local)}@${this.#host(domain)}`
    // Parsing is slow, and few texts are addresses.
    if (/^[\da-f.:]+(\/\d+)?$/i.test(text) && /[.:]/.test(text) && isCidr(text)) return this.#address(text)
    return this.#whole(text)
  }

  /** Returns a stand-in whose last four characters depend only on those of the text, as a redaction shows them. */
  #whole(text: string): string {
    const characters = [...text]
    return this.#map(characters.slice(0, -4).join(''), text) + this.#map(characters.slice(-4).join(''))
  }

  #url(text: string): string {
    const [, scheme = '', user, host = '', rest = ''] =
      /^(https?:\/\/)(?:([^/?#\\]*)@)?([^/?#\\]*)(.*)$/is.exec(text) ?? []
    if (/^\/{1,2}api\/atlas\//.test(rest)) return ORIGIN + withSortedQuery(this.target(rest))
    const isValid = URL.canParse(text)
    const head =
      scheme +
      (user === undefined ? '' : `${this.#whole(user)}@`) +
      (isValid ? this.#host(host) : this.#map(host))
    const [, shown] = /^\/\*{4}(.{1,4})$/su.exec(rest) ?? []
    if (shown !== undefined) return `${head}/****${this.#map(shown)}`
    const standIn = head + rest.replace(/[^/?&=#]+/g, piece => this.#whole(piece))
    // The last characters may include separators or a part of the host.
    this.#known.set(redact('url', text) as string, redact('url', standIn) as string)
    return standIn
  }

  #host(host: string): string {
    const [, name = '', port = ''] = /^(.*?)(:\d+)?$/s.exec(host) ?? []
    if (RESERVED_HOST.test(name)) return host
    return `h${this.#digest('host', name, 4).toString('hex')}.example.com${port}`
  }

  /** Returns an address of the blocks for benchmarks (RFC 2544) or documentation (RFC 3849). */
  #address(text: string): string {
    const [address = '', bits] = text.split('/')
    const parsed = ipaddr.parse(address)
    const isV4 = parsed.kind() === 'ipv4'
    if (parsed.range() !== 'unicast' || Number(bits ?? 128) < (isV4 ? 15 : 32)) return text
    const random = this.#digest('address', address, 12)
    const own = isV4
      ? [198, 18 + ((random[0] as number) & 1), ...random.subarray(1, 3)]
      : [0x20, 0x01, 0x0d, 0xb8, ...random]
    return [ipaddr.fromByteArray(own).toString(), ...(bits === undefined ? [] : [bits])].join('/')
  }

  /** Replaces each letter and digit by one of its class, whatever it was. @param source of the random choice */
  #map(text: string, source = text): string {
    const random = this.#digest(source === text ? 'part' : 'whole', source, 4 * text.length)
    let at = 0
    return text.replace(/[\p{L}\p{N}]/gu, character => {
      const letters = CLASSES.find(known => known.includes(character)) ?? LETTERS
      // Four bytes: the remainder of one would favour some letters.
      return letters[random.readUInt32LE(4 * at++) % letters.length] as string
    })
  }

  #digest(kind: string, text: string, outputLength: number): Buffer {
    const hash = createHash('shake256', { outputLength: Math.max(1, outputLength) })
    return hash.update(this.#key).update(`${kind}\0${text}`).digest()
  }
}

/** Classes of characters. Hexadecimal digits stay hexadecimal: many keys must be. */
const CLASSES = ['0123456789', 'abcdef', 'ghijklmnopqrstuvwxyz', 'ABCDEF', 'GHIJKLMNOPQRSTUVWXYZ']

/** Letters in place of all others. */
const LETTERS = 'àáâãäåæçèéêëìíîïðñòóôõö'

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

/** Returns the classes of the characters of a text, which its stand-in keeps. */
export function shapeOf(text: string): string {
  const letters = /[\p{L}\p{N}]/gu
  // Hosts get a random name.
  if (/^h[0-9a-f]{8}$/.test(text)) return 'host'
  return text.replace(
    letters,
    character => (CLASSES.find(known => known.includes(character)) ?? LETTERS)[0] as string
  )
}

function isDeep(value: unknown, levels = MAX_DEPTH): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some(member => isDeep(member, levels - 1))
}
