import { parseDigest } from '../auth/digest.ts'
import { MASK, type Masks } from './masks.ts'

const SECRET_NAME = /^referer$|cookie|token|secret|key|auth|pass|signature|session|credential/i

/** An answer's challenge: a nonce is no secret. */
const CHALLENGE = 'www-authenticate'

/** Form of a service account's id. */
const CLIENT_ID = /^mdb_sa_id_[0-9a-f]{24}$/

type RawHeaders = Readonly<Record<string, number | string | string[] | undefined>>

/** The headers that an entry keeps as JSON. */
export function parseHeaders(json: string): RawHeaders {
  return JSON.parse(json) as RawHeaders
}

/** Headers as they are shown, by names in lower case. */
export type ShownHeaders = Record<string, string | string[]>

/** Whether a request header is never shown as it is. */
export function isSecretHeader(name: string): boolean {
  return SECRET_NAME.test(name)
}

/** Whether a text is an id of a service account, which is no secret. */
export function isClientId(text: string): boolean {
  return CLIENT_ID.test(text)
}

/**
 * A request's headers as they are shown.
 *
 * @param principalId the caller, where one was found
 */
export function presentRequestHeaders(
  headers: string,
  principalId: string | undefined,
  masks: Masks
): ShownHeaders {
  return presentHeaders(parseHeaders(headers), (name, value) => {
    if (name === 'authorization') return masks.hide(value, presentAuthorization(value, principalId))
    return isSecretHeader(name) ? masks.hide(value) : value
  })
}

/** An answer's headers as they are shown. */
export function presentAnswerHeaders(headers: string): ShownHeaders {
  return presentHeaders(parseHeaders(headers), (name, value) =>
    isSecretHeader(name) && name !== CHALLENGE ? MASK : value
  )
}

function presentHeaders(headers: RawHeaders, show: (name: string, value: string) => string): ShownHeaders {
  const shown = Object.entries(headers).flatMap(([name, value]) => {
    const key = name.toLowerCase()
    if (value === undefined) return []
    return [[key, Array.isArray(value) ? value.map(item => show(key, item)) : show(key, String(value))]]
  })
  return Object.fromEntries(shown) as ShownHeaders
}

/**
 * The header with its scheme kept and its secrets gone. A user name that is not known to be one may be a
 * private key in the wrong place, and a scheme that looks like none a key without one.
 */
function presentAuthorization(header: string, principalId: string | undefined): string {
  const [, scheme, rest = ''] = /^([A-Za-z][A-Za-z0-9-]{0,19}) +(\S.*)$/s.exec(header) ?? []
  if (scheme === undefined) return MASK
  const credentials = CREDENTIALS.get(scheme.toLowerCase())?.(rest, principalId) ?? MASK
  return `${scheme} ${credentials}`
}

type Present = (rest: string, principalId: string | undefined) => string | undefined

const CREDENTIALS: ReadonlyMap<string, Present> = new Map([
  ['digest', presentDigest],
  ['basic', presentBasic]
])

function presentDigest(rest: string, principalId: string | undefined): string | undefined {
  const credentials = parseDigest(rest)
  const isKnown = typeof credentials === 'object' && credentials.username === principalId
  return isKnown ? `username="${principalId}", …` : undefined
}

function presentBasic(rest: string): string | undefined {
  const [id = ''] = Buffer.from(rest, 'base64').toString().split(':', 1)
  return isClientId(id) ? `${id}:${MASK}` : undefined
}
