import type { Delivery } from '../../types/wire.d.ts'
import { isCidr, isWithin } from '../http/addresses.ts'
import type { AlertRequest } from './request.ts'

/** Result of a delivery over the network; only a 2xx is a success (documented). */
type DeliveryResult = NonNullable<Delivery['network']>

/** Milliseconds. */
const TIMEOUT = 5_000

/** Returns whether the host of a URL is listed. @param entries host names in lower case, IP addresses, CIDR ranges */
export function isDestination(entries: readonly string[], url: URL): boolean {
  const hostname = hostnameOf(url)
  return entries.includes(hostname) || isWithin(entries.filter(isCidr), hostname)
}

/**
 * Posts once, without following redirects or reading the response body; never rejects.
 *
 * @param closing aborts when the mock closes
 * @param timeout milliseconds including name resolution
 */
export async function deliver(
  url: URL,
  request: AlertRequest,
  closing: AbortSignal,
  timeout = TIMEOUT
): Promise<DeliveryResult> {
  const start = performance.now()
  const end = (status: number | null, error: string | null): DeliveryResult => {
    return { status, error, duration: Math.round(performance.now() - start) }
  }
  const timer = AbortSignal.timeout(timeout)
  try {
    const status = await post(url, request, AbortSignal.any([timer, closing]))
    return end(status, status >= 200 && status < 300 ? null : 'the response status is not 2xx')
  } catch (error) {
    if (timer.aborted) return end(null, `no response within ${timeout} ms`)
    if (closing.aborted) return end(null, 'the mock was closed')
    // Not the message, which may contain the URL.
    return end(null, `the connection failed: ${(error as NodeJS.ErrnoException).code ?? 'no response'}`)
  }
}

async function post(url: URL, { method, headers, body }: AlertRequest, signal: AbortSignal): Promise<number> {
  const { request: start } = await (url.protocol === 'https:' ? import('node:https') : import('node:http'))
  const options = {
    method,
    headers,
    // Not the URL itself: Node.js would send its user information.
    hostname: hostnameOf(url),
    path: url.pathname + url.search,
    ...(url.port !== '' && { port: url.port }),
    // A new connection that ignores proxy settings of the environment.
    agent: false,
    signal
  }
  return await new Promise((resolve, reject) => {
    const sent = start(options, response => {
      resolve(response.statusCode as number)
      response.destroy()
    })
    sent.on('error', reject)
    sent.on('close', () => reject(new Error('the connection ended without a response')))
    sent.end(body)
  })
}

/** Returns the host name of a URL, IPv6 without brackets. */
export function hostnameOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1')
}
