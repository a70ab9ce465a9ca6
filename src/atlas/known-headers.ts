import type { IncomingHttpHeaders } from 'node:http'
import type { Socket } from 'node:net'

interface Known {
  headers: IncomingHttpHeaders
  /** Characters of their values, where they are not those of the request before. */
  headersSize: number
}

/** The headers of the last request on a connection. */
const last = new WeakMap<Socket, Known>()

/**
 * A request's headers: the same object as long as they are the same on a connection, so that ten thousand
 * recorded requests need not hold ten thousand copies of a bearer token.
 */
export function knownHeaders(socket: Socket, headers: IncomingHttpHeaders): Known {
  const known = last.get(socket)
  if (known && areSame(known.headers, headers)) return known
  last.set(socket, { headers, headersSize: 0 })
  let headersSize = 0
  for (const name in headers) headersSize += String(headers[name]).length
  return { headers, headersSize }
}

function areSame(a: IncomingHttpHeaders, b: IncomingHttpHeaders): boolean {
  let names = 0
  for (const name in a) {
    // A list, such as that of cookies, counts as another.
    if (a[name] !== b[name]) return false
    names++
  }
  for (const _ in b) names--
  return names === 0
}
