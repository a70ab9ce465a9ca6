import { setTimeout as delay } from 'node:timers/promises'
import type { Sources } from '../base/sources.ts'
import type { ClientCredential } from '../client/environment.ts'
import { CompareError } from './compare-error.ts'
import { createIdentity, type Identity } from './identity.ts'
import { type Call, headerOf, type Reply, type Transport } from './transport.ts'

/** Attempts for a request that the service does not process at that time. */
const ATTEMPTS = 5

/** Maximum seconds to wait for a service that asks for it. */
const MAX_WAIT = 300

/** Options of a {@link AtlasClient}. */
export interface ServiceOptions {
  credential: ClientCredential
  sources: Pick<Sources, 'now'>
  /** Maximum number of requests per second; undefined: unlimited. */
  rate?: number | undefined
}

/** A server of the Atlas API with credentials, a maximum rate, and retries that honour `Retry-After`. */
export class AtlasClient {
  /** Its host in links. */
  readonly host: string
  readonly credential: ClientCredential
  readonly #transport: Transport
  readonly #identity: Identity
  readonly #sources: Pick<Sources, 'now'>
  readonly #interval: number
  #next = 0

  constructor(transport: Transport, { credential, sources, rate }: ServiceOptions) {
    this.host = transport.host
    this.credential = credential
    this.#transport = transport
    this.#sources = sources
    this.#interval = rate === undefined ? 0 : 1000 / rate
    this.#identity = createIdentity(credential, call => this.sendAnonymously(call))
  }

  /**
   * Sends a request with the credentials.
   *
   * @param signal ends waiting before a request; a request that was sent is always completed
   */
  async send(call: Call, signal?: AbortSignal): Promise<Reply> {
    const first = await this.#sendAuthorized(call, signal)
    return this.#identity.shouldRetry(first) ? await this.#sendAuthorized(call, signal) : first
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
    await this.#identity.revoke().catch(() => undefined)
    this.#transport.close()
  }

  async #sendAuthorized(call: Call, signal?: AbortSignal): Promise<Reply> {
    const authorization = await this.#identity.authorize(call)
    const headers = { ...call.headers, ...(authorization !== undefined && { Authorization: authorization }) }
    return await this.sendAnonymously({ ...call, headers }, signal)
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

/** Returns whether a connection broke that the service had accepted. */
function isBroken(error: unknown): boolean {
  const { code = '' } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException
  return ['ECONNRESET', 'EPIPE', 'ETIMEDOUT'].includes(code)
}

function isTransient(call: Call, { status }: Reply): boolean {
  return status === 429 || status === 503 || ((status === 502 || status === 504) && isRepeatable(call))
}

/** Returns whether a request may be sent again without knowing the outcome of the first one. */
function isRepeatable({ method }: Call): boolean {
  return ['GET', 'HEAD', 'OPTIONS', 'DELETE'].includes(method)
}
