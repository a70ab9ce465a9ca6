/** A request target, split. */
export interface SplitTarget {
  /** Scheme and authority of a proxy's request (RFC 9112 §3.2.2), such as `http://host:80`; else empty. */
  origin: string
  path: string
  /** Undefined: no question mark. */
  query: string | undefined
  /** A client should send none; it may be a secret. */
  hasFragment: boolean
}

/** Splits a request target as it was sent; nothing is decoded. */
export function splitTarget(target: string): SplitTarget {
  const [origin = ''] = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(target) ?? []
  const [address = '', ...fragment] = target.slice(origin.length).split('#')
  const start = address.indexOf('?')
  return {
    origin,
    path: start < 0 ? address : address.slice(0, start),
    query: start < 0 ? undefined : address.slice(start + 1),
    hasFragment: fragment.length > 0
  }
}

/**
 * Returns the path that a request is routed by. Below `/api` it has one slash less where Atlas takes one too many:
 * in front, as a base URL with a slash at its end makes it (recorded 2025-05-26 to 2025-06-20), and at the end
 * (recorded for `/api/atlas/v2/groups/`, 2025-04-15). A path that cannot be decoded, which Fastify answers without
 * any hook, is routed to an unknown path of the same surface.
 */
export function routedPath(path: string): string {
  const single = path.startsWith('//api/') ? path.slice(1) : path
  if (!isDecodable(path)) return `${/^\/(api|_mock\/v1)\//.exec(single)?.[0] ?? '/'}undecodable`
  return single.startsWith('/api/') && single.endsWith('/') ? single.slice(0, -1) : single
}

/** Whether each percent sign of a path begins an encoded character. */
export function isDecodable(path: string): boolean {
  if (!path.includes('%')) return true
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}
