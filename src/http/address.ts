import type { FastifyRequest } from 'fastify'

/**
 * The address under which the caller knows what was called: scheme, host and path without query.
 *
 * @param publicUrl base to use instead of the request's scheme and Host
 */
export function publicAddress(request: FastifyRequest, publicUrl: string | undefined): string {
  return originOf(request, publicUrl) + pathOf(request)
}

/** Scheme and host under which the caller knows the server. */
export function originOf(request: FastifyRequest, publicUrl: string | undefined): string {
  // HTTP/1.0 needs no Host.
  return publicUrl ?? `${request.protocol}://${request.host || 'localhost'}`
}

/** The request target as it was sent; Node.js sets it on every request of a server. */
export function targetOf(request: FastifyRequest): string {
  return request.raw.url as string
}

/** The request target's path as it was sent. */
export function pathOf(request: FastifyRequest): string {
  // A proxy's request names the whole address (RFC 9112 §3.2.2).
  const target = targetOf(request).replace(/^https?:\/\/[^/?]*/i, '')
  const end = target.indexOf('?')
  return end < 0 ? target : target.slice(0, end)
}

/** What the paths of a route match, whatever its parameters are. @param url as Fastify writes it */
export function patternOf(url: string): RegExp {
  return new RegExp(`^${url.replaceAll('.', '\\.').replace(/:\w+/g, '[^/]+')}$`)
}
