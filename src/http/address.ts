import type { FastifyRequest } from 'fastify'

/**
 * The address under which the caller knows what was called: scheme, host and path without query.
 *
 * @param publicUrl base to use instead of the request's scheme and Host
 */
export function publicAddress(request: FastifyRequest, publicUrl: string | undefined): string {
  return originOf(request, publicUrl) + pathOf(request)
}

/** Base of the paths of links: a doubled slash in front of the request's path stays (recorded 2025-05-26). */
export function baseOf(request: FastifyRequest, publicUrl: string | undefined): string {
  const origin = originOf(request, publicUrl)
  return pathOf(request).startsWith('//') ? `${origin}/` : origin
}

/** Scheme and host under which the caller knows the server. */
export function originOf(request: FastifyRequest, publicUrl: string | undefined): string {
  // HTTP/1.0 needs no Host.
  return publicUrl ?? `${request.protocol}://${request.host || 'localhost'}`
}

/** The request target as it was sent. */
export function targetOf(request: FastifyRequest): string {
  return request.originalUrl
}

/**
 * Returns the target to route a request by; {@link targetOf} keeps what was sent. Without the scheme and host
 * of a proxy's request, and below `/api` with one slash less where Atlas takes one too many: in front, as a base
 * URL with a slash at its end makes it (recorded 2025-05-26 to 2025-06-20), and at the end (recorded for
 * `/api/atlas/v2/groups/`, 2025-04-15).
 */
export function routedTarget(target: string): string {
  const path = pathIn(target)
  const single = path.startsWith('//api/') ? path.slice(1) : path
  const routed = single.startsWith('/api/') && single.endsWith('/') ? single.slice(0, -1) : single
  const query = target.indexOf('?')
  return query < 0 ? routed : routed + target.slice(query)
}

/** The request target's path as it was sent. */
export function pathOf(request: FastifyRequest): string {
  return pathIn(targetOf(request))
}

function pathIn(target: string): string {
  // A proxy's request names the whole address (RFC 9112 §3.2.2).
  const [path = ''] = target.replace(/^https?:\/\/[^/?]*/i, '').split('?', 1)
  return path
}

/** What the paths of a route match, whatever its parameters are. @param url as Fastify writes it */
export function patternOf(url: string): RegExp {
  return new RegExp(`^${url.replaceAll('.', '\\.').replace(/:\w+/g, '[^/]+')}$`)
}
