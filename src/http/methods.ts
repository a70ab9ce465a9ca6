/** Returns the methods of a route: HEAD is served like GET, and Node.js omits its body. */
export function withHead(method: string): string | string[] {
  return method === 'GET' ? ['GET', 'HEAD'] : method
}
