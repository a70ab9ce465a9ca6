import { once } from 'node:events'
import { Agent as HttpAgent, request as requestHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { CompareError } from './compare-error.ts'

/** Milliseconds without data after which a request fails. */
const TIMEOUT = 30_000

/** Maximum size of a response in bytes. */
const MAX_SIZE = 8 * 1024 * 1024

/** A request, sent as given. */
export interface Call {
  method: string
  /** Path and query, not normalized. */
  path: string
  headers: Record<string, string>
  payload?: Buffer | undefined
}

/** A response. */
export interface Reply {
  status: number
  /** The reason phrase of the status line; undefined if the source has none, such as HTTP/2. */
  reason?: string | undefined
  /** ProjectNames and values in the order of the response. */
  headers: [name: string, value: string][]
  body: string
}

/** Returns the value of a header, whatever its case. */
export function headerOf({ headers }: Reply, name: string): string | undefined {
  return headers.find(([key]) => key.toLowerCase() === name)?.[1]
}

/** Sends requests over HTTP/1.1, which has reason phrases, and keeps the connection open. */
export class Transport {
  readonly base: URL
  /** The Host header. */
  readonly host: string
  readonly #agent
  readonly #request

  /** @param host the Host header, by default that of the base URL */
  constructor(base: URL, host = base.host) {
    this.base = base
    this.host = host
    const isSecure = base.protocol === 'https:'
    this.#agent = new (isSecure ? HttpsAgent : HttpAgent)({ keepAlive: true, maxSockets: 1 })
    this.#request = isSecure ? requestHttps : requestHttp
  }

  /** @throws {CompareError} if the service does not respond */
  async send({ method, path, headers, payload }: Call): Promise<Reply> {
    const { hostname, port } = this.base
    const request = this.#request({
      agent: this.#agent,
      hostname: hostname.replace(/^\[|\]$/g, ''),
      port,
      method,
      path,
      timeout: TIMEOUT,
      headers: {
        Host: this.host,
        ...headers,
        ...(payload && { 'Content-Length': String(payload.length) })
      }
    })
    request.on('timeout', () => request.destroy(new Error(`no data for ${TIMEOUT / 1000} seconds`)))
    try {
      request.end(payload)
      const [response] = await once(request, 'response')
      const body = await readBody(response)
      const { rawHeaders, statusCode, statusMessage } = response
      const headers = rawHeaders.flatMap((name: string, at: number) =>
        at % 2 === 0 ? [[name, rawHeaders[at + 1]]] : []
      )
      return { status: statusCode, reason: statusMessage, headers, body }
    } catch (error) {
      request.destroy()
      throw new CompareError(`${method} ${this.base.origin}${path} failed: ${(error as Error).message}`, {
        cause: error
      })
    }
  }

  close(): void {
    this.#agent.destroy()
  }
}

async function readBody(response: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response) {
    size += chunk.length
    if (size > MAX_SIZE) throw new Error(`the response exceeds ${MAX_SIZE} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}
