import { hash, timingSafeEqual } from 'node:crypto'
import type { Sources } from '../base/sources.ts'
import type { ReasonCode } from '../catalogue/errors.ts'

/** Protection space of Atlas's Digest challenge (recorded 2026-08-10). */
export const REALM = 'MMS Public API'

export function sha256(text: string): string {
  return hash('sha256', text)
}

/** Compares two strings in constant time. */
export function equalInConstantTime(a: string, b: string): boolean {
  // Hash first: timingSafeEqual needs equal lengths, and the lengths must not leak.
  const digest = (text: string) => hash('sha256', text, 'buffer')
  return timingSafeEqual(digest(a), digest(b))
}

const REQUIRED = ['username', 'realm', 'nonce', 'uri', 'response', 'qop', 'nc', 'cnonce'] as const

/** The fields of a Digest `Authorization` header that the server checks (RFC 7616 §3.4). */
export type DigestCredentials = Record<(typeof REQUIRED)[number], string>

/** Why a header is malformed, and its user name if it has one. */
export interface MalformedDigest {
  error: Exclude<Extract<ReasonCode, `digest-${string}`>, 'digest-response'>
  username: string | undefined
}

/** One auth-param of RFC 9110 §11.2. */
const PARAMETER = /^\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*=\s*(?:"((?:[^"\\]|\\[\s\S])*)"|([^\s",]+))\s*$/

/**
 * Parses the parameters of a Digest header.
 *
 * @returns the credentials, or the error of a malformed header
 */
export function parseDigest(parameters: string): DigestCredentials | MalformedDigest {
  const fields = new Map<string, string>()
  const malformed = (error: MalformedDigest['error']) => ({ error, username: fields.get('username') })
  for (const element of splitList(parameters)) {
    // Recipients ignore empty elements (RFC 9110 §5.6.1.2).
    if (element.trim() === '') continue
    const match = PARAMETER.exec(element)
    if (!match) return malformed('digest-malformed')
    const [, token = '', quoted, plain = ''] = match
    const name = token.toLowerCase()
    if (fields.has(name)) return malformed('digest-duplicate-field')
    fields.set(name, quoted?.replace(/\\([\s\S])/g, '$1') ?? plain)
  }
  if (!REQUIRED.every(name => fields.has(name))) return malformed('digest-incomplete')
  const algorithm = fields.get('algorithm') ?? 'MD5'
  if (algorithm.toUpperCase() !== 'MD5') return malformed('digest-algorithm')
  const credentials = Object.fromEntries(fields) as unknown as DigestCredentials
  if (credentials.qop !== 'auth') return malformed('digest-qop')
  if (!/^[0-9a-f]{8}$/i.test(credentials.nc)) return malformed('digest-nc')
  return credentials
}

export function md5(text: string): string {
  return hash('md5', text)
}

/** Returns HA1 (RFC 7616 §3.4.2), which is stored in place of the private key. */
export function ha1Of(publicKey: string, privateKey: string): string {
  return md5(`${publicKey}:${REALM}:${privateKey}`)
}

/** Returns the Digest response for HA1 (RFC 7616 §3.4.1, qop auth). */
export function digestResponse(ha1: string, method: string, credentials: DigestCredentials): string {
  const { nonce, nc, cnonce, qop, uri } = credentials
  return md5(`${ha1}:${nonce}:${nc}:${cnonce}:${qop}:${md5(`${method}:${uri}`)}`)
}

/**
 * Returns whether Digest's `uri` identifies the resource of the request target (RFC 7616 §3.4.6). Behind a proxy, a
 * client may sign the path while the server receives the absolute URI, or the reverse. Path and query must be equal
 * as sent; the host of an absolute URI must be the request's. The scheme is ignored: TLS-terminating proxies change
 * it.
 *
 * @param host the Host header, which an absolute request target overrides (RFC 9112 §3.2.2)
 */
export function isSameResource(uri: string, target: string, host: string): boolean {
  if (uri === target) return true
  const signed = splitUri(uri)
  const requested = splitUri(target)
  if (signed.path !== requested.path) return false
  return signed.host === undefined || signed.host === (requested.host ?? hostOf(`http://${host}`))
}

function splitUri(uri: string): { host: string | undefined; path: string } {
  const [, origin = '', path = ''] = /^(https?:\/\/[^/?#]*)(.*)$/is.exec(uri) ?? []
  const host = hostOf(origin)
  return host === undefined ? { host, path: uri } : { host, path }
}

/** Returns normalized host and port, without a default port. */
function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}

/** Lifetime of a nonce in milliseconds. */
export const NONCE_LIFETIME = 300_000

/** Counts that may arrive after a higher one: clients use one nonce on several connections at once. */
const WINDOW = 256

/** Maximum number of nonces in memory. Beyond it, the oldest expire: anybody can request a challenge. */
const CAPACITY = 10_000

interface Nonce {
  /** Milliseconds since the epoch. */
  expires: number
  highest: number
  /** The used counts: bit n stands for n below the highest. */
  used: bigint
}

/** Issues nonces, 24 random bytes in base64 as recorded, and counts their uses. */
export class Nonces {
  readonly #sources: Sources
  /** The oldest first. */
  readonly #issued = new Map<string, Nonce>()
  /** Nonces that have expired for the callers of one organization. */
  readonly #expiredByOrg = new Map<string, WeakSet<Nonce>>()
  /** Organizations whose nonces are valid for one request; `''` means all. */
  readonly #singleUse = new Set<string>()

  constructor(sources: Sources) {
    this.#sources = sources
  }

  /** Returns a new nonce. */
  issue(): string {
    const nonce = this.#sources.randomBytes(24).toString('base64')
    this.#issued.set(nonce, { expires: this.#sources.now() + NONCE_LIFETIME, highest: 0, used: 0n })
    const [oldest] = this.#issued.keys()
    if (oldest !== undefined && this.#issued.size > CAPACITY) this.#issued.delete(oldest)
    return nonce
  }

  /**
   * Counts a use of a nonce.
   *
   * @param orgId organization of the caller
   * @returns `expired` also for an unknown nonce, as after a restart; `replayed` if the count was used before or is
   * too old
   */
  use(nonce: string, nc: number, orgId = ''): 'accepted' | 'expired' | 'replayed' {
    const issued = this.#issued.get(nonce)
    if (!issued || this.#sources.now() >= issued.expires) return 'expired'
    const { highest, used } = issued
    if (this.#expiredByOrg.get(orgId)?.has(issued)) return 'expired'
    if (used !== 0n && (this.#singleUse.has('') || this.#singleUse.has(orgId))) return 'expired'
    const behind = highest - nc
    if (behind >= WINDOW) return 'replayed'
    if (behind < 0) {
      issued.highest = nc
      issued.used = BigInt.asUintN(WINDOW, (used << BigInt(Math.min(-behind, WINDOW))) | 1n)
      return 'accepted'
    }
    const bit = 1n << BigInt(behind)
    if (used & bit) return 'replayed'
    issued.used |= bit
    return 'accepted'
  }

  /** Expires all issued nonces, for all callers or those of one organization. */
  expire(orgId?: string): void {
    if (orgId === undefined) this.#issued.clear()
    else this.#expiredByOrg.set(orgId, new WeakSet(this.#issued.values()))
  }

  /** Removes the settings of one organization. */
  forget(orgId: string): void {
    this.#expiredByOrg.delete(orgId)
    this.#singleUse.delete(orgId)
  }

  /**
   * Sets whether a nonce is valid for one request, for all callers or those of one organization. On its second use,
   * a single-use nonce has expired.
   */
  setSingleUse(on: boolean, orgId = ''): void {
    if (on) this.#singleUse.add(orgId)
    else if (orgId === '') this.#singleUse.clear()
    else this.#singleUse.delete(orgId)
  }
}

/**
 * Splits a header's list at commas outside quoted strings (RFC 9110 §5.6.1). Elements may be empty. Runs in linear
 * time; a regular expression for quoted strings can take quadratic time.
 */
export function splitList(header: string): string[] {
  const elements: string[] = []
  let start = 0
  let isQuoted = false
  for (let at = 0; at < header.length; at++) {
    const character = header[at]
    if (isQuoted && character === '\\') at++
    else if (character === '"') isQuoted = !isQuoted
    else if (character === ',' && !isQuoted) {
      elements.push(header.slice(start, at))
      start = at + 1
    }
  }
  return [...elements, header.slice(start)]
}
