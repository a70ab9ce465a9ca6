import { setTimeout as delay } from 'node:timers/promises'
import { md5 } from '../auth/digest.ts'
import type { Sources } from '../base/sources.ts'
import { AtlasClient, headerOf } from '../client/atlas-client.ts'
import type { ClientCredential } from '../client/environment.ts'
import { CompareError } from './compare-error.ts'
import { isCreation } from './effects.ts'
import type { Call, Reply, Transport } from './transport.ts'

/** Attempts for a request that the service does not process at that time. */
const ATTEMPTS = 5

/** Maximum seconds to wait for a service that asks for it. */
const MAX_WAIT = 300

/** Options of a {@link ServiceClient}. */
export interface ServiceOptions {
  credential: ClientCredential
  sources: Pick<Sources, 'now' | 'randomBytes'>
  /** Maximum number of requests per second; undefined: unlimited. */
  rate?: number | undefined
}

/** An Atlas client with a maximum rate, and retries that honour `Retry-After`. */
export class ServiceClient {
  /** Its host in links. */
  readonly host: string
  readonly credential: ClientCredential
  readonly #transport: Transport
  readonly #client: AtlasClient
  readonly #sources: Pick<Sources, 'now'>
  readonly #interval: number
  #next = 0

  constructor(transport: Transport, { credential, sources, rate }: ServiceOptions) {
    this.host = transport.host
    this.credential = credential
    this.#transport = transport
    this.#sources = sources
    this.#interval = rate === undefined ? 0 : 1000 / rate
    this.#client = new AtlasClient(credential, {
      hash: hashOf,
      createCnonce: () => sources.randomBytes(8).toString('hex')
    })
  }

  /**
   * Sends a request with the credentials, or without them if the service returns no token for them.
   *
   * @param signal ends waiting before a request; a request that was sent is always completed
   */
  async send(call: Call, signal?: AbortSignal): Promise<Reply> {
    let last: Pick<Call, 'path'> = call
    const reply = await this.#client.send(call, (sent: Call) => {
      last = sent
      return this.sendAnonymously(sent, signal)
    })
    if (last.path === call.path) return reply
    // The last request was one for a token.
    if (reply.status === 200) throw new CompareError('the service returned no token')
    return await this.sendAnonymously(call, signal)
  }

  async sendAnonymously(call: Call, signal?: AbortSignal): Promise<Reply> {
    for (let attempt = 1; ; attempt++) {
      await this.#pace(signal)
      const isLast = attempt === ATTEMPTS
      const reply = await this.#transport.send(call).catch((error: unknown) => {
        if (isLast || !isRepeatable(call) || !isBroken(error)) throw error
        return undefined
      })
      if (reply && (isLast || !isTransient(call, reply))) return reply
      await this.#wait(reply ? this.#secondsOf(reply) : 1, signal)
    }
  }

  /** Revokes a token and closes the connection. */
  async close(): Promise<void> {
    // A token expires within an hour anyway.
    await this.#client.revoke((call: Call) => this.sendAnonymously(call)).catch(() => undefined)
    this.#transport.close()
  }

  async #pace(signal?: AbortSignal): Promise<void> {
    const now = this.#sources.now()
    const start = Math.max(now, this.#next)
    this.#next = start + this.#interval
    if (start > now) await delay(start - now, undefined, { ...(signal && { signal }) })
    signal?.throwIfAborted()
  }

  /** Returns the seconds that `Retry-After` asks for (RFC 9110 §10.2.3); 1 without the header. */
  #secondsOf(reply: Reply): number {
    const text = headerOf(reply, 'retry-after') ?? ''
    if (/^\d{1,9}$/.test(text)) return Number(text)
    const time = Date.parse(text)
    return Number.isNaN(time) ? 1 : Math.max(0, (time - this.#sources.now()) / 1000)
  }

  async #wait(seconds: number, signal?: AbortSignal): Promise<void> {
    if (seconds > MAX_WAIT) {
      throw new CompareError(
        `the service asked to wait ${seconds} seconds (Retry-After); the maximum is ${MAX_WAIT}`
      )
    }
    await delay(seconds * 1000, undefined, { ...(signal && { signal }) })
  }
}

/** @throws {CompareError} for another algorithm than Atlas's */
function hashOf(text: string, algorithm: string): string {
  if (algorithm.toUpperCase() !== 'MD5') {
    throw new CompareError(`the service requires Digest with ${algorithm}, which Atlas does not use`)
  }
  return md5(text)
}

/** Returns whether a connection broke that the service had accepted. */
function isBroken(error: unknown): boolean {
  const { code = '' } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException
  return ['ECONNRESET', 'EPIPE', 'ETIMEDOUT'].includes(code)
}

function isTransient(call: Call, { status }: Reply): boolean {
  if (status === 429) return true
  // A project that a repeated request did not create would remain.
  if (status === 503) return !isCreation(call)
  return (status === 502 || status === 504) && isRepeatable(call)
}

/** Returns whether a request may be sent again without knowing the outcome of the first one. */
function isRepeatable({ method }: Call): boolean {
  return ['GET', 'HEAD', 'OPTIONS', 'DELETE'].includes(method)
}
