import { createHash } from 'node:crypto'
import ipaddr from 'ipaddr.js'
import { isCidr } from '../http/addresses.ts'
import { redact } from '../integrations/presenter.ts'

/** Longer texts are not kept: they rarely occur twice. */
const MAX_KEPT = 256

/** Top-level domains and second-level domains that nobody can own (RFC 2606, RFC 6761), and this machine. */
const RESERVED_HOST =
  /(^|\.)(example(\.(com|net|org))?|invalid|localhost|test)$|^127(\.\d{1,3}){3}$|^\[::1\]$/i

/** Ranges of addresses that nobody owns, as ipaddr.js names them. */
const SHOWN_RANGES = ['unspecified', 'loopback', 'broadcast', 'multicast', 'reserved', 'benchmarking']

/** Ranges of the addresses in a local network. */
const LOCAL_RANGES = ['private', 'carrierGradeNat', 'linkLocal']

/**
 * Replaces texts by stand-ins of the same length and classes of characters, equal texts by equal ones. Nobody can
 * compute a text from its stand-in without the key.
 */
export class TextStandIns {
  readonly #key: Buffer
  readonly #known = new Map<string, string>()
  /** Stand-ins for short texts. */
  readonly #used = new Set<string>()

  /** @param key 32 random bytes */
  constructor(key: Buffer) {
    this.#key = key
  }

  /** Returns the stand-in that a text has got, if it has one. */
  known(text: string): string | undefined {
    return this.#known.get(text)
  }

  /** Returns the stand-in for a text. @param isSecret whatever the text looks like, it is not an address */
  of(text: string, isSecret = false): string {
    const known = this.#known.get(text)
    if (known !== undefined) return known
    let standIn = isSecret ? this.#whole(text) : this.#create(text)
    // Short names may get the same one.
    for (let attempt = 0; text.length <= 4 && this.#used.has(standIn) && attempt < 99; attempt++) {
      standIn = this.map(text, `${text}\0${attempt}`)
    }
    if (text.length <= 4) this.#used.add(standIn)
    if (text.length <= MAX_KEPT) this.#known.set(text, standIn)
    return standIn
  }

  #create(text: string): string {
    if (text.startsWith('*')) return this.#whole(text)
    if (/^https?:\/\//i.test(text)) return this.#url(text)
    const [, local, domain = ''] = /^([^@\s]+)@([^@\s]+)$/.exec(text) ?? []
    if (local !== undefined) return `${this.map(local)}@${this.#host(domain)}`
    // Parsing is slow, and few texts are addresses.
    if (/^[\da-f.:]+(\/\d+)?$/i.test(text) && /[.:]/.test(text) && isCidr(text)) return this.#address(text)
    return this.#whole(text)
  }

  /** Returns a stand-in whose last four characters depend only on those of the text, as a redaction shows them. */
  #whole(text: string): string {
    const [, stars, shown = ''] = /^(\*+)(.{0,4})$/su.exec(text) ?? []
    if (stars !== undefined) return stars + this.map(shown)
    // Four code points, as a redaction has.
    const shownAtEnd = [...text.slice(-8)].slice(-4).join('')
    return this.map(text.slice(0, text.length - shownAtEnd.length), text) + this.map(shownAtEnd)
  }

  #url(text: string): string {
    const [, scheme = '', user, host = '', rest = ''] =
      /^(https?:\/\/)(?:([^/?#\\]*)@)?([^/?#\\]*)(.*)$/is.exec(text) ?? []
    const isValid = URL.canParse(text)
    const head =
      scheme +
      (user === undefined ? '' : `${this.#whole(user)}@`) +
      (isValid ? this.#host(host) : this.map(host))
    const [, shown] = /^\/\*{4}(.{1,4})$/su.exec(rest) ?? []
    if (shown !== undefined) return `${head}/****${this.map(shown)}`
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

  /** Returns an address of the blocks for benchmarks (RFC 2544), local networks (RFC 1918) or documentation (RFC 3849). */
  #address(text: string): string {
    const [address = '', bits] = text.split('/')
    const parsed = ipaddr.parse(address)
    const isV4 = parsed.kind() === 'ipv4'
    const range = parsed.range()
    if (SHOWN_RANGES.includes(range) || Number(bits ?? 128) < (isV4 ? 15 : 32)) return text
    const random = this.#digest('address', address, 12)
    const network = LOCAL_RANGES.includes(range)
      ? [10, random[3] as number]
      : [198, 18 + ((random[0] as number) & 1)]
    const own = ipaddr.fromByteArray(
      isV4 ? [...network, ...random.subarray(1, 3)] : [0x20, 0x01, 0x0d, 0xb8, ...random]
    )
    if (bits === undefined) return own.toString()
    const networkOf = (block: string) => (isV4 ? ipaddr.IPv4 : ipaddr.IPv6).networkAddressFromCIDR(block)
    const isNetwork = networkOf(text).toString() === parsed.toString()
    return `${isNetwork ? networkOf(`${own}/${bits}`) : own}/${bits}`
  }

  /** Replaces each letter and digit by one of its class, whatever it was. @param source of the random choice */
  map(text: string, source = text): string {
    const random = this.#digest(source === text ? 'part' : 'whole', source, 4 * text.length)
    let at = 0
    return text.replace(CHARACTERS, character => {
      const letters = classOf(character)
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

/** The characters that a stand-in replaces: letters, digits, the marks of letters, and symbols such as emoji. */
const CHARACTERS = /[\p{L}\p{N}\p{M}\p{So}]/gu

/** Letters in place of all others. */
const LETTERS = 'àáâãäåæçèéêëìíîïðñòóôõö'

function classOf(character: string): string {
  return CLASSES.find(known => known.includes(character)) ?? LETTERS
}
