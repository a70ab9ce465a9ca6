export interface SplitTarget {
  /** Scheme and authority of an absolute target (RFC 9112 §3.2.2), such as `http://host:80`; else empty. */
  origin: string
  path: string
  /** Undefined: the target has no question mark. */
  query: string | undefined
  /** Clients should not send a fragment; it may contain a secret. */
  hasFragment: boolean
}

/** Splits a request target without decoding it. */
export function splitTarget(target: string): SplitTarget {
  const origin = target.startsWith('/') ? '' : (/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(target)?.[0] ?? '')
  const end = target.indexOf('#', origin.length)
  const address = target.slice(origin.length, end < 0 ? undefined : end)
  const start = address.indexOf('?')
  return {
    origin,
    path: start < 0 ? address : address.slice(0, start),
    query: start < 0 ? undefined : address.slice(start + 1),
    hasFragment: end >= 0
  }
}

/**
 * Returns the path for routing. Below `/api` it removes the extra slashes that Atlas accepts: a leading one, from base
 * URLs with a trailing slash (recorded 2025-05-26 to 2025-06-20), and a trailing one (recorded for
 * `/api/atlas/v2/groups/`, 2025-04-15). An undecodable path, which Fastify would reject without running hooks, is
 * routed to an unknown path with the same prefix.
 */
export function routedPath(path: string): string {
  const single = path.startsWith('//api/') ? path.slice(1) : path
  if (!isDecodable(path)) return `${/^\/(api|_mock\/v1)\//.exec(single)?.[0] ?? '/'}undecodable`
  return single.startsWith('/api/') && single.endsWith('/') ? single.slice(0, -1) : single
}

/** Returns whether every percent sign in a path begins an encoded character. */
export function isDecodable(path: string): boolean {
  if (!path.includes('%')) return true
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}

/** The parts of a request's URL; a Fastify request has them. */
export interface RequestAddress {
  protocol: string
  host: string
  /** The request target as received. */
  originalUrl: string
}

/**
 * Returns scheme and host of the server as the client sees them.
 *
 * @param publicUrl base URL in place of the request's scheme and Host
 */
export function originOf(request: RequestAddress, publicUrl: string | undefined): string {
  // HTTP/1.0 requests may have no Host.
  return publicUrl ?? `${request.protocol}://${request.host || 'localhost'}`
}

/** Returns the target for routing, for Fastify's `rewriteUrl`; the request's `originalUrl` keeps the original. */
export function routedTarget({ url = '' }: { url?: string | undefined }): string {
  const { path, query } = splitTarget(url)
  return query === undefined ? routedPath(path) : `${routedPath(path)}?${query}`
}

/** Returns the path of the request target as received. */
export function pathOf(request: RequestAddress): string {
  return splitTarget(request.originalUrl).path
}

/**
 * Returns a pattern for paths, as {@link matchablePath} returns them.
 *
 * @param template path in which `{name}`, at most once in a segment, stands for one or more characters of the segment
 * @param parameter source of the regular expression for `{name}`
 */
export function templatePattern(template: string, parameter = '[^/]+'): RegExp {
  const literals = routedPath(template).split(/\{\w+\}/)
  const pattern = literals
    .map(text => decodePath(text).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .join(parameter)
  return new RegExp(`^${pattern}$`)
}

/** Returns the names of the parameters in the path of an operation. */
export function parameterNames(path: string): string[] {
  return path.match(/(?<=\{)\w+(?=\})/g) ?? []
}

/** Returns a routed target's path as the router reads it: decoded, but for slashes within a segment. */
export function matchablePath(target: string): string {
  return decodePath(splitTarget(target).path)
}

function decodePath(path: string): string {
  return path
    .split('/')
    .map(segment => decodeURIComponent(segment).replaceAll('/', '%2F'))
    .join('/')
}
