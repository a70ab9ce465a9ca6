import { lookup as lookUp } from 'node:dns/promises'
import { request as requestPlainly } from 'node:http'
import { request as requestSecurely } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import type { Destinations } from './destinations.ts'
import type { AlertRequest } from './request.ts'

/** What became of a request over the network. */
export interface Outcome {
  /** Null: there was no answer. */
  status: number | null
  /** Null for a 2xx, which alone is success (documented). */
  error: string | null
  /** Milliseconds. */
  duration: number
}

interface ResolvedAddress {
  address: string
  family: number
}

/** Finds the addresses of a name. */
export type Resolve = (hostname: string) => Promise<ResolvedAddress[]>

const TIMEOUT = 5_000

/** What the mock itself refuses or ends; errors of others are told by their codes, which hold nothing of a URL. */
class DeliveryFault extends Error {}

/** Posts to where {@link Destinations} lets it: once, without following a redirect or reading the answer. */
export class Sender {
  readonly #destinations: Destinations
  readonly #resolve: Resolve
  readonly #timeout: number

  /** @param timeout milliseconds for all of it, the look-up included */
  constructor(
    destinations: Destinations,
    resolve: Resolve = name => lookUp(name, { all: true }),
    timeout = TIMEOUT
  ) {
    this.#destinations = destinations
    this.#resolve = resolve
    this.#timeout = timeout
  }

  /** Never rejects. @param closing aborted when the mock ends */
  async send(url: URL, request: AlertRequest, closing: AbortSignal): Promise<Outcome> {
    const start = performance.now()
    const end = (status: number | null, error: string | null): Outcome => {
      return { status, error, duration: Math.round(performance.now() - start) }
    }
    const timer = AbortSignal.timeout(this.#timeout)
    try {
      const status = await this.#post(url, request, AbortSignal.any([timer, closing]))
      return end(status, status >= 200 && status < 300 ? null : 'the answer is no 2xx')
    } catch (error) {
      if (timer.aborted) return end(null, `no answer within ${this.#timeout} ms`)
      if (closing.aborted) return end(null, 'the mock was closed')
      if (error instanceof DeliveryFault) return end(null, error.message)
      return end(null, `the connection failed: ${(error as NodeJS.ErrnoException).code}`)
    }
  }

  async #post(url: URL, { method, headers, body }: AlertRequest, signal: AbortSignal): Promise<number> {
    const hostname = bareName(url)
    // A literal address is not looked up.
    if (isIP(hostname) !== 0) this.#select(hostname, [{ address: hostname, family: isIP(hostname) }])
    const start = url.protocol === 'https:' ? requestSecurely : requestPlainly
    const options = {
      method,
      headers,
      hostname,
      path: url.pathname + url.search,
      ...(url.port !== '' && { port: url.port }),
      // A connection of its own, past any proxy of the environment.
      agent: false,
      // So that the look-up is always asked for all addresses.
      autoSelectFamily: true,
      lookup: this.#lookup,
      signal
    }
    return await new Promise((resolve, reject) => {
      const sent = start(options, response => {
        resolve(response.statusCode as number)
        response.destroy()
      })
      sent.on('error', reject)
      sent.on('close', () => reject(new DeliveryFault('the connection ended without an answer')))
      sent.end(body)
    })
  }

  /** Checks what a name means where the connection asks for it: it asks once, and connects to what it got. */
  readonly #lookup: LookupFunction = (hostname, _options, callback) => {
    this.#resolve(hostname)
      .then(found => this.#select(hostname, found))
      .then(
        addresses => callback(null, addresses),
        (error: Error) => callback(error, [])
      )
  }

  /** @throws {DeliveryFault} where none is left */
  #select(hostname: string, found: readonly ResolvedAddress[]): ResolvedAddress[] {
    const allowed = found.filter(({ address }) => this.#destinations.isAllowed(address))
    if (allowed.length > 0) return allowed
    const addresses = found.map(({ address }) => address).join(', ')
    throw new DeliveryFault(`--deliver-to does not allow ${hostname} at the address ${addresses}`)
  }
}

/** A URL's host name; of an IPv6 address without brackets. */
export function bareName({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1')
}
