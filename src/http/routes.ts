/** The HTTP methods of an OpenAPI document. */
export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'] as const

/** Returns the path of an operation in Fastify's syntax. */
export function routeUrl(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1')
}

/** Returns the methods of a route: HEAD is served like GET, and Node.js omits its body. */
export function withHead(method: string): string[] {
  return method === 'GET' ? ['GET', 'HEAD'] : [method]
}
