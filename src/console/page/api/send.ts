import type { Exchange, HeaderList } from './exchange.ts'

/** A request without credentials. */
export interface AtlasRequest {
  method: string
  /** Path and query. */
  target: string
  /** Of the API, as a date. Default: the first one. */
  version?: string
  /** Default: Accept, and Content-Type if there is a body. */
  headers?: HeaderList
  body?: string | undefined
}

/** A request with its headers. */
export interface Prepared extends AtlasRequest {
  headers: HeaderList
}

/** An exchange, and the header WWW-Authenticate of its response. */
export interface Sent {
  exchange: Exchange
  challenge: string | null
}

/** Sends one request. Never throws: if the response is lost or incomplete, the exchange has no response. */
export async function send({ method, target, headers, body }: Prepared): Promise<Sent> {
  const request = { method, target, headers, body }
  const start = performance.now()
  const duration = () => performance.now() - start
  try {
    // With credentials, the browser would show its own dialog for a Digest challenge.
    const response = await fetch(target, {
      method,
      headers: headers.map(([name, value]) => [name, asBytes(value)]),
      body: body ?? null,
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'manual'
    })
    const text = await response.text()
    const { status, statusText: reason } = response
    const exchange = {
      request,
      response: { status, reason, headers: [...response.headers], body: text },
      duration: duration()
    }
    return { exchange, challenge: response.headers.get('www-authenticate') }
  } catch {
    return { exchange: { request, response: undefined, duration: duration() }, challenge: null }
  }
}

/** Returns the UTF-8 bytes of a header value as characters: `fetch` rejects characters above U+00FF. */
export function asBytes(value: string): string {
  return Array.from(new TextEncoder().encode(value), byte => String.fromCharCode(byte)).join('')
}
