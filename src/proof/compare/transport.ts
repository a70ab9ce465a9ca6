// Sends a request over HTTP/1.1.

import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { StartError } from '../../catalogue/errors.ts'
import type { Reply as ClientReply, ClientRequest } from '../../client/atlas-client.ts'
import { isLoopback } from '../../http/listening.ts'
import { templateOf } from './placeholders.ts'

/** A reason why a comparison cannot run or continue. */
export class CompareError extends StartError {}

/**
 * Returns the URL of the service to compare with.
 *
 * @throws {CompareError} unless it is a base URL with https, or with http on this machine
 */
export function parseTarget(text: string): URL {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol) || url.href !== `${url.origin}/`) {
    throw new CompareError(
      '--target must be a URL such as https://cloud.mongodb.com, without path or credentials'
    )
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw new CompareError(
      '--target must use https: credentials and responses would be readable on the network'
    )
  }
  return url
}

/** Milliseconds for a complete response. */
const TIMEOUT = 60_000

/** Maximum size of a response in bytes. */
const MAX_SIZE = 8 * 1024 * 1024

/** A request, sent as given. */
export type ServiceRequest = ClientRequest<Buffer>

/** A response. */
export interface ServiceReply extends ClientReply {
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
  constructor(base: URL, host = base.host, onSend?: (request: ServiceRequest) => void) {
    this.base = base
    this.host = host
    this.#onSend = onSend
    const isSecure = base.protocol === 'https:'
    this.#agent = new (isSecure ? HttpsAgent : HttpAgent)({ keepAlive: true, maxSockets: 1 })
    this.#request = isSecure ? requestHttps : requestHttp
  }

  /** @param end gives up @throws {CompareError} if there is no complete response in time */
  async send(request: ServiceRequest, end: AbortSignal): Promise<ServiceReply> {
    this.#onSend?.(request)
    const timeout = AbortSignal.timeout(TIMEOUT)
    try {
      return await this.#exchange(request, AbortSignal.any([timeout, end]))
    } catch (error) {
      const problem = timeout.aborted
        ? `no complete response within ${TIMEOUT / 1000} seconds`
        : end.aborted
          ? 'interrupted'
          : (error as Error).message
      // A result has no ids of the account and no secrets.
      const sent = `${request.method} ${this.base.origin}${templateOf(request.path)}`
      throw new CompareError(`${sent} failed: ${problem}`, { cause: error })
    }
  }

  #exchange({ method, path, headers, body }: ServiceRequest, signal: AbortSignal): Promise<ServiceReply> {
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

async function readReply(response: IncomingMessage): Promise<ServiceReply> {
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
