import { quote } from '../snippets/shell.ts'

/** Placeholder for the secret, which the mock does not return. */
export const SECRET = 'your-webhook-secret'

/** A body as received, and the value of its header X-MMS-Signature. */
export interface Signed {
  body: string
  signature: string
}

/** Returns shell commands that compute the signature and compare it. */
export function opensslCheck({ body, signature }: Signed): string {
  return `SECRET=${quote(SECRET)}
BODY=${quote(body)}
COMPUTED=$(printf %s "$BODY" | openssl dgst -sha1 -hmac "$SECRET" -binary | openssl base64 -A)
test "$COMPUTED" = ${quote(signature)} && echo valid || echo invalid
`
}

/** Returns a program that checks the signature over the raw bytes, in constant time. */
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
