import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import type { FastifyInstance } from 'fastify'

/**
 * Prepares a server to listen. On `localhost` it takes all addresses of that name, with one server for all
 * connections: Fastify would open a second server, and not wait for its requests at the end.
 *
 * @returns a function that listens on a host and port, and resolves to the port
 */
export function prepareListening(app: FastifyInstance): (host: string, port: number) => Promise<number> {
  const others: Server[] = []
  app.addHook('preClose', async () => {
    const closed = others.map(other => once(other.close(), 'close'))
    app.server.closeIdleConnections()
    await Promise.all(closed)
  })
  return async (host, port) => {
    const found = host === 'localhost' ? await lookup(host, { all: true }) : []
    const [first = host, ...more] = new Set(found.map(({ address }) => address))
    await app.listen({ host: first, port, listenTextResolver: () => 'listening' })
    const taken = (app.server.address() as AddressInfo).port
    for (const address of more) {
      const other = createServer({ allowHalfOpen: true, noDelay: true }, socket => {
        app.server.emit('connection', socket)
      })
      try {
        await once(other.listen({ host: address, port: taken }), 'listening')
        others.push(other)
      } catch {
        // The first address is enough.
      }
    }
    return taken
  }
}

/** Where a server is reached that listens on a host: one that listens everywhere, at the loopback. */
export function listeningUrl({ host, tls }: { host: string; tls: boolean }, port: number): string {
  return `${tls ? 'https' : 'http'}://${reachable(host)}:${port}`
}

function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}
