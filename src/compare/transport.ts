import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import type { Call as ClientCall, Reply as ClientReply } from '../client/atlas-client.ts'
import { CompareError } from './compare-error.ts'

/** Milliseconds for a complete response: an interruption waits for it. */
const TIMEOUT = 60_000

/** Maximum size of a response in bytes. */
const MAX_SIZE = 8 * 1024 * 1024

/** A request, sent as given. */
export type Call = ClientCall<Buffer>

/** A response. */
export interface Reply extends ClientReply {
  /** The reason phrase of the status line; undefined if the source has none, such as HTTP/2. */
  reason?: string | undefined
}

/** Sends requests over HTTP/1.1, which has reason phrases, and keeps the connection open. */
export class Transport {
  readonly base: URL
  /** The Host header. */
  readonly host: string
  readonly #agent
  readonly #request

  readonly #onSend

  /** @param host the Host header, by default that of the base URL @param onSend called before each request */
  constructor(base: URL, host = base.host, onSend?: (call: Call) => void) {
    this.base = base
    this.host = host
    this.#onSend = onSend
    const isSecure = base.protocol === 'https:'
    this.#agent = new (isSecure ? HttpsAgent : HttpAgent)({ keepAlive: true, maxSockets: 1 })
    this.#request = isSecure ? requestHttps : requestHttp
  }

  /** @throws {CompareError} if there is no complete response in time */
  async send(call: Call): Promise<Reply> {
    this.#onSend?.(call)
    const deadline = AbortSignal.timeout(TIMEOUT)
    try {
      return await this.#exchange(call, deadline)
    } catch (error) {
      const problem = deadline.aborted
        ? `no complete response within ${TIMEOUT / 1000} seconds`
        : (error as Error).message
      throw new CompareError(`${call.method} ${this.base.origin}${call.path} failed: ${problem}`, {
        cause: error
      })
    }
  }

  #exchange({ method, path, headers, body }: Call, signal: AbortSignal): Promise<Reply> {
    const { hostname, port } = this.base
    return new Promise((resolve, reject) => {
      const request = this.#request({
        agent: this.#agent,
        hostname: hostname.replace(/^\[|\]$/g, ''),
        port,
        method,
        path,
        signal,
        headers: {
          Host: this.host,
          ...Object.fromEntries(headers),
          ...(body !== undefined && { 'Content-Length': String(Buffer.byteLength(body)) })
        }
      })
      // It may fail after the response has begun, too.
      request.on('error', reject)
      request.on('upgrade', (_response, socket) => {
        socket.destroy()
        reject(new Error('the service switched protocols'))
      })
      request.on('response', response => {
        readReply(response).then(resolve, (error: unknown) => {
          request.destroy()
          reject(error as Error)
        })
      })
      request.end(body)
    })
  }

  close(): void {
    this.#agent.destroy()
  }
}

async function readReply(response: IncomingMessage): Promise<Reply> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MAX_SIZE) throw new Error(`the response exceeds ${MAX_SIZE} bytes`)
    chunks.push(chunk)
  }
  const { rawHeaders, statusCode = 0, statusMessage } = response
  const headers = rawHeaders.flatMap((name, at): [string, string][] =>
    at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? '']] : []
  )
  return { status: statusCode, reason: statusMessage, headers, body: Buffer.concat(chunks).toString() }
}
