import { claimedId, parseAuthorization } from '../auth/authorization.ts'
import { MASK, type Masks } from './masks.ts'

const SECRET_NAME = /^referer$|cookie|token|secret|key|auth|pass|signature|session|credential/i

/** Response header that is not secret: a challenge contains only a nonce. */
const CHALLENGE = 'www-authenticate'

/** The format of a service account's client id, which is not secret. */
export const CLIENT_ID = /^mdb_sa_id_[0-9a-f]{24}$/

/** Headers as received or sent. */
export type RawHeaders = Readonly<Record<string, unknown>>

/** Masked headers by lower-case name. */
export type ShownHeaders = Record<string, string | string[]>

/** Returns whether the value of a request header is masked. */
export function isSecretHeader(name: string): boolean {
  return SECRET_NAME.test(name)
}

/**
 * Returns a request's headers with secrets masked.
 *
 * @param principalId the authenticated caller, if any
 */
export function presentRequestHeaders(
  headers: string,
  principalId: string | undefined,
  masks: Masks
): ShownHeaders {
  return presentHeaders(JSON.parse(headers) as RawHeaders, (name, value) => {
    if (name === 'authorization') return masks.hide(value, presentAuthorization(value, principalId))
    return isSecretHeader(name) ? masks.hide(value) : value
  })
}

/** Returns a response's headers with secrets masked. */
export function presentResponseHeaders(headers: RawHeaders): ShownHeaders {
  return presentHeaders(headers, (name, value) =>
    value !== '' && isSecretHeader(name) && name !== CHALLENGE ? MASK : value
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
 * Masks an Authorization header, keeping its scheme. An unknown user name may be a misplaced private key, and a
 * malformed scheme may be a key without a scheme: both are masked.
 */
function presentAuthorization(header: string, principalId: string | undefined): string {
  const [shown] = /^[A-Za-z][A-Za-z0-9-]{0,19} +(?=\S)/.exec(header) ?? []
  if (shown === undefined) return MASK
  const authorization = parseAuthorization(header)
  const id = claimedId(authorization) ?? ''
  if (authorization.scheme === 'digest' && id === principalId && 'nonce' in authorization.digest) {
    // The mock's own nonce, verified. It tells which challenge the request follows.
    return `${shown}username="${id}", nonce="${authorization.digest.nonce}", …`
  }
  if (authorization.scheme === 'basic' && CLIENT_ID.test(id)) return `${shown}${id}:${MASK}`
  return shown + MASK
}
