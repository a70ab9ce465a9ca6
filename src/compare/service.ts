import { setTimeout as delay } from 'node:timers/promises'
import type { ClientCredential } from '../client-environment.ts'
import type { Sources } from '../sources.ts'
import { CompareError } from './compare-error.ts'
import { createIdentity, type Identity } from './identity.ts'
import { type Call, headerOf, type Reply, type Transport } from './transport.ts'

/** Attempts for a request that the service rejects with 429. */
const ATTEMPTS = 5

/** Maximum seconds to wait for a service that asks for it. */
const MAX_WAIT = 300

/** Options of a {@link Service}. */
export interface ServiceOptions {
  credential: ClientCredential
  sources: Pick<Sources, 'now'>
  /** Maximum number of requests per second; undefined: unlimited. */
  rate?: number | undefined
}

/** A server of the Atlas API with credentials, a maximum rate, and retries as `Retry-After` asks. */
export class Service {
  readonly base: string
  readonly #transport: Transport
  readonly #identity: Identity
  readonly #sources: Pick<Sources, 'now'>
  readonly #interval: number
  #next = 0

  constructor(transport: Transport, { credential, sources, rate }: ServiceOptions) {
    this.base = transport.base.origin
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
      const reply = await this.#transport.send(call)
      if (reply.status !== 429 || attempt === ATTEMPTS) return reply
      await this.#wait(secondsOf(reply), signal)
    }
  }

  /** Revokes a token and closes the connection. */
  async close(): Promise<void> {
    try {
      await this.#identity.revoke()
    } finally {
      this.#transport.close()
    }
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

  async #wait(seconds: number, signal?: AbortSignal): Promise<void> {
    if (seconds > MAX_WAIT) {
      throw new CompareError(
        `the service asked to wait ${seconds} seconds (Retry-After); the maximum is ${MAX_WAIT}`
      )
    }
    await delay(seconds * 1000, undefined, { ...(signal && { signal }) })
  }
}

/** Returns the seconds of `Retry-After` (RFC 9110 §10.2.3); 1 if there are none. */
function secondsOf(reply: Reply): number {
  const text = headerOf(reply, 'retry-after') ?? ''
  return /^\d{1,9}$/.test(text) ? Number(text) : 1
}
