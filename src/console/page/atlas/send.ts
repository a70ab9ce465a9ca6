import type { Exchange, HeaderList } from './exchange.ts'

/** A request before credentials and headers. */
export interface AtlasRequest {
  method: string
  /** Path and query. */
  target: string
  body?: string | undefined
}

/** An exchange, and the header WWW-Authenticate of its answer. */
export interface Sent {
  exchange: Exchange
  challenge: string | null
}

/** Sends one request; never throws: an answer that does not come, or breaks off, is an exchange without one. */
export async function send({
  method,
  target,
  headers,
  body
}: AtlasRequest & { headers: HeaderList }): Promise<Sent> {
  const request = { method, target, headers, body }
  const start = performance.now()
  const duration = () => performance.now() - start
  try {
    // Without `omit` the browser answers a Digest challenge with a dialog of its own.
    const answer = await fetch(target, {
      method,
      headers: headers.map(([name, value]) => [name, asBytes(value)]),
      body: body ?? null,
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'manual'
    })
    const text = await answer.text()
    const { status, statusText: reason } = answer
    const exchange = {
      request,
      answer: { status, reason, headers: [...answer.headers], body: text },
      duration: duration()
    }
    return { exchange, challenge: answer.headers.get('www-authenticate') }
  } catch {
    return { exchange: { request, answer: undefined, duration: duration() }, challenge: null }
  }
}

/** A header's value as its UTF-8 bytes, one character each: `fetch` takes nothing else. */
function asBytes(value: string): string {
  return Array.from(new TextEncoder().encode(value), byte => String.fromCharCode(byte)).join('')
}
