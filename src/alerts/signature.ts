import { createHmac } from 'node:crypto'
import { equalInConstantTime } from '../auth/secrets.ts'

/** What a receiver finds; `invalid` would be a fault of the mock. */
export type Verdict = 'valid' | 'invalid' | 'unsigned'

/** The header of the signature. */
export const SIGNATURE = 'X-MMS-Signature'

/**
 * Base64 of HMAC-SHA1 over the body, with the secret as the key.
 * https://www.mongodb.com/docs/atlas/tutorial/webhook-integration/
 */
export function sign(body: Buffer, secret: string): string {
  return createHmac('sha1', secret).update(body).digest('base64')
}

/**
 * Checks a signature as a receiver should: over the bytes as they came, and in constant time.
 *
 * @param header value of X-MMS-Signature; undefined: there was none
 * @param secret undefined: the webhook has none
 */
export function checkSignature(
  body: Buffer,
  header: string | undefined,
  secret: string | undefined
): Verdict {
  if (secret === undefined) return 'unsigned'
  return header !== undefined && equalInConstantTime(header, sign(body, secret)) ? 'valid' : 'invalid'
}
