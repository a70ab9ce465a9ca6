import { createHmac } from 'node:crypto'
import type { Delivery } from '../../types/wire.d.ts'
import { equalInConstantTime } from '../auth/secrets.ts'

export const SIGNATURE = 'X-MMS-Signature'

/**
 * Returns the Base64 HMAC-SHA1 of a body with the secret as the key.
 * https://www.mongodb.com/docs/atlas/tutorial/webhook-integration/
 */
export function sign(body: Buffer, secret: string): string {
  return createHmac('sha1', secret).update(body).digest('base64')
}

/**
 * Verifies a signature as a receiver should: over the raw bytes and in constant time.
 *
 * @param header value of X-MMS-Signature
 * @param secret of the webhook
 * @returns `invalid` only for a bug in the mock
 */
export function checkSignature(
  body: Buffer,
  header: string | undefined,
  secret: string | undefined
): Delivery['signature']['verdict'] {
  if (secret === undefined) return 'unsigned'
  return header !== undefined && equalInConstantTime(header, sign(body, secret)) ? 'valid' : 'invalid'
}
