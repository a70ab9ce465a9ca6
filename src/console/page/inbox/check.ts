import { quote } from '../snippets/shell.ts'

/** The placeholder for the secret, which the mock does not show. */
export const SECRET = 'your-webhook-secret'

/** A body as it came, and the value of its header X-MMS-Signature. */
export interface Signed {
  body: string
  signature: string
}

/** Commands that compute the signature anew and say whether it is the same. */
export function opensslCheck({ body, signature }: Signed): string {
  return `SECRET=${quote(SECRET)}
BODY=${quote(body)}
COMPUTED=$(printf %s "$BODY" | openssl dgst -sha1 -hmac "$SECRET" -binary | openssl base64 -A)
test "$COMPUTED" = ${quote(signature)} && echo valid || echo invalid
`
}

/** A program that does so as a receiver should: over the bytes as they came, and in constant time. */
export function nodeCheck({ body, signature }: Signed): string {
  return `import { createHmac, timingSafeEqual } from 'node:crypto'

const secret = ${JSON.stringify(SECRET)}
const body = Buffer.from(${JSON.stringify(body)})
const signature = Buffer.from(${JSON.stringify(signature)})

const computed = Buffer.from(createHmac('sha1', secret).update(body).digest('base64'))
const isValid = computed.length === signature.length && timingSafeEqual(computed, signature)
console.log(isValid ? 'valid' : 'invalid')
`
}
