// Sends requests with credentials and at a rate, and repeats those that a service did not process.

import { setTimeout as delay } from 'node:timers/promises'
import { md5 } from '../../auth/digest.ts'
import type { Sources } from '../../base/sources.ts'
import { AtlasClient, headerOf } from '../../client/atlas-client.ts'
import type { ClientCredential } from '../../client/environment.ts'
import { isCreation } from '../calls/scope.ts'
import { isRead } from './effects.ts'
import { CompareError, type ServiceReply, type ServiceRequest, type Transport } from './transport.ts'

/** Attempts for a request that the service does not process at that time. */
const ATTEMPTS = 5

/** Maximum seconds to wait for a service that asks for it. */
const MAX_WAIT = 300

/** Attempts to see an effect, and milliseconds between them: a service may not know a new project everywhere yet. */
const LOOKS = 3
const LOOK_DELAY = 2_000

/** Milliseconds without a response after an interruption, after which nothing more is sent. */
const GRACE = 5_000

/** Options of a {@link ServiceClient}. */
export interface ServiceOptions {
  credential: ClientCredential
  sources: Pick<Sources, 'now' | 'randomBytes'>
  /** Maximum number of requests per second; undefined: unlimited. */
  rate?: number | undefined
  /** Interrupts the comparison: afterwards, only requests that clean up are sent, without a wait. */
  signal?: AbortSignal | undefined
}

/** An Atlas client with a maximum rate, and retries that honour `Retry-After`. */
export class ServiceClient {
  /** Its host in links. */
  readonly host: string
  /** Texts that identify the caller; a service may repeat them. */
  readonly secrets: Set<string>
  readonly #transport: Transport
  readonly #client: AtlasClient
  readonly #sources: Pick<Sources, 'now'>
  readonly #interval: number
  readonly #signal: AbortSignal | undefined
  readonly #end = new AbortController()
  #giveUp: NodeJS.Timeout | undefined
  #next = 0

  constructor(transport: Transport, { credential, sources, rate, signal }: ServiceOptions) {
    this.host = transport.host
    this.secrets = new Set([credential.secret, credential.id])
    this.#transport = transport
    this.#sources = sources
    this.#interval = rate === undefined ? 0 : 1000 / rate
    this.#signal = signal
    const giveUp = () => {
      this.#giveUp = setTimeout(() => this.#end.abort(), GRACE).unref()
    }
    signal?.addEventListener('abort', giveUp, { signal: this.#end.signal })
    this.#client = new AtlasClient(credential, {
      hash: hashOf,
      createCnonce: () => sources.randomBytes(8).toString('hex')
    })
  }

  /**
   * Sends a request with the credentials, or without them if the service returns no token for them.
   *
   * @throws the reason of an interruption before the request
   */
  send(request: ServiceRequest): Promise<ServiceReply> {
    return this.#authorize(request, false)
  }

  /** Sends a request that looks for what is left or deletes it, also after an interruption. */
  cleanUp(request: ServiceRequest): Promise<ServiceReply> {
    return this.#authorize(request, true)
  }

  /** Sends a request as given. @throws the reason of an interruption before the request */
  sendAnonymously(request: ServiceRequest): Promise<ServiceReply> {
    return this.#repeat(request, false)
  }

  async #authorize(request: ServiceRequest, cleansUp: boolean): Promise<ServiceReply> {
    let last: Pick<ServiceRequest, 'path'> = request
    const reply = await this.#client.send(request, (sent: ServiceRequest) => {
      last = sent
      return this.#repeat(sent, cleansUp)
    })
    if (last.path === request.path) return reply
    // The last request was one for a token.
    if (reply.status === 200) throw new CompareError('the service returned no token')
    return await this.#repeat(request, cleansUp)
  }

  async #repeat(request: ServiceRequest, cleansUp: boolean): Promise<ServiceReply> {
    const authorization = request.headers.find(([name]) => name === 'Authorization')?.[1] ?? ''
    const [, secret] = /^(?:Basic|Bearer) (.+)$/.exec(authorization) ?? []
    if (secret !== undefined) this.secrets.add(secret)
    for (let attempt = 1; ; attempt++) {
      await this.#pace()
      if (!cleansUp) this.#signal?.throwIfAborted()
      const isLast = attempt === ATTEMPTS
      const reply = await this.#transport.send(request, this.#end.signal).catch((error: unknown) => {
        if (isLast || !isRepeatable(request, cleansUp) || !isBroken(error)) throw error
        return undefined
      })
      this.#giveUp?.refresh()
      if (reply && (isLast || !isTransient(request, reply, cleansUp))) return reply
      await this.#wait(reply ? this.#secondsOf(reply) : 1)
      if (cleansUp && this.#signal?.aborted) throw new CompareError('interrupted')
    }
  }

  /** Calls a function until it returns a result. */
  async poll<T>(look: () => Promise<T | undefined>): Promise<T | undefined> {
    for (let count = 1; ; count++) {
      const result = await look()
      if (result !== undefined || count === LOOKS || !(await this.#sleep(LOOK_DELAY))) return result
    }
  }

  /** Waits until a service may know a change everywhere. */
  async waitToLook(): Promise<void> {
    await this.#sleep(LOOK_DELAY)
  }

  /** Revokes a token and closes the connection. */
  async close(): Promise<void> {
    // A token expires within an hour anyway.
    await this.#client.revoke((request: ServiceRequest) => this.#repeat(request, true)).catch(() => undefined)
    this.#end.abort()
    this.#transport.close()
  }

  async #pace(): Promise<void> {
    const now = this.#sources.now()
    const start = Math.max(now, this.#next)
    this.#next = start + this.#interval
    if (start > now) await this.#sleep(start - now)
  }

  /** Returns the seconds that `Retry-After` asks for (RFC 9110 §10.2.3); 1 without the header. */
  #secondsOf(reply: ServiceReply): number {
    const text = headerOf(reply, 'retry-after') ?? ''
    if (/^\d{1,9}$/.test(text)) return Number(text)
    const time = Date.parse(text)
    return Number.isNaN(time) ? 1 : Math.max(0, (time - this.#sources.now()) / 1000)
  }

  async #wait(seconds: number): Promise<void> {
    if (seconds > MAX_WAIT) {
      throw new CompareError(
        `the service asked to wait ${seconds} seconds (Retry-After); the maximum is ${MAX_WAIT}`
      )
    }
    await this.#sleep(seconds * 1000)
  }

  /** Waits. @returns false, at once, for an interruption */
  async #sleep(milliseconds: number): Promise<boolean> {
    const options = this.#signal && { signal: this.#signal }
    return await delay(milliseconds, true, options).catch(() => false)
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

function isTransient(request: ServiceRequest, { status }: ServiceReply, cleansUp: boolean): boolean {
  if (status === 429) return true
  // A project that a repeated request did not create would remain.
  if (status === 503) return !isCreation(request)
  return (status === 502 || status === 504) && isRepeatable(request, cleansUp)
}

/** Returns whether a request may be sent again without knowing the outcome of the first one. */
function isRepeatable({ method }: ServiceRequest, cleansUp: boolean): boolean {
  // The second DELETE gets another response than the first.
  return isRead(method) || (cleansUp && method === 'DELETE')
}
