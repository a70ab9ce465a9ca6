import type { LookupAddress } from 'node:dns'
import { lookup as lookUp } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import type { Delivery } from '../../types/wire.d.ts'
import type { Destinations } from './destinations.ts'
import type { AlertRequest } from './request.ts'

/** Result of a delivery over the network; only a 2xx is a success (documented). */
type DeliveryResult = NonNullable<Delivery['network']>

/** Resolves a host name. */
export type Resolve = (hostname: string) => Promise<LookupAddress[]>

/** Milliseconds. */
const TIMEOUT = 5_000

/** An error with a message that is safe to show; other errors show their code only, which never contains the URL. */
class DeliveryError extends Error {}

/** Returns the addresses that may be used. @throws {DeliveryError} if there is none */
type Select = (hostname: string, found: readonly LookupAddress[]) => LookupAddress[]

/**
 * Posts to an allowed destination once, without following redirects or reading the response body; never rejects.
 *
 * @param closing aborts when the mock closes
 * @param timeout milliseconds including name resolution
 */
export async function deliver(
  url: URL,
  request: AlertRequest,
  closing: AbortSignal,
  destinations: Destinations,
  resolve: Resolve = name => lookUp(name, { all: true }),
  timeout = TIMEOUT
): Promise<DeliveryResult> {
  const start = performance.now()
  const end = (status: number | null, error: string | null): DeliveryResult => {
    return { status, error, duration: Math.round(performance.now() - start) }
  }
  const select: Select = (hostname, found) => {
    const allowed = found.filter(({ address }) => destinations.isAllowed(address))
    if (allowed.length > 0) return allowed
    const addresses = found.map(({ address }) => address).join(', ')
    throw new DeliveryError(`--deliver-to does not allow ${hostname} at the address ${addresses}`)
  }
  const timer = AbortSignal.timeout(timeout)
  try {
    const status = await post(url, request, AbortSignal.any([timer, closing]), resolve, select)
    return end(status, status >= 200 && status < 300 ? null : 'the response status is not 2xx')
  } catch (error) {
    if (timer.aborted) return end(null, `no response within ${timeout} ms`)
    if (closing.aborted) return end(null, 'the mock was closed')
    if (error instanceof DeliveryError) return end(null, error.message)
    return end(null, `the connection failed: ${(error as NodeJS.ErrnoException).code}`)
  }
}

async function post(
  url: URL,
  { method, headers, body }: AlertRequest,
  signal: AbortSignal,
  resolveName: Resolve,
  select: Select
): Promise<number> {
  const hostname = hostnameOf(url)
  // Node.js does not call `lookup` for an IP address.
  if (isIP(hostname) !== 0) select(hostname, [{ address: hostname, family: isIP(hostname) }])
  // Checks addresses as the connection resolves them: a second resolution could return others.
  const lookup: LookupFunction = (name, _options, callback) => {
    resolveName(name)
      .then(found => select(name, found))
      .then(
        addresses => callback(null, addresses),
        (error: Error) => callback(error, [])
      )
  }
  const { request: start } = await (url.protocol === 'https:' ? import('node:https') : import('node:http'))
  const options = {
    method,
    headers,
    hostname,
    path: url.pathname + url.search,
    ...(url.port !== '' && { port: url.port }),
    // A new connection that ignores proxy settings of the environment.
    agent: false,
    // Makes Node.js pass `all: true` to `lookup`.
    autoSelectFamily: true,
    lookup,
    signal
  }
  return await new Promise((resolve, reject) => {
    const sent = start(options, response => {
      resolve(response.statusCode as number)
      response.destroy()
    })
    sent.on('error', reject)
    sent.on('close', () => reject(new DeliveryError('the connection ended without a response')))
    sent.end(body)
  })
}

/** Returns the host name of a URL, IPv6 without brackets. */
export function hostnameOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1')
}
