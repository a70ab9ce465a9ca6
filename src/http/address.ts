import type { FastifyRequest } from 'fastify'
import { routedPath, splitTarget } from '../request-target.ts'

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

/** The request target as it was sent. */
export function targetOf(request: FastifyRequest): string {
  return request.originalUrl
}

/** Returns the target to route a request by, as Fastify's `rewriteUrl`; {@link targetOf} keeps what was sent. */
export function routedTarget({ url = '' }: { url?: string | undefined }): string {
  const { path, query } = splitTarget(url)
  return query === undefined ? routedPath(path) : `${routedPath(path)}?${query}`
}

/** The request target's path as it was sent. */
export function pathOf(request: FastifyRequest): string {
  return splitTarget(targetOf(request)).path
}

/** What the paths of a route match, whatever its parameters are. @param url as Fastify writes it */
export function patternOf(url: string): RegExp {
  return new RegExp(`^${url.replaceAll('.', '\\.').replace(/:\w+/g, '[^/]+')}$`)
}
